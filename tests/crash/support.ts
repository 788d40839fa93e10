/** A project on loopback feeds that real processes crawl, break and mend, and what must hold of its store afterwards. */
import { expect } from 'vitest';
import { atom, type Entry } from '../cli/feeds.js';
import { ask, discover, projectFolder, resultsIn, withStore } from '../support/cli.js';
import { type TestServer, testServer } from '../support/server.js';

const FEEDS = ['alder', 'birch', 'cedar', 'damson', 'elm'];
const MATTERS = ['parking at the ward', 'waiting for the dentist', 'a bus for carers', 'hearing aids that whistle'];

/** Feeds whose posts answer and link to one another. */
export async function feedServer(feeds: readonly string[] = FEEDS): Promise<TestServer> {
  const server = await testServer();
  for (const [which, feed] of feeds.entries()) {
    const next = feeds[(which + 1) % feeds.length];
    const entries: Entry[] = Array.from({ length: 6 }, (_, n) => ({
      id: `${feed}/${n}`,
      text: `${feed} on ${MATTERS[(which + n) % MATTERS.length]}, part ${n}, see https://${next}.example/${next}/${n}`,
      author: `${feed}-${n % 3}`,
      at: new Date(Date.parse('2026-02-01T08:00:00Z') + (which * 7 + n) * 3_600_000).toISOString(),
    }));
    server.handlers[`/${feed}`] = atom(`${feed}.example`, entries);
  }
  return server;
}

/** A project that reads these feeds, each as a source of its own. */
export function feedProject(
  server: TestServer,
  more: { feeds?: readonly string[]; queue?: object } = {},
): Promise<string> {
  return projectFolder({
    sources: (more.feeds ?? FEEDS).map((feed) => ({
      name: feed,
      crawler: 'blogs',
      options: { feed: `${server.origin}/${feed}` },
      place: { name: feed, url: `https://${feed}.example/` },
    })),
    http: { allow_private: [server.host], delay_s: 0 },
    queue: { backoff_s: 0, ...more.queue },
  });
}

/** Runs the whole flow; `fault` as DISCOVER_FAULT wants it. */
export function run(data: string, fault?: string) {
  return discover(['run', '--data', data], fault === undefined ? {} : { env: { DISCOVER_FAULT: fault } });
}

/** What a broken run must have in common with an unbroken one once it has been run again. */
export async function outcomeOf(data: string) {
  const posts = ask<object>(data, 'SELECT source, external_id, content_hash FROM posts ORDER BY source, external_id');
  const sources = ask<{ cursor: string | null }>(data, 'SELECT name, cursor, failures FROM sources ORDER BY name').map(
    // When a feed was first seen as it is differs from run to run.
    ({ cursor, ...source }) => ({ ...source, cursor: cursor?.replace(/"changedAt":\d+/g, '') ?? null }),
  );
  const linked = ask<object>(
    data,
    `SELECT p.source, p.external_id, c.conversation_id FROM post_conversations c JOIN posts p ON p.id = c.post_id
     ORDER BY 1, 2`,
  );
  return { posts, sources, linked, reports: await resultsIn(`${data}/reports`) };
}

/** The database is whole, its index holds every post, and nothing is left of what was broken. */
export function expectWhole(data: string): void {
  withStore(data, (store) => {
    expect(store.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(store.pragma('foreign_key_check')).toEqual([]);
    store.exec("INSERT INTO clean_posts_search (clean_posts_search, rank) VALUES ('integrity-check', 1)");
    const count = (table: string) => store.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(count('clean_posts')).toBe(count('posts'));
    expect(count('clean_posts_search')).toBe(count('posts'));
    expect([count('in_hand'), count('set_aside'), count('jobs')]).toEqual([0, 0, 0]);
  });
}
