/** Reading feeds, without a network: items a second, beside rss-parser alone on the same text. */
import RssParser from 'rss-parser';
import { parseFeed } from '../src/crawl/feed.js';
import { feed } from './feed-site.js';

const ROUNDS = 5;
const FEEDS = 200;
const ITEMS = 20;
const HEADERS = { 'content-type': 'application/rss+xml; charset=utf-8' };

export interface ParseRate {
  /** Items a second, the median of the rounds. */
  ours: number;
  rssParser: number;
}

export async function benchParsing(): Promise<ParseRate> {
  const texts = Array.from({ length: FEEDS }, (_, index) => feed(index, ITEMS));
  const bodies = texts.map((text) => Buffer.from(text));
  const parser = new RssParser();
  const ours: number[] = [];
  const theirs: number[] = [];
  // In turn, so that whatever else the machine does meets both.
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(
      await itemsPerSecond(async (index) => {
        const { items } = await parseFeed(bodies[index]!, HEADERS, `https://site-${index}.example/feed`);
        return items.length;
      }),
    );
    theirs.push(await itemsPerSecond(async (index) => (await parser.parseString(texts[index]!)).items.length));
  }
  const rate = { ours: median(ours), rssParser: median(theirs) };
  console.log(
    `Parsing: ${FEEDS} feeds of ${ITEMS} items, ${(bodies[0]!.length / 1000).toFixed(0)} KB each, median of ${ROUNDS}\n` +
      `  bytes to items, dates, authors, links  ${Math.round(rate.ours).toLocaleString('en-GB').padStart(7)} items/s\n` +
      `  rss-parser alone on decoded text       ${Math.round(rate.rssParser).toLocaleString('en-GB').padStart(7)} items/s`,
  );
  return rate;
}

async function itemsPerSecond(parse: (index: number) => Promise<number>): Promise<number> {
  let items = 0;
  const started = performance.now();
  for (let index = 0; index < FEEDS; index += 1) items += await parse(index);
  return items / ((performance.now() - started) / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
