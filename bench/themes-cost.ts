/**
 * What themes cost: the engine alone, then `discover themes` over stores of growing size, and a night of new posts on top of
 * the largest. The share of a post must not grow with what is there.
 */
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { type Database, openStore, SQLITE } from '../src/store/store.js';
import { ThemeEngine } from '../src/themes/engine.js';
import { inTemporaryFolder, measure } from './child.js';
import { type MadeUp, madeUpStream } from './made-up-stream.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const ENGINE = [10_000, 30_000, 50_000];
const STORES = [10_000, 100_000, 1_000_000];
const NIGHT = 5_000;
const AT = '2026-03-02T21:00:00.000Z';
/** Of the first post; one every ten seconds. */
const BEGINNING = Date.parse('2025-11-01T00:00:00.000Z');
const PACE_MS = 10_000;

export interface ThemesCost {
  engine: { posts: number; seconds: number }[];
  stores: { posts: number; seconds: number; peakMb: number }[];
  night: { posts: number; onTopOf: number; seconds: number; peakMb: number };
  /** Cost of a post in the largest store beside that in the smallest. */
  ratio: number;
}

/** Prints and returns what it costs. `BENCH_POSTS` sets another size for the largest store. */
export async function benchThemes(): Promise<ThemesCost> {
  const sizes = [...STORES.slice(0, -1), Number(process.env.BENCH_POSTS ?? STORES.at(-1))];
  const engine = ENGINE.map((posts) => ({ posts, seconds: engineSeconds(posts) }));
  const stores: ThemesCost['stores'] = [];
  let night: ThemesCost['night'] | undefined;
  for (const posts of sizes) {
    await inTemporaryFolder(async (folder) => {
      const stream = madeUpStream(posts + NIGHT);
      await fill(folder, stream, 0, posts);
      stores.push(await themes(folder, `${words(posts)} posts`, posts));
      if (posts !== sizes.at(-1)) return;
      await fill(folder, stream, posts, NIGHT);
      night = { ...(await themes(folder, `and ${words(NIGHT)} more`, NIGHT)), onTopOf: posts };
    });
  }
  const share = ({ posts, seconds }: { posts: number; seconds: number }) => seconds / posts;
  const ratio = share(stores.at(-1)!) / share(stores[0]!);
  console.log(
    `  a post in ${words(sizes.at(-1)!)} costs ${ratio.toFixed(2)} times what it costs in ${words(sizes[0]!)}`,
  );
  return { engine, stores, night: night!, ratio };
}

const words = (number: number) => number.toLocaleString('en-GB');

function engineSeconds(posts: number): number {
  const tokens = Array.from(madeUpStream(posts), (post) => post.tokens);
  const started = performance.now();
  const engine = new ThemeEngine();
  for (const one of tokens) engine.add(one);
  const { themes } = engine.group();
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `  engine alone, ${words(posts).padStart(7)} posts   ${seconds.toFixed(1).padStart(6)} s, ${themes} themes`,
  );
  return seconds;
}

async function themes(
  folder: string,
  name: string,
  posts: number,
): Promise<{ posts: number; seconds: number; peakMb: number }> {
  const { seconds, peakMb, output } = await measure(CLI, ['themes', '--json', '--data', folder], folder);
  const found = (JSON.parse(output) as unknown[]).length;
  console.log(
    `  themes, ${name.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s, at most ${peakMb.toFixed(0).padStart(4)} MB, ${found} themes`,
  );
  return { posts, seconds, peakMb };
}

const POST = `
  INSERT INTO posts (id, source, external_id, kind, channel, platform, voice_id, created_at, collected_at, text, mentions,
    hashtags, links, content_hash) VALUES (?, 'made-up', ?, 'tweet', 'online', 'x', ?, ?, ?, ?, '[]', '[]', '[]', '')`;
const CLEAN = `
  INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links) VALUES (?, ?, 'en', ?, '[]', '[]', '[]')`;
const VOICE = `
  INSERT INTO voices (id, platform, author_id, kind, number) VALUES (?, 'x', ?, 'individual', ?) ON CONFLICT DO NOTHING`;
const SOURCE = "INSERT INTO sources (name, crawler) VALUES ('made-up', 'archive') ON CONFLICT DO NOTHING";
const BATCH = 10_000;

/** Posts as the pipeline leaves them. */
export async function fill(folder: string, stream: Generator<MadeUp>, first: number, posts: number): Promise<void> {
  const store = await openStore(SQLITE, folder, AT);
  try {
    await store.run(SOURCE);
    for (let start = first; start < first + posts; start += BATCH) {
      const batch: MadeUp[] = [];
      while (batch.length < Math.min(BATCH, first + posts - start)) batch.push(stream.next().value as MadeUp);
      await save(store, batch, start);
    }
  } finally {
    await store.close();
  }
}

async function save(store: Database, batch: readonly MadeUp[], start: number): Promise<void> {
  const number = (index: number) => start + index + 1;
  const at = (index: number) => new Date(BEGINNING + number(index) * PACE_MS).toISOString();
  await store.transaction(async (tx) => {
    await tx.many(
      VOICE,
      batch.map(({ voice }) => [voice + 1, `voice ${voice}`, voice + 1]),
    );
    await tx.many(
      POST,
      batch.map(({ tokens, voice }, index) => [
        ...[number(index), `p${number(index)}`, voice + 1, at(index), at(index), tokens.join(' ')],
      ]),
    );
    await tx.many(
      CLEAN,
      batch.map(({ tokens }, index) => [number(index), tokens.join(' '), JSON.stringify(tokens)]),
    );
  });
}
