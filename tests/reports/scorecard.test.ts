/** G-SCORE: each measure on its own line, gaps named, outside evidence beside voice, and no composite. */
import { expect, it } from 'vitest';
import type { Row, Scope } from '../../src/reports/report.js';
import { scorecard } from '../../src/reports/scorecard.js';
import { recordOutcome } from '../../src/store/outcomes.js';
import { addFigures, withdrawFigure } from '../../src/store/outside-evidence.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { AUTHOR, seedMatters, writeEverythingDown } from '../gather/matters.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';

const ALWAYS: Scope = { since: null, until: null, identify: false };
const AT = '2026-03-02T00:00:00.000Z';
const FIGURE = {
  ...{ themeId: 'theme-2', measure: 'On time', value: 71.4, unit: '%', source: 'The operator' },
  ...{ link: 'https://operator.example/punctuality', dated: '2026-02', note: 'weekdays only' },
};

async function conversation(): Promise<Database> {
  const store = await temporaryStore();
  let number = 0;
  const said = (theme: string, author: string | null, more: Partial<Said> = {}): Said => {
    number += 1;
    return { id: String(number), author, text: 'x', themes: { [theme]: 1 }, ...more };
  };
  const hall = { name: 'Village hall', kind: 'offline meeting' as const, area: 'Leeds' };
  await seedConversation(
    store,
    [
      ...['ann', 'bob', 'cat', 'dan', 'eve', 'fay'].map((author) => said('theme-1', author)),
      said('theme-1', 'gus', { kind: 'organisation', place: hall, post: { kind: 'note' } }),
      ...[said('theme-2', null), said('theme-2', null)],
    ],
    ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: `label of ${id}` })),
  );
  await store.run("UPDATE posts SET channel = 'offline' WHERE kind = 'note'");
  return store;
}

async function rowsOf(store: Database, scope: Scope = ALWAYS): Promise<Row[]> {
  const rows = [];
  for await (const row of scorecard.rows(store, scope)) rows.push(row);
  return rows;
}

const lineOf = (rows: readonly Row[], theme: string, measure: string) =>
  rows.find((row) => row.theme_id === theme && row.measure === measure);

it('has each measure of a theme on its own line, with its rank where there is one, and no score of it all', async () => {
  const rows = await rowsOf(await conversation());
  const one = rows.filter((row) => row.theme_id === 'theme-1');
  expect(new Set(one.map(({ group }) => group))).toEqual(
    new Set(['voice', 'movement', 'spread', 'conversation', 'evidence', 'action']),
  );
  expect(new Set(one.map(({ measure }) => measure)).size).toBe(one.length);
  expect(JSON.stringify(one)).not.toMatch(/score|index|overall/i);
  expect(lineOf(rows, 'theme-1', 'Voices')).toMatchObject({ value: 7, unit: 'voices', rank: 1, as_of: '2026-03-01' });
  expect(lineOf(rows, 'theme-1', 'Voices known as individuals')).toMatchObject({ value: 6, gap: null });
  expect(lineOf(rows, 'theme-2', 'Posts')).toMatchObject({ value: 2, rank: 2, source: 'this listening project' });
  expect(lineOf(rows, 'theme-1', 'Said offline')).toMatchObject({ value: 1, gap: null });
  expect(lineOf(rows, 'theme-1', 'Areas')).toMatchObject({ value: 1, gap: null });
  expect(lineOf(rows, 'theme-1', 'Lane')).toMatchObject({ value: null, note: 'steady', gap: null });
});

it('names what is not known', async () => {
  const rows = await rowsOf(await conversation());
  const gap = (measure: string) => lineOf(rows, 'theme-2', measure)?.gap;
  expect(gap('Voices')).toMatch(/no post of it names an author/);
  expect(gap('Voices known as individuals')).toMatch(/no voice is known as such/);
  expect(gap('Share of the busiest voice')).toMatch(/no post of it names an author/);
  expect(gap('Voices gained or lost')).toMatch(/no earlier run/);
  expect(gap('Areas')).toMatch(/declares an area/);
  expect(gap('Said offline')).toMatch(/no offline voice/);
  expect(gap('Share of pairs that answer each other')).toMatch(/nobody is known to answer/);
  expect(gap('Outside evidence')).toBe('no outside evidence has been recorded');
  expect(gap('Taken forward')).toBe('nobody has decided on it');
  expect(gap('Bodies able to act')).toBe('no body able to act is named');
  expect(gap('Asked of a body')).toBe('nobody has been asked');
});

