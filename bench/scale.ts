/**
 * What one machine can take: figures for docs/scale.md. `npm run bench:scale`, or `npm run bench:scale -- PART...`; they
 * are printed, and written to bench/results/. `npm run bench:scale -- million 1000000` takes a quarter of an hour.
 */
import { benchFeeds } from './feeds.js';
import { benchFlow } from './flow.js';
import { benchGrowth } from './growth.js';
import { benchIngest } from './ingest.js';
import { benchJobs } from './jobs.js';
import { benchMillion } from './million.js';
import { runParts } from './parts.js';
import { benchSearch } from './search.js';
import { benchThemes } from './themes-cost.js';

await runParts(
  'scale',
  {
    jobs: benchJobs,
    growth: benchGrowth,
    feeds: benchFeeds,
    ingest: benchIngest,
    flow: benchFlow,
    search: benchSearch,
    themes: benchThemes,
    million: benchMillion,
  },
  process.argv.slice(2),
);
