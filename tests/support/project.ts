/** A real store in a temporary folder, thrown away after the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Effects } from '../../src/effects.js';
import { emptyPost, type Post } from '../../src/model.js';
import { registerSource, savePage } from '../../src/store/sources.js';
import { type Database, openStore } from '../../src/store/store.js';

/** The moment at which tests take place unless they say otherwise. */
export const TEST_NOW = Date.parse('2026-03-02T21:00:00.000Z');

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'discover-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryStore(folder?: string): Promise<Database> {
  return testStore('sqlite', folder ?? (await temporaryFolder()));
}

/** A store anywhere, closed after the test. */
export async function testStore(url: string, folder = ''): Promise<Database> {
  const database = await openStore(url, folder, new Date(TEST_NOW).toISOString());
  onTestFinished(() => database.close());
  return database;
}

/** Effects whose clock moves only when something sleeps, and whose log is kept. */
export function testEffects(start = TEST_NOW): Effects & { lines: string[]; clock: { now: number } } {
  const clock = { now: start };
  const lines: string[] = [];
  return {
    clock,
    lines,
    now: () => clock.now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      clock.now += milliseconds;
    },
    random: () => 0,
    resolve: async (host) => {
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
    },
    env: {},
    log: { info: (message) => void lines.push(message), warn: (message) => void lines.push(`warning: ${message}`) },
  };
}

/** A tweet by `author` with sensible defaults, for seeding a store. */
export function tweet(externalId: string, author: string, text: string, more: Partial<Post> = {}): Post {
  return {
    ...emptyPost(externalId, 'tweet', 'x'),
    text,
    author: { id: author, handle: author, name: author, url: `https://x.com/${author}`, kind: 'individual' },
    url: `https://x.com/${author}/status/${externalId}`,
    createdAt: '2026-03-01T09:00:00.000Z',
    ...more,
  };
}

/** Saves posts as if a crawl had brought them. */
export async function seed(database: Database, source: string, posts: readonly Post[]): Promise<void> {
  await registerSource(database, source, 'archive');
  await savePage(database, source, null, { posts }, new Date(TEST_NOW).toISOString());
}
