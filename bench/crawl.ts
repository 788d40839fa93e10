/**
 * Whole nights over 10,000 feeds, as a person would start them: a first one, one on which nothing has changed, and one on
 * which every twentieth site asks to be left alone. `npm run bench:crawl`, or `npm run bench:crawl -- PART...`; figures are
 * printed, and written to bench/results/.
 */
import { benchNights } from './nights.js';
import { benchParsing } from './parsing.js';
import { runParts } from './parts.js';
import { benchReaders } from './readers.js';

await runParts('crawl', { nights: benchNights, parsing: benchParsing, readers: benchReaders }, process.argv.slice(2));
