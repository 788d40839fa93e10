/** Who is not heard, and that a source which cannot be read is not taken for one that has nothing to say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row, Scope } from '../../src/reports/report.js';
import { silence } from '../../src/reports/silence.js';
import { type AssertedNode, recordMapHand, saveAssertions } from '../../src/store/asserted.js';
import { startRun } from '../../src/store/runs.js';
import { SILENCES } from '../../src/store/silences.js';
import { recordFailure, recordRest, recordSuccess, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { postgresMissing, startPostgres } from '../support/postgres.js';
import { TEST_NOW, temporaryStore, testStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';

const ALWAYS: Scope = { since: null, until: null, identify: false };
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(TEST_NOW - days * DAY).toISOString();
const NOW = daysAgo(0);
const UNSAID = { url: null, placeKind: null, owner: null, area: null, description: null, knownFrom: null };

const place = (name: string, more: object = {}) => ({ name, url: null, kind: null, owner: null, area: null, ...more });
const source = (name: string, more: object = {}) => ({ name, crawler: 'blogs', place: place(name, more) });

const SOURCES = [
  source('loud', { kind: 'forum', area: 'Leeds', owner: 'charity' }),
  source('dead', { kind: 'blog', area: 'York', owner: 'charity' }),
  source('hushed', { kind: 'blog', area: 'York' }),
  source('empty', { kind: 'hyperlocal site' }),
  source('fallen', { kind: 'forum' }),
  ...[source('locked'), source('penniless'), source('new')],
];

let number = 0;
function said(from: string, days: number, more: Partial<Said> = {}): Said {
  number += 1;
  const at = daysAgo(days);
  return { id: `p${number}`, author: 'ann', text: 'buses', source: from, at, place: { name: from }, ...more };
}

/** A project of every kind of silence, as its last night left it. */
async function project(store: Database): Promise<void> {
  await startRun(store, 'nightly', { sources: SOURCES, quietDays: 30 }, NOW);
  const weekly = [1, 2, 3, 4, 5, 6].flatMap((week) => Array.from({ length: 20 }, () => said('fallen', week * 7 + 3)));
  await seedConversation(
    store,
    [
      ...[
        said('loud', 2),
        said('loud', 3, { place: { name: 'A board' } }),
        said('loud', 80, { place: { name: 'Old board' } }),
      ],
      ...[said('dead', 50), said('hushed', 40), ...weekly, said('fallen', 1), said('file', 900)],
      said('loud', 2, { place: { name: 'Ear Board', url: 'https://ears.example.org/' } }),
    ],
    [],
  );
  for (const name of ['empty', 'locked', 'penniless']) await registerSource(store, name, 'blogs');
  for (const name of ['loud', 'hushed', 'empty', 'fallen', 'file']) await recordSuccess(store, name, NOW);
  await recordSuccess(store, 'dead', daysAgo(49));
  for (let night = 3; night >= 0; night -= 1) {
    const outlook = { dueAt: null, newsAt: null, optionsSeen: null, errors: 2, errorNights: 4 - night, erredAt: NOW };
    const failure = { slug: 'connection-refused', message: 'nothing answers' };
    await recordFailure(store, 'dead', failure, daysAgo(night), null, outlook);
  }
  await recordRest(store, 'locked', { slug: 'no-token', message: 'no token' }, NOW);
  await recordRest(store, 'penniless', { slug: 'budget-spent', message: 'spent' }, NOW);
}

function node(kind: AssertedNode['kind'], name: string, more: Partial<AssertedNode> = {}): AssertedNode {
  return { kind, name, ...UNSAID, ...more };
}

async function rowsOf(store: Database, scope: Scope = ALWAYS): Promise<Row[]> {
  const rows = [];
  for await (const row of silence.rows(store, scope)) rows.push(row);
  return rows;
}

const states = (rows: readonly Row[], of: string) =>
  rows.filter((row) => row.of === of).map(({ name, state }) => `${name}: ${state}`);

