/** X from outside: what a person reads when it is off, what it would cost, what it cost, and what was removed. */
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFile, projectFolder, writeFiles } from '../support/cli.js';
import { withCompliance } from '../support/x-compliance.js';
import { range, TOKEN, USE, type XStandIn, xStandIn } from '../support/x-stand-in.js';

vi.setConfig({ testTimeout: 90_000 });

const WITH_TOKEN = { env: { X_BEARER_TOKEN: TOKEN } };
const ARCHIVE = { name: 'kept', crawler: 'archive', options: { file: 'kept.ndjson' } };
const KEPT = '{"id":"1","text":"The bus stop is dark"}\n';

interface Night {
  spending: { micros: number; posts: number; stopped: string[] } | null;
  removed: { posts: number; checked: number } | null;
  crawl: { failing: unknown[]; off: string[]; unfinished: string[] };
  problems: string[];
  notes: string[];
}

function settingsFor(x: XStandIn, options: object = {}, more: object = {}) {
  return {
    sources: [{ name: 'x', crawler: 'tweets', options: { query: '#buses', api: x.api, ...options } }, ARCHIVE],
    http: { allow_private: [x.server.host], delay_s: 0 },
    queue: { backoff_s: 0, patience_s: 0 },
    ...more,
  };
}

describe('fact 4: a source that is off', () => {
  it('is told apart from a broken one by config check, crawl, status and the night, with what to do', async () => {
    const x = await xStandIn(range(105, 101));
    const data = await projectFolder(settingsFor(x), { 'kept.ndjson': KEPT });
    const check = await discover(['config', 'check', '--data', data]);
    expect(check.code).toBe(0);
    for (const words of ['x is off (no-token)', 'X_BEARER_TOKEN', 'use:', 'Enterprise'])
      expect(check.out).toContain(words);

    const off = { name: 'x', state: 'off', slug: 'no-token' };
    const crawl = await answerOf<{ failed: number; off: number }>(['crawl', '--data', data]);
    expect(crawl).toMatchObject({ code: 0, json: { failed: 0, off: 1, new: 1, sources: [off, { name: 'kept' }] } });
    expect(crawl.err).toContain('set X_BEARER_TOKEN');
    const half = await answerOf(['crawl', '--data', data], WITH_TOKEN);
    expect(half).toMatchObject({ code: 0, json: { sources: [{ ...off, slug: 'no-declared-use' }, {}] } });
    expect(x.server.connections()).toBe(0);

    const status = await discover(['status', '--data', data]);
    expect(status.out).toContain('Off, or waiting for money');
    expect(status.out).not.toContain('Failing sources');
    expect(status.out).toContain('0 given up');
    const night = await answerOf<Night>(['nightly', '--data', data]);
    expect(night).toMatchObject({ code: 0, json: { problems: [], crawl: { failing: [], off: ['x'] } } });
    expect(night.json.notes.join()).toContain('x is off: set X_BEARER_TOKEN');
  });
});

describe('fact 5: money', () => {
  it('is estimated from counts alone, and nothing is stored', async () => {
    const x = await xStandIn(range(140, 101));
    const data = await projectFolder(settingsFor(x, { use: USE }), { 'kept.ndjson': KEPT });
    const estimate = await answerOf(['crawl', '--estimate', '--data', data], WITH_TOKEN);
    expect(estimate).toMatchObject({
      code: 0,
      json: {
        ...{ currency: 'USD', free: 1, leastMicros: 210_000, mostMicros: 600_000, leftTodayMicros: 4_995_000 },
        sources: [{ source: 'x', counted: 40, posts: 40 }],
      },
    });
    expect(x.searches).toEqual([]);
    expect(ask(data, 'SELECT * FROM posts')).toEqual([]);
    expect(ask(data, 'SELECT endpoint, micros FROM spending')).toEqual([
      { endpoint: 'tweets/counts/recent', micros: 5_000 },
    ]);
    const words = await discover(['crawl', '--estimate', '--data', data], WITH_TOKEN);
    expect(words.out).toContain('USD 0.21 to USD 0.60');
  });

  it('that is spent ends the night in peace, is told in a line, and is first spent on what was left', async () => {
    const x = await xStandIn(range(200, 101));
    withCompliance(x);
    const tight = settingsFor(x, { use: USE }, { x: { nightly: 0.4 } });
    const data = await projectFolder(tight, { 'kept.ndjson': KEPT });
    const night = await answerOf<Night>(['nightly', '--data', data], WITH_TOKEN);
    expect(night.code).toBe(0);
    expect(night.json.problems).toEqual([]);
    expect(night.json.spending).toMatchObject({ micros: x.meter.micros, posts: x.meter.posts, stopped: ['x'] });
    expect(night.json.crawl.unfinished).toEqual(['x']);
    expect(x.meter.micros).toBeLessThanOrEqual(400_000);
    const status = await discover(['status', '--data', data]);
    expect(status.out).toContain('of USD 0.40 today');
    expect(status.out).toContain('budget-spent');

    await writeFiles(data, { 'discover.yaml': projectFile(settingsFor(x, { use: USE })) });
    const rest = await answerOf(['crawl', '--data', data], WITH_TOKEN);
    expect(rest).toMatchObject({ code: 0, json: { sources: [{ name: 'x', state: 'done' }, {}] } });
    expect(ask(data, "SELECT count(*) AS n FROM posts WHERE source = 'x'")).toEqual([{ n: 100 }]);
    const sources = await answerOf(['sources', '--data', data]);
    expect(sources.json).toMatchObject([{ name: 'x', completeness: 1 }, { completeness: null }]);
    const spent = ask(data, 'SELECT sum(micros) AS micros FROM spending');
    expect(spent).toEqual([{ micros: x.meter.micros }]);
  });
});

describe('U3: what X deleted', () => {
  it('is removed by the night before its reports, and by hand', async () => {
    const x = await xStandIn(range(105, 101));
    const compliance = withCompliance(x);
    const data = await projectFolder(settingsFor(x, { use: USE }), { 'kept.ndjson': KEPT });
    compliance.gone.set('103', 'deleted');
    const night = await answerOf<Night>(['nightly', '--data', data], WITH_TOKEN);
    expect(night.json).toMatchObject({ problems: [], removed: { posts: 1, checked: 5 } });
    compliance.gone.set('104', 'suspended');
    const byHand = await answerOf(['tweets', 'comply', '--data', data], WITH_TOKEN);
    expect(byHand).toMatchObject({ code: 0, json: { removed: 1, checked: 4, freshness: { posts: 3, removed: 2 } } });
    expect(ask(data, "SELECT count(*) AS n FROM posts WHERE platform = 'x'")).toEqual([{ n: 3 }]);
    const off = await discover(['tweets', 'comply', '--data', data]);
    expect(off).toMatchObject({ code: 2, err: expect.stringContaining('config check') });
  });
});

it('archives of X are imported without a token, without a declared use and without the network', async () => {
  const data = await projectFolder(
    {},
    {
      'archive.ndjson': '{"data":[{"id":"1","text":"The bus was late","author_id":"7"}],"meta":{"result_count":1}}\n',
    },
  );
  const done = await answerOf(['import', `${data}/archive.ndjson`, '--data', data]);
  expect(done).toMatchObject({ code: 0, json: { new: 1, failed: 0 } });
  const help = await discover(['import', '--help']);
  expect(help.out).toMatch(/no token/);
});
