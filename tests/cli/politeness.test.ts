/** C5 and C8 as a person sees them: a crawl of polite and impolite sites, and what its own log says of it. */
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFolder, withStore } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';
import { testServer } from '../support/server.js';
import { atom, silence } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

interface Report {
  run: { command: string };
  total: Record<string, unknown>;
  groups: { group: string; requests: number }[];
  userAgents: string[];
}

interface Crawled {
  sources: { name: string; state: string; slug: string | null }[];
}

const REPORT = ['crawl', '--politeness-report'];

describe('discover crawl --politeness-report', () => {
  it('shows that a storm of 429 ended in silence, that pauses were kept, and that repeats were conditional', async () => {
    const good = await testServer({
      '*': ({ path, headers }) =>
        headers['if-none-match'] === undefined
          ? { ...atom(`site${path.slice(1)}.example`, [{ id: 'a', text: 'Buses are late' }]), headers: { etag: '"1"' } }
          : { status: 304 },
    });
    const storm = await testServer({ '*': { status: 429, headers: { 'retry-after': '3600' } } });
    const feeds = (name: string, origin: string, number: number) =>
      Array.from({ length: number }, (_, index) => ({
        ...{ name: `${name}-${index}`, crawler: 'blogs', options: { feed: `${origin}/${index}?key=SECRET` } },
      }));
    const data = await projectFolder({
      sources: [...feeds('good', good.origin, 4), ...feeds('storm', storm.origin, 12)],
      http: { allow_private: [good.host, storm.host], delay_s: 0.1, contact: 'https://us.example/about' },
    });

    const first = await answerOf<Crawled>(['crawl', '--data', data]);
    const states = (begin: string) =>
      first.json.sources.filter(({ name }) => name.startsWith(begin)).map(({ state, slug }) => `${state} ${slug}`);
    expect(states('good')).toEqual(Array(4).fill('done null'));
    expect(states('storm')).toEqual(Array(12).fill('waiting rate-limited'));
    const once = await answerOf<Report>([...REPORT, '--data', data]);
    expect(once).toMatchObject({
      code: 0,
      json: {
        ...{
          run: { command: 'crawl' },
          userAgents: [expect.stringMatching(/^Discover\/\S+ \(\+https:\/\/us\.example/)],
        },
        total: { requests: 5, waitsAskedFor: 1, insideWaits: 0, mostAtOnce: 1, repeats: 0, heldBack: { wait: 11 } },
        groups: [
          { group: good.host, requests: 4 },
          { group: storm.host, requests: 1 },
        ],
      },
    });
    expect(once.json.total.smallestGapMs).toBeGreaterThanOrEqual(100);

    await discover(['crawl', '--data', data]);
    const twice = await answerOf<Report>([...REPORT, '--data', data]);
    expect(twice.json.total).toMatchObject({ requests: 4, repeats: 4, conditionalRepeats: 4, insideWaits: 0 });
    expect(storm.requests).toHaveLength(1);

    const text = (await discover([...REPORT, '--data', data])).out;
    expect(text).toContain('4 of 4 were conditional (100 %)');
    expect(text).toMatch(new RegExp(`^ +${good.host} +4 `, 'm'));
    expect(JSON.stringify(ask(data, 'SELECT * FROM requests'))).not.toContain('SECRET');
    // What must not be is a failure: two at once, or one before a wait was over.
    const change = (sql: string) => withStore(data, (store) => store.exec(sql));
    change('UPDATE requests SET ended_at = ended_at + 3600000 WHERE run_id = 2');
    expect(await answerOf([...REPORT, '--data', data])).toMatchObject({ code: 1, json: { total: { mostAtOnce: 4 } } });
    change('UPDATE requests SET ended_at = started_at WHERE run_id = 2');
    change(`UPDATE requests SET budget = '${storm.host}' WHERE run_id = 2`);
    const impolite = await answerOf([...REPORT, '--data', data]);
    expect(impolite).toMatchObject({ code: 1, json: { total: { mostAtOnce: 1, insideWaits: 4 } } });
  });

  it('asks no site, and says so when there is nothing to tell', async () => {
    const server = await testServer();
    const feed = { name: 'feed', crawler: 'blogs', options: { feed: `${server.origin}/` } };
    const data = await projectFolder({ sources: [feed], http: { allow_private: [server.host] } });
    const never = await discover([...REPORT, '--data', data]);
    expect(never).toMatchObject({ code: 1, err: expect.stringContaining('Run `discover crawl`') });
    for (const more of [['--once'], ['--source', 'feed']])
      expect(await discover([...REPORT, ...more, '--data', data])).toMatchObject({
        ...{ code: 2, err: expect.stringContaining('makes none') },
      });
    expect(server.connections()).toBe(0);
    expect((await discover([...REPORT, '--data', await temporaryFolder()])).code).toBe(1);
  });
});

it('C9: a host that never answers costs a run two tries, however many feeds it has, and gets two more in the next', async () => {
  const silent = await testServer({ '*': silence });
  const good = await testServer({ '*': atom('good.example', [{ id: 'a', text: 'Buses are late' }]) });
  const feeds = (name: string, origin: string, number: number) =>
    Array.from({ length: number }, (_, index) => ({
      ...{ name: `${name}-${index}`, crawler: 'blogs', options: { feed: `${origin}/${index}` } },
    }));
  const data = await projectFolder({
    sources: [...feeds('silent', silent.origin, 8), ...feeds('good', good.origin, 4)],
    http: { allow_private: [silent.host, good.host], delay_s: 0, headers_timeout_s: 3 },
    queue: { backoff_s: 0.05 },
  });
  const first = await answerOf<Crawled>(['crawl', '--data', data]);
  expect(first.json.sources.map(({ name, state, slug }) => `${name} ${state} ${slug}`)).toEqual([
    ...Array.from({ length: 8 }, (_, index) => `silent-${index} failed timeout`),
    ...Array.from({ length: 4 }, (_, index) => `good-${index} done null`),
  ]);
  expect(silent.requests).toHaveLength(2);
  expect((await answerOf<Report>([...REPORT, '--data', data])).json.total).toMatchObject({ requests: 6 });
  await discover(['crawl', '--data', data]);
  expect(silent.requests).toHaveLength(4);
});