describe('sources', () => {
  it('that fail, are off, wait, never spoke, stopped, or say much less have a row; one that is heard has none', async () => {
    const store = await temporaryStore();
    await project(store);
    const rows = await rowsOf(store);
    expect(states(rows, 'source')).toEqual([
      'dead: failing',
      'locked: off',
      ...['new: waiting', 'penniless: waiting'],
      'file: not-asked',
      'empty: never-heard',
      'hushed: silent',
      'fallen: quiet',
    ]);
  });

  it('that are dead say why, since when, and that it is no sign of content', async () => {
    const store = await temporaryStore();
    await project(store);
    const dead = (await rowsOf(store)).find(({ name }) => name === 'dead');
    expect(dead).toMatchObject({
      ...{ of: 'source', state: 'failing', place: 'dead', kind: 'blog', owner: 'charity', area: 'York' },
      ...{ posts: 0, last_heard: '2026-01-11', days_silent: 50, failed_nights: 4, last_failure: 'connection-refused' },
      ...{ last_failure_means: 'nothing answers at this address', last_read: '2026-01-12', as_of: '2026-03-02' },
      what_it_means: expect.stringContaining('not to be read as no concern'),
    });
    expect((await rowsOf(store)).find(({ name }) => name === 'fallen')).toMatchObject({
      ...{ usual_week_low: 20, usual_week_high: 20, posts_last_7_days: 1 },
    });
  });

  it('are told by the period where there is one, not by how they fare now', async () => {
    const store = await temporaryStore();
    await project(store);
    expect(states(await rowsOf(store, { ...ALWAYS, since: daysAgo(45) }), 'source')).not.toContain('hushed: silent');
    const past = await rowsOf(store, { ...ALWAYS, since: daysAgo(60), until: daysAgo(45) });
    expect(states(past, 'source')).toEqual([
      'file: not-asked',
      ...['empty', 'fallen', 'hushed', 'locked', 'new', 'penniless'].map((name) => `${name}: unknown`),
      'loud: silent',
    ]);
    expect(past[0]).toMatchObject({ as_of: daysAgo(45).slice(0, 10), posts_last_7_days: null });
  });

  it('are asked about one theme alone where one is given', async () => {
    const store = await temporaryStore();
    await startRun(store, 'run', { sources: [source('a'), source('b')] }, NOW);
    const themes = [{ id: 'theme-1', label: 'buses' }];
    await seedConversation(store, [said('a', 1, { themes: { 'theme-1': 1 } }), said('b', 1)], themes);
    for (const name of ['a', 'b']) await recordSuccess(store, name, NOW);
    expect(await rowsOf(store)).toEqual([]);
    expect(states(await rowsOf(store, { ...ALWAYS, theme: 'theme-1' }), 'source')).toEqual(['b: never-heard']);
  });
});

describe('a collection in which nothing new comes from anywhere', () => {
  it('says so once, and who was not heard when something last came', async () => {
    const store = await temporaryStore();
    await startRun(store, 'run', { sources: [source('a'), source('b'), source('c')], quietDays: 30 }, NOW);
    await seedConversation(store, [said('a', 100), said('b', 140), said('c', 110)], []);
    for (const name of ['a', 'b', 'c']) await recordSuccess(store, name, NOW);
    const rows = await rowsOf(store);
    expect(states(rows, 'all')).toEqual(['all sources: ended']);
    expect(states(rows, 'source')).toEqual(['b: silent']);
    expect(rows[0]).toMatchObject({ days_silent: 100, heard_through: 'a; b; c', as_of: NOW.slice(0, 10) });
    expect(rows[1]).toMatchObject({ name: 'b', days_silent: 40, as_of: daysAgo(100).slice(0, 10) });
    // Whoever asks about a period of their own is told about it.
    const lately = await rowsOf(store, { ...ALWAYS, since: daysAgo(60) });
    expect(states(lately, 'source')).toEqual(['a: silent', 'b: silent', 'c: silent']);
    expect(states(lately, 'all')).toEqual([]);
  });

  it('is not one of which a source was heard of late, nor does it make a dead source look well', async () => {
    const store = await temporaryStore();
    await startRun(store, 'run', { sources: [source('a'), source('b')], quietDays: 30 }, NOW);
    await seedConversation(store, [said('a', 100), said('b', 140)], []);
    await recordSuccess(store, 'a', NOW);
    await recordFailure(store, 'b', { slug: 'connection-refused', message: 'nothing answers' }, NOW);
    expect(states(await rowsOf(store), 'source')).toEqual(['b: failing']);
    await seedConversation(store, [said('a', 20)], []);
    expect(states(await rowsOf(store), 'all')).toEqual([]);
  });
});