it('has what was decided, who can act and what was asked, days over as of the latest run, and not who decided', async () => {
  const store = await temporaryStore();
  await seedMatters(store);
  await writeEverythingDown(store);
  const actions = async () =>
    (await rowsOf(store)).filter((row) => row.theme_id === 'theme-1' && row.group === 'action');
  expect(await actions()).toMatchObject([
    { measure: 'Taken forward', value: null, as_of: '2026-03-02', note: 'taken forward: Nobody owns *it*', gap: null },
    { measure: 'Bodies able to act', value: 1, note: 'NHS Leeds ICB', link: 'https://icb.example/', gap: null },
    {
      ...{ measure: 'Matter 1: NHS Leeds ICB', value: null, unit: null, as_of: '2026-03-02', gap: 'no reply yet' },
      note: 'NHS Leeds ICB was asked, with a reply due by 1 April 2026.',
    },
  ]);
  expect(JSON.stringify(await actions())).not.toContain(AUTHOR);
  await startRun(store, 'nightly', {}, '2026-04-03T01:00:00.000Z');
  expect((await actions()).at(-1)).toMatchObject({ value: 2, unit: 'days overdue', as_of: '2026-04-03' });
  const entry = {
    at: '2026-04-04T09:00:00.000Z',
    themeId: 'theme-1',
    author: AUTHOR,
    matter: 1,
    owner: 'NHS Leeds ICB',
  };
  const link = 'https://icb.example/reply';
  await recordOutcome(store, { ...entry, status: 'answered', due: null, reply: 'We have hired staff.', link });
  expect((await actions()).at(-1)).toMatchObject({ value: null, as_of: '2026-04-04', link, gap: null });
});

it('has figures of others beside the theme that theirs was merged into, and not once they are withdrawn', async () => {
  const store = await conversation();
  await addFigures(
    store,
    [
      { ...FIGURE, themeId: 'theme-3' },
      { ...FIGURE, themeId: 'theme-3', link: null },
    ],
    AT,
  );
  await store.run("UPDATE themes SET state = 'merged', merged_into = 'theme-2' WHERE id = 'theme-3'");
  const evidence = async () =>
    (await rowsOf(store)).filter((row) => row.theme_id === 'theme-2' && row.group === 'evidence');
  expect(await evidence()).toMatchObject([
    {
      ...{ measure: 'On time', value: 71.4, unit: '%', as_of: '2026-02', source: 'The operator', rank: null },
      ...{ link: FIGURE.link, note: 'weekdays only', gap: null },
    },
    { link: null, gap: 'no link: it cannot be checked from here' },
  ]);
  for (const id of [1, 2]) await withdrawFigure(store, id, 'revised', AT);
  expect(await evidence()).toMatchObject([{ value: null, gap: 'no outside evidence has been recorded' }]);
});

it('of one theme has its lines alone, and its places among all themes', async () => {
  const rows = await rowsOf(await conversation(), { ...ALWAYS, theme: 'theme-2' });
  expect(new Set(rows.map((row) => row.theme_id))).toEqual(new Set(['theme-2']));
  expect(lineOf(rows, 'theme-2', 'Posts')).toMatchObject({ rank: 2 });
});

it('leaves small counts of people out of what is shared, with what would give them away, and says so', async () => {
  const store = await conversation();
  await seedSnapshot(store, '2026-03-01T00:00:00.000Z', { 'theme-1': { posts: 6, voices: 6 } });
  await seedSnapshot(store, AT, { 'theme-1': { posts: 7, voices: 7 } });
  const rows = await rowsOf(store, { ...ALWAYS, fewest: 7 });
  const hidden = rows.filter((row) => row.theme_id === 'theme-1' && String(row.note).startsWith('left out'));
  expect(hidden.map(({ measure, value, gap }) => [measure, value, gap])).toEqual(
    [
      ...['Voices known as individuals', 'Voices known as organisations', 'Voices not known to be either'],
      ...['Voices gained or lost', 'Offline voices'],
    ].map((measure) => [measure, null, null]),
  );
  expect(lineOf(rows, 'theme-1', 'Voices')).toMatchObject({ value: 7 });
  // So many posts with three of a voice at most: that tells how many voices there are.
  const few = await rowsOf(store, { ...ALWAYS, fewest: 8 });
  expect(lineOf(few, 'theme-1', 'Posts, few of each voice')).toMatchObject({ value: null, gap: null });
});
