/**
 * How fast posts come in: pages of made-up posts through `savePage`, as a crawl saves them, and their clean texts into
 * the full-text index, as the pipeline saves them. The same calls for both stores.
 */
import { performance } from 'node:perf_hooks';
import type { Post } from '../src/model.js';
import { emptyPost } from '../src/model.js';
import { pendingBlocks, readRawPosts, saveCleanPosts } from '../src/store/clean.js';
import { countFound } from '../src/store/search.js';
import { readQuery } from '../src/store/search-query.js';
import { registerSource, savePage } from '../src/store/sources.js';
import { type Database, openStore, SQLITE } from '../src/store/store.js';
import { postgresMissing, startPostgres } from '../tests/support/postgres.js';
import { inTemporaryFolder } from './child.js';
import { dice } from './dice.js';

const PAGE = 100;
const VOCABULARY = 20_000;
const WORDS = 25;
const VOICES = 5_000;
const AT = '2026-03-02T21:00:00.000Z';

/** What either store has to take at least: posts a second, full-text search included. */
const TARGET = 2000;
const POSTS = 30_000;

/** Prints the rates of both stores, and returns them. */
export async function benchIngest(): Promise<{ sqlite: IngestRate; postgres: IngestRate | null }> {
  console.log(`Ingest: ${POSTS.toLocaleString('en-GB')} posts of ${WORDS} words in pages of ${PAGE}, posts a second`);
  const sqlite = await inTemporaryFolder((folder) => inStore(SQLITE, folder));
  report('SQLite', sqlite);
  if (postgresMissing !== null) {
    console.log(`  ${postgresMissing}`);
    return { sqlite, postgres: null };
  }
  // As it stands in production: what is committed is on the disk.
  const server = await startPostgres({ durable: true });
  try {
    const postgres = await inStore(server.url(), '');
    report('PostgreSQL', postgres);
    return { sqlite, postgres };
  } finally {
    await server.remove();
  }
}

async function inStore(url: string, folder: string): Promise<IngestRate> {
  const store = await openStore(url, folder, AT);
  try {
    return await measureIngest(store, POSTS);
  } finally {
    await store.close();
  }
}

function report(name: string, rate: IngestRate): void {
  const words = (posts: number) => Math.round(posts).toLocaleString('en-GB').padStart(7);
  const verdict = rate.together >= TARGET ? `at least ${TARGET} asked for: yes` : `at least ${TARGET} asked for: NO`;
  console.log(
    `  ${name.padEnd(10)} saved ${words(rate.saved)}, made searchable ${words(rate.searchable)}, both ${words(rate.together)}  (${verdict})`,
  );
}

export interface IngestRate {
  posts: number;
  /** Posts a second: saved by a crawl; then made searchable; then both as one. */
  saved: number;
  searchable: number;
  together: number;
}

/** Brings so many posts into an empty store. */
export async function measureIngest(store: Database, posts: number): Promise<IngestRate> {
  await registerSource(store, 'bench', 'archive');
  const pages = Array.from({ length: posts / PAGE }, (_, index) => madeUpPage(index));
  const saving = await seconds(async () => {
    for (const page of pages)
      await savePage(store, 'bench', null, { posts: page, cursor: { page: page[0]!.externalId } }, AT);
  });
  const texts = pages.flat().map(({ text }) => text as string);
  const indexing = await seconds(async () => {
    for (const block of await pendingBlocks(store, PAGE)) {
      const raw = await readRawPosts(store, block, PAGE);
      await saveCleanPosts(
        store,
        raw.map(({ id, version }) => ({ post: cleanPost(id, texts[id - 1]!), version, sketch: null })),
      );
    }
  });
  const found = await countFound(store, readQuery('w0'));
  if (found.posts === 0) throw new Error('what was stored is not found');
  return { posts, saved: posts / saving, searchable: posts / indexing, together: posts / (saving + indexing) };
}

function cleanPost(postId: number, text: string) {
  const tokens = text.split(' ');
  return { postId, text, lang: 'en', tokens, mentions: [], hashtags: [], links: [], canonicalUrl: null };
}

function madeUpPage(page: number): Post[] {
  return Array.from({ length: PAGE }, (_, index) => madeUpPost(page * PAGE + index));
}

/** Words as frequent as in a language (Zipf), dates in order, some voices louder than others. */
export function madeUpPost(number: number): Post {
  const random = dice(number + 1);
  const text = Array.from({ length: WORDS }, () => `w${Math.floor(VOCABULARY ** random()) - 1}`).join(' ');
  const author = `a${Math.floor(VOICES ** random())}`;
  return {
    ...emptyPost(String(number), 'tweet', 'x'),
    text,
    author: { id: author, handle: author, name: author, url: null, kind: 'individual' },
    url: `https://x.com/${author}/status/${number}`,
    createdAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    hashtags: ['bench'],
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
