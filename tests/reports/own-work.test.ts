/** Reports on our own work: what each source brought, how polite we were, what each run did; on both kinds of store. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../src/reports/coverage.js';
import { politeness } from '../../src/reports/politeness.js';
import type { Report, Row, Scope } from '../../src/reports/report.js';
import { runs } from '../../src/reports/runs.js';
import { scorecard } from '../../src/reports/scorecard.js';
import { type GroupingPart, type SourceCounts, type Sureness, saveMethodPart } from '../../src/store/methods.js';
import { addFigures } from '../../src/store/outside-evidence.js';
import { addRequests, type RequestRecord } from '../../src/store/requests.js';
import { finishRun, startRun } from '../../src/store/runs.js';
import { recordFailure, recordSuccess, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { postgresMissing, startPostgres } from '../support/postgres.js';
import { seed, temporaryStore, testStore, tweet } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';

const ALWAYS: Scope = { since: null, until: null, identify: false };
const FIRST = '2026-03-01T02:00:00.000Z';
const SECOND = '2026-03-02T02:00:00.000Z';
const LATER: Scope = { ...ALWAYS, since: '2026-03-02T00:00:00.000Z' };

const PLACE = { name: 'A forum', url: null, kind: null, owner: null, area: null };
const SETTINGS = { version: '1.2.3', seed: 7, sources: [{ name: 'forum', crawler: 'forums', place: PLACE }] };

const counts = (name: string, more: Partial<SourceCounts> = {}): SourceCounts => ({
  ...{ name, new: 0, changed: 0, duplicate: 0, refused: 0, refusals: {}, slug: null },
  ...more,
});
const GROUPING = { posts: 3, themes: 1, chapters: 1, born: 1, merged: 0, split: 0, gone: 0, leftOut: 0 };
const SURENESS = {
  ...{ outlierShare: 0.25, stability: { index: 0.9, posts: 3, since: 1 } },
  coverage: { share: 0.5, collected: 6, grouped: 3 },
} as unknown as Sureness;

function request(startedAt: number, more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...{ hostGroup: 'a.example', budget: 'a.example', url: 'https://a.example/', urlKey: 'k', userAgent: 'Us/1' },
    ...{ heldBack: null, robotsAsked: true, startedAt, endedAt: startedAt + 100, status: 200, slug: null },
    ...{ isConditional: false, gaveValidators: true, bytes: 10, waitUntil: null },
    ...more,
  };
}

/** Two nights: the first took in six posts, the second found a source dead and nothing new. */
async function project(store: Database): Promise<void> {
  const first = await startRun(store, 'nightly', SETTINGS, FIRST);
  const said = (id: string, more: Partial<Said> = {}): Said => ({
    id,
    author: 'ann',
    text: 'x',
    source: 'forum',
    ...more,
  });
  await seedConversation(
    store,
    [
      ...['1', '2'].map((id) => said(id, { themes: { 'theme-1': 1 } })),
      said('3', { author: 'bob', at: '2026-02-01T09:00:00.000Z', themes: { 'theme-1': 1 } }),
      ...[said('4'), said('5', { at: null })],
    ],
    [{ id: 'theme-1', label: 'buses' }],
  );
  await store.run(
    `UPDATE clean_posts SET tokens = '["bus"]' WHERE post_id IN (SELECT id FROM posts WHERE external_id = '5')`,
  );
  await seed(store, 'file', [tweet('6', 'cat', 'not cleaned yet'), tweet('7', 'cat', 'cannot be cleaned')]);
  await store.run("INSERT INTO set_aside (post_id, reason) SELECT id, 'bug' FROM posts WHERE external_id = '7'");
  await registerSource(store, 'dead', 'blogs');
  const refusals = { 'no text': 1, 'no id': 2 };
  const forum = counts('forum', { new: 5, duplicate: 1, refused: 3, refusals });
  await saveMethodPart(store, first, { crawl: { sources: [forum, counts('dead', { slug: 'gone' })], articles: 4 } });
  await saveMethodPart(store, first, { grouping: { run: first, ...GROUPING } as GroupingPart }, { changed: true });
  await saveMethodPart(store, first, { sureness: SURENESS });
  await recordSuccess(store, 'forum', FIRST);
  await recordFailure(store, 'dead', { slug: 'gone', message: 'gone' }, SECOND);
  const start = Date.parse(FIRST);
  const held = { heldBack: 'robots', hostGroup: 'b.example' } as const;
  await addRequests(store, first, [request(start), request(start + 2_100), request(start, held)]);
  await store.run(
    `INSERT INTO spending (account, source, endpoint, at, day, posts, users, micros, settled_at)
     VALUES ('x', 'forum', 'search', ?, '2026-03-01', 1, 0, 2500000, NULL)`,
    ['2026-03-01T02:00:30.000Z'],
  );
  await finishRun(store, first, 'failed', {}, '2026-03-01T02:01:30.500Z');

  const second = await startRun(store, 'crawl', SETTINGS, SECOND);
  await saveMethodPart(store, second, { crawl: { sources: [counts('forum', { duplicate: 5 })], articles: 0 } });
  await saveMethodPart(store, second, { grouping: { run: first, ...GROUPING } as GroupingPart });
  const again = { isConditional: true, bytes: 0, status: 304 };
  await addRequests(store, second, [request(Date.parse(SECOND), again)]);
}

