/** A process of its own that crawls one source on X until it may not spend any more, and says why it stopped. */
import { createInterface } from 'node:readline';
import { defaultConfig } from '../../src/config.js';
import { crawlSource, noCounts } from '../../src/crawl/crawl.js';
import { createFetch } from '../../src/crawl/http.js';
import { slugOf } from '../../src/errors.js';
import { openStore } from '../../src/store/store.js';
import { TEST_NOW, testEffects } from '../support/project.js';
import { USE } from '../support/x-stand-in.js';

const [folder, name, api, host, limit, token] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const { x, http } = await defaultConfig(folder);
const effects = { ...testEffects(), env: { X_BEARER_TOKEN: token } };
const store = await openStore('sqlite', folder, new Date(TEST_NOW).toISOString());
const { fetch, close } = createFetch({ ...http, allowPrivate: [host], delayMs: 0, version: '1' }, effects);
const world = { store, fetch, folder, effects, x: { ...x, nightlyMicros: Number(limit), monthlyMicros: 1e9 } };
const source = {
  ...{ name, crawler: 'tweets', options: { query: '#buses', api, use: USE } },
  place: { name, url: null, kind: null, owner: null, area: null },
};
console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) {
  const end = await crawlSource(source, world, noCounts()).then(() => 'done', slugOf);
  console.log(end);
  break;
}
await close();
await store.close();
process.exit();