describe('places and organisations', () => {
  it('that people registered and no source listens to are our silence, not theirs', async () => {
    const store = await temporaryStore();
    await project(store);
    const nodes = [
      node('place', 'Deaf Club', { placeKind: 'group', area: 'Hull', owner: 'citizen-led group' }),
      // Known to posts by another name.
      node('place', 'The Ear Forum', { url: 'https://www.ears.example.org' }),
      ...[node('organisation', 'Silent Trust'), node('organisation', 'Ear Board'), node('place', 'Taken off')],
    ];
    await saveAssertions(store, { nodes, edges: [] }, NOW);
    await recordMapHand(store, { action: 'withdraw', kind: 'place', name: 'Taken off', words: null }, 'asked', NOW);
    const rows = await rowsOf(store);
    expect(states(rows, 'place')).toEqual(['Deaf Club: not-listened', 'file: not-asked', 'Old board: silent']);
    expect(states(rows, 'organisation')).toEqual(['Silent Trust: not-listened']);
    expect(rows.find(({ name }) => name === 'Old board')).toMatchObject({ heard_through: 'loud', days_silent: 80 });
    // All of Hull and every group is not listened to; York is heard of through a dead source and a silent one.
    expect(states(rows, 'area')).toEqual(['Hull: not-listened', 'York: silent']);
    expect(states(rows, 'owner')).toEqual(['citizen-led group: not-listened']);
    expect(states(rows, 'kind')).toEqual(['group: not-listened', 'hyperlocal site: never-heard', 'blog: silent']);
    expect(rows.find(({ name }) => name === 'York')).toMatchObject({ registered: 2, heard_through: 'dead; hushed' });
  });

  it('that a source was set up to hear are not silent where its posts name places of their own', async () => {
    const store = await temporaryStore();
    await startRun(store, 'run', { sources: [source('meetings')] }, NOW);
    await seedConversation(store, [said('meetings', 1, { place: { name: 'The library' } })], []);
    await recordSuccess(store, 'meetings', NOW);
    expect(await rowsOf(store)).toEqual([]);
  });

  it('are heard where an account of that name speaks as an organisation, or a post declares the area', async () => {
    const store = await temporaryStore();
    await startRun(store, 'run', { sources: [source('a')] }, NOW);
    const post = { area: 'Hull' };
    await seedConversation(store, [said('a', 1, { author: 'Ear Trust', kind: 'organisation', post })], []);
    await recordSuccess(store, 'a', NOW);
    const nodes = [node('organisation', 'ear trust', { area: 'Hull' }), node('place', 'Ear Club', { area: 'Hull' })];
    await saveAssertions(store, { nodes, edges: [] }, NOW);
    expect((await rowsOf(store)).map(({ of, name }) => `${of} ${name}`)).toEqual(['place Ear Club']);
  });
});

it('says of every state what may be concluded, and of no state that nobody has a concern', () => {
  for (const meaning of Object.values(SILENCES)) expect(meaning).toMatch(/^[A-Z].{40,}\.$/);
});

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => server?.remove());

  it('is the same', async () => {
    const found = [];
    for (const store of [await temporaryStore(), await testStore(server.url())]) {
      number = 0;
      await project(store);
      const nodes = [node('organisation', 'Ann', { url: 'https://ann.example/' }), node('place', 'Deaf Club')];
      await saveAssertions(store, { nodes, edges: [] }, NOW);
      const scopes = [ALWAYS, { ...ALWAYS, theme: 'theme-1' }, { ...ALWAYS, since: daysAgo(60), until: daysAgo(45) }];
      found.push(await Promise.all(scopes.map((scope) => rowsOf(store, scope))));
    }
    expect(found[0]![0]!.length).toBeGreaterThan(8);
    expect(found[1]).toEqual(found[0]);
  });
});
