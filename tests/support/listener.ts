/** A project with one source that listens to servers on loopback, through the real client, crawl and store. */
import { expect } from 'vitest';
import type { SourceConfig } from '../../src/config.js';
import { crawlSource, noCounts } from '../../src/crawl/crawl.js';
import { SourceError } from '../../src/errors.js';
import { readCursor } from '../../src/store/sources.js';
import { temporaryStore, testEffects } from './project.js';
import { type Reply, type TestServer, testFetch } from './server.js';

export interface Row {
  id: string;
  kind: string;
  platform: string;
  createdAt: string | null;
  text: string | null;
  html: string | null;
  title: string | null;
  url: string | null;
  inReplyTo: string | null;
  quotes: string | null;
  reposts: string | null;
  thread: string | null;
  author: string | null;
  handle: string | null;
}

const ROWS = `
  SELECT p.external_id AS id, p.kind, p.platform, p.created_at AS "createdAt", p.text, p.html, p.title, p.url,
    p.in_reply_to AS "inReplyTo", p.quotes, p.reposts, p.thread, v.author_id AS author, v.handle
  FROM posts p LEFT JOIN voices v ON v.id = p.voice_id ORDER BY p.id`;

export async function listener(
  crawler: string,
  servers: readonly TestServer[],
  options: Record<string, unknown>,
  env: Record<string, string> = {},
) {
  const store = await temporaryStore();
  const effects = { ...testEffects(), env };
  const world = { store, fetch: testFetch(servers), folder: '/', effects };
  const source: SourceConfig = {
    name: 'source',
    crawler,
    options,
    // An organisation's: a source may name its accounts.
    place: { name: 'A place', url: null, kind: null, owner: 'charity', area: null },
  };
  const crawl = async (more: Record<string, unknown> = {}) => {
    const counts = noCounts();
    await crawlSource({ ...source, options: { ...options, ...more } }, world, counts);
    return counts;
  };
  const fails = async (more: Record<string, unknown> = {}) => {
    const error: unknown = await crawl(more).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    return error as SourceError;
  };
  const rows = () => store.all<Row>(ROWS);
  const ids = async () => (await rows()).map(({ id }) => id);
  return { store, effects, crawl, fails, rows, ids, cursor: () => readCursor(store, 'source') };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** A JSON array that is `depth` levels deep. */
export function deep(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}