async function rowsOf(report: Report, store: Database, scope: Scope = ALWAYS): Promise<Row[]> {
  const rows = [];
  for await (const row of report.rows(store, scope)) rows.push(row);
  return rows;
}

describe('coverage', () => {
  it('says of every source how much it brought, what became of it, and what was refused and why', async () => {
    const store = await temporaryStore();
    await project(store);
    const rows = await rowsOf(coverage, store);
    expect(rows).toMatchObject([
      { source: 'dead', configured: 'no', posts: 0, crawls: 1, failed_crawls: 1, failures: 1, last_failure: 'gone' },
      { source: 'file', configured: 'no', crawler: 'archive', posts: 2, voices: 1, set_aside: 1, not_cleaned: 1 },
      {
        ...{ source: 'forum', configured: 'yes', crawler: 'forums', place: 'A forum', posts: 5, voices: 2 },
        ...{ share: 0.7143, grouped: 3, without_words: 1, waiting: 1, set_aside: 0, not_cleaned: 0, undated: 1 },
        ...{ oldest_post: '2026-02-01', newest_post: '2026-03-01', crawls: 2, failed_crawls: 0, taken_new: 5 },
        ...{ duplicates: 6, refused: 3, refused_because: 'no id: 2; no text: 1', last_read: '2026-03-01' },
      },
    ]);
    for (const row of rows) {
      const parts = [row.grouped, row.without_words, row.waiting, row.set_aside, row.not_cleaned] as number[];
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(row.posts);
    }
  });

  it('keeps to the period, for posts and for runs', async () => {
    const store = await temporaryStore();
    await project(store);
    const forum = (await rowsOf(coverage, store, LATER)).find(({ source }) => source === 'forum');
    expect(forum).toMatchObject({ posts: 0, share: null, crawls: 1, taken_new: 0, duplicates: 5, refused: 0 });
  });
});

describe('politeness', () => {
  it('has a row a run and group of hosts, the latest run first', async () => {
    const store = await temporaryStore();
    await project(store);
    expect(await rowsOf(politeness, store)).toMatchObject([
      { run: 2, command: 'crawl', group: 'a.example', requests: 1, repeats: 1, conditional_repeats: 1 },
      {
        ...{ run: 1, command: 'nightly', started_at: FIRST, group: 'a.example', sent_as: 'Us/1', requests: 2 },
        ...{ smallest_pause_s: 2, most_at_once: 1, repeats: 1, conditional_repeats: 0, inside_waits: 0, bytes: 20 },
      },
      { run: 1, group: 'b.example', requests: 0, smallest_pause_s: null, refused_by_robots: 1 },
    ]);
    expect((await rowsOf(politeness, store, LATER)).map(({ run }) => run)).toEqual([2]);
  });
});

describe('runs', () => {
  it('says of every run what it took in, what became of the themes, how sure they are, and what it spent', async () => {
    const store = await temporaryStore();
    await project(store);
    expect(await rowsOf(runs, store)).toMatchObject([
      {
        ...{ run: 2, status: 'running', finished_at: null, seconds: null, sources_asked: 1, posts_new: 0 },
        ...{ changed: 'no', grouped_in: 1, themes: 1, themes_born: null, stability: null, spent: null },
      },
      {
        ...{
          run: 1,
          command: 'nightly',
          started_at: FIRST,
          seconds: 90.5,
          status: 'failed',
          version: '1.2.3',
          seed: 7,
        },
        ...{ sources_asked: 2, sources_failed: 1, posts_new: 5, posts_duplicate: 1, posts_refused: 3, articles: 4 },
        ...{ changed: 'yes', grouped_in: 1, themes: 1, themes_born: 1, stability: 0.9, outlier_share: 0.25 },
        ...{ coverage_share: 0.5, spent: 2.5 },
      },
    ]);
    expect((await rowsOf(runs, store, LATER)).map(({ run }) => run)).toEqual([2]);
  });

  it('has a run that read nothing and grouped nothing, with what there is to say of it', async () => {
    const store = await temporaryStore();
    await finishRun(store, await startRun(store, 'map import', {}, FIRST), 'done', {}, FIRST);
    expect(await rowsOf(runs, store)).toMatchObject([
      { command: 'map import', seconds: 0, sources_asked: null, posts_new: null, changed: null, themes: null },
    ]);
  });
});

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => server?.remove());

  it('is all the same', async () => {
    const found = [];
    for (const store of [await temporaryStore(), await testStore(server.url())]) {
      await project(store);
      const figure = { themeId: 'theme-1', measure: 'On time', value: 71.4, unit: '%', source: 'The operator' };
      await addFigures(store, [{ ...figure, link: null, dated: null, note: null }], FIRST);
      const rows = [];
      for (const report of [coverage, politeness, runs, scorecard])
        for (const scope of [ALWAYS, LATER, { ...ALWAYS, theme: 'theme-1' }])
          rows.push(await rowsOf(report, store, scope));
      found.push(rows);
    }
    expect(found[0]!.flat().length).toBeGreaterThan(50);
    expect(found[1]).toEqual(found[0]);
  });
});
