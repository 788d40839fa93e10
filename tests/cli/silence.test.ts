/** Case 8 in a table: a dead source is in the silence report, and is not read as "no concern". */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { discover, projectFolder, writeFiles } from '../support/cli.js';
import { testServer } from '../support/server.js';
import { atom } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

type Row = Record<string, string | number | null>;

it('a dead source is in the silence report until it is heard again; so is a place that nobody listens to', async () => {
  let isDead = true;
  const feed = atom('alive.example', [{ id: 'a', text: 'The bus never stops', at: new Date().toISOString() }]);
  const server = await testServer({ '/alive': feed, '/dead': () => (isDead ? { status: 500 } : feed) });
  const source = (name: string, area: string) => ({
    ...{ name, crawler: 'blogs', options: { feed: `${server.origin}/${name}` } },
    place: { name: `The ${name} blog`, kind: 'blog', area },
  });
  const data = await projectFolder({
    sources: [source('alive', 'Leeds'), source('dead', 'York')],
    http: { allow_private: [server.host], delay_s: 0 },
    queue: { attempts: 1, backoff_s: 0 },
    // Their pages are nowhere.
    articles: { most: 0 },
  });
  await writeFiles(data, { 'known.csv': 'type,name,kind,owner,area\nplace,Deaf Club,group,citizen-led group,Hull\n' });
  const report = async (name: string): Promise<Row[]> => {
    const { code, out } = await discover(['report', name, '--format', 'json', '--out', '-', '--data', data]);
    expect(code).toBe(0);
    return JSON.parse(out) as Row[];
  };
  const told = (rows: readonly Row[]) => rows.map(({ of, name, state }) => `${of} ${name}: ${state}`);

  expect((await discover(['crawl', '--data', data])).code).toBe(1);
  expect((await discover(['map', 'import', join(data, 'known.csv'), '--data', data])).code).toBe(0);
  const silent = await report('silence');
  expect(told(silent)).toEqual([
    'source dead: failing',
    'place Deaf Club: not-listened',
    ...['area York: failing', 'area Hull: not-listened'],
    'owner citizen-led group: not-listened',
    'kind group: not-listened',
  ]);
  expect(silent[0]).toMatchObject({
    ...{ place: 'The dead blog', last_failure: 'server-error', failed_nights: 1, posts: 0, last_heard: null },
    what_it_means: 'It could not be read at the last try. We could not listen: not to be read as no concern.',
  });
  expect(await report('coverage')).toMatchObject([
    { source: 'alive', configured: 'yes', taken_new: 1 },
    { source: 'dead', configured: 'yes', taken_new: 0, failed_crawls: 1 },
  ]);
  expect((await report('runs')).map(({ command, sources_failed }) => [command, sources_failed])).toEqual([
    ['map import', null],
    ['crawl', 1],
  ]);
  expect(await report('politeness')).toMatchObject([{ run: 1, group: server.host, most_at_once: 1, inside_waits: 0 }]);

  isDead = false;
  expect((await discover(['crawl', '--source', 'dead', '--data', data])).code).toBe(0);
  expect(told(await report('silence')).filter((line) => /dead|York/.test(line))).toEqual([]);
});
