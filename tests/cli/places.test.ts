/** Mastodon, Bluesky and Discourse through the whole program: from their JSON to the store, the tables, map and page. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { loadCrawler } from '../../src/crawl/registry.js';
import { answerOf, ask, discover, projectFolder } from '../support/cli.js';
import { json } from '../support/listener.js';
import { temporaryFolder } from '../support/project.js';
import { type TestServer, testServer } from '../support/server.js';

vi.setConfig({ testTimeout: 90_000 });

/** One more than any number of JavaScript can tell from its neighbour. */
const BIG = '9007199254740993';
const NOW = new Date(Date.now() - 3_600_000).toISOString();
const WORDS = 'The night bus to the hospital never comes';

const TOOT = `https://social.example.org/users/ada/statuses/${BIG}`;
const ANSWER = `https://social.example.org/users/bob/statuses/${BIG}1`;
const SKEET = 'at://did:plc:ada/app.bsky.feed.post/3m7hzqrjojp2o';
const REPLY = 'at://did:plc:bob/app.bsky.feed.post/3m7hzqrjojp2p';

async function networks(): Promise<TestServer> {
  const person = (name: string) => ({ acct: name, url: `https://social.example.org/@${name}`, display_name: name });
  const toot = (id: string, uri: string, name: string, more: object = {}) => ({
    ...{ id, uri, url: uri, created_at: NOW, visibility: 'public', content: `<p>${WORDS} #buses</p>` },
    ...{ account: person(name), ...more },
  });
  const skeet = (uri: string, name: string, record: object = {}) => ({
    ...{ uri, author: { did: `did:plc:${name}`, handle: `${name}.example.org` }, indexedAt: NOW },
    record: { text: `${WORDS} at all`, createdAt: NOW, ...record },
  });
  const post = (id: string, number: number, name: string) => ({
    ...{ id, post_number: number, user_id: `${BIG}${number}`, username: name, created_at: NOW },
    cooked: `<p>${WORDS}, says the forum</p>`,
  });
  const timeline = [toot(`${BIG}1`, ANSWER, 'bob', { in_reply_to_id: BIG }), toot(BIG, TOOT, 'ada')];
  const found = [skeet(REPLY, 'bob', { reply: { parent: { uri: SKEET }, root: { uri: SKEET } } }), skeet(SKEET, 'ada')];
  const stream = { posts: [post(BIG, 1, 'ada'), post(`${BIG}9`, 2, 'bob')], stream: [BIG, `${BIG}9`] };
  const once = (key: string, first: unknown, rest: unknown) => (seen: { path: string }) =>
    json(seen.path.includes(key) ? rest : first);
  return testServer({
    '/api/v1/timelines/tag/buses': once('_id=', timeline, []),
    '/xrpc/app.bsky.feed.searchPosts': once('until=', { posts: found }, { posts: [] }),
    '/latest.json': json({ topic_list: { topics: [{ id: BIG, bumped_at: NOW }] } }),
    [`/t/${BIG}.json`]: json({ id: BIG, slug: 'late', title: 'Late', post_stream: stream }),
  });
}

const IDS = [TOOT, ANSWER, SKEET, REPLY, BIG, `${BIG}9`].sort();

it('D6: every id keeps every character, from JSON to SQLite, CSV, JSON, NDJSON and page, and replies are found on the map', async () => {
  const server = await networks();
  const { origin } = server;
  const settings = {
    sources: [
      { name: 'toots', crawler: 'mastodon', options: { servers: [origin], tags: ['#buses'] } },
      { name: 'skeets', crawler: 'bluesky', options: { api: origin, queries: ['buses'] } },
      { name: 'forum', crawler: 'discourse', options: { server: origin } },
    ],
    http: { allow_private: [server.host], delay_s: 0 },
  };
  const data = await projectFolder(settings);
  const run = await answerOf<{ crawl: object }>(['run', '--data', data]);
  expect(run).toMatchObject({ code: 0, json: { crawl: { new: 6, failed: 0 } } });
  const known = ask<{ id: string }>(data, 'SELECT external_id AS id FROM posts').map(({ id }) => id);
  expect(known.sort()).toEqual(IDS);

  const named = ['--identify', '--reason', 'a test', '--data', data];
  const report = async (format: string) =>
    (await discover(['report', 'posts', '--format', format, '--out', '-', ...named])).out;
  expect((JSON.parse(await report('json')) as { external_id: string }[]).map((row) => row.external_id).sort()).toEqual(
    IDS,
  );
  const lines = (await report('ndjson')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { external_id: string }).external_id).sort()).toEqual(IDS);
  const csv = await report('csv');
  for (const id of IDS) expect(csv.split(/[,\r\n"]/)).toContain(id);

  const file = join(data, 'map.json');
  await discover(['map', '--format', 'json', '--out', file, ...named]);
  const map = JSON.parse(await readFile(file, 'utf8')) as Record<'links' | 'edges', { kind: string }[] | undefined>;
  expect((map.links ?? map.edges)!.filter(({ kind }) => kind === 'reply')).toHaveLength(3);
  const page = join(data, 'page.html');
  await discover(['report', 'page', '--out', page, ...named]);
  const html = await readFile(page, 'utf8');
  // The page links to what it quotes, and a rounded number would lead to somebody else's words.
  const quoted = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, address]) => address!);
  const addresses = ask<{ url: string }>(data, 'SELECT url FROM posts').map(({ url }) => url);
  expect(quoted.length).toBeGreaterThan(0);
  expect(quoted.filter((address) => !addresses.includes(address))).toEqual([]);

  // An id that holds a name or a DID stays inside like any other.
  const open = (await discover(['report', 'posts', '--out', '-', '--data', data])).out;
  expect(IDS.filter((id) => open.includes(id))).toEqual([]);

  // A second night finds nothing new, and says no word too much.
  expect(await answerOf(['run', '--data', data])).toMatchObject({ code: 0, json: { crawl: { new: 0, failed: 0 } } });
});

it('`sources --crawlers` has a line for each of them', async () => {
  const { out } = await discover(['sources', '--crawlers']);
  expect(out).toMatch(/^ *mastodon +servers, tags, accounts, days, pages +\S/m);
  expect(out).toMatch(/^ *bluesky +queries, accounts, api, account, password, days, pages +\S/m);
  expect(out).toMatch(/^ *discourse +server, category, days, topics +\S/m);
});

it('what `init` proposes can be used once its # are taken away, whatever the words are', async () => {
  for (const words of ['#LeedsBuses', 'late buses, trams', 'a "quoted": word']) {
    const data = await temporaryFolder();
    await discover(['init', '--words', words, '--data', data]);
    const text = await readFile(join(data, 'discover.yaml'), 'utf8');
    const proposed = text.replace('sources: []', 'sources:').replace(/^#( {2}.*)?$/gm, '$1');
    const { sources } = parse(proposed) as { sources: { crawler: string; options: unknown }[] };
    expect(sources.map(({ crawler }) => crawler)).toEqual(
      expect.arrayContaining(['tweets', 'mastodon', 'bluesky', 'blogs', 'forums', 'discourse', 'notes']),
    );
    for (const { crawler, options } of sources) {
      expect((await loadCrawler(crawler)).options.safeParse(options).error?.issues ?? []).toEqual([]);
    }
  }
});
