/** Choosing the agenda is power: the log says what was chosen, and what nobody has looked at. */
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { standingsOf } from '../../src/commands/gather-common.js';
import { logDictionary, logTable, undecided } from '../../src/gather/selection-log.js';
import { readSelections } from '../../src/store/selections.js';
import type { Database } from '../../src/store/store.js';
import { readHeirs } from '../../src/store/theme-heirs.js';
import { type Said, seedConversation } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';
import { AUTHOR, decide } from './matters.js';

const AT = '2026-03-02T21:00:00.000Z';

/** Twenty themes: the first has 23 voices, the next 22, and so on; those of the last are all new. */
async function seeded(): Promise<Database> {
  const store = await temporaryStore();
  const said = Array.from({ length: 20 }, (_, theme) =>
    Array.from({ length: 23 - theme }, (_, index): Said => {
      const author = theme === 19 ? `new-${index}` : `person-${index}`;
      return { id: `${theme}-${index}`, author, text: 'said', themes: { [`theme-${theme + 1}`]: 1 }, at: dayOf(theme) };
    }),
  ).flat();
  const themes = Array.from({ length: 20 }, (_, theme) => ({ id: `theme-${theme + 1}`, label: `matter ${theme + 1}` }));
  await seedConversation(store, said, themes);
  return store;
}

/** All but the last theme are old. */
const dayOf = (theme: number) => (theme === 19 ? '2026-03-01T09:00:00.000Z' : '2025-11-01T09:00:00.000Z');
const openOf = async (store: Database) =>
  undecided(await standingsOf({ store }), await readSelections(store, await readHeirs(store)));

it('lists the head of the list and the kept places, where nobody has decided', async () => {
  const store = await seeded();
  const ids = (await openOf(store)).map(({ id }) => id);
  expect(ids).toEqual([...Array.from({ length: 12 }, (_, index) => `theme-${index + 1}`), 'theme-20']);
  await decide(store, 'theme-2', 'no', 'Local', AT);
  await decide(store, 'theme-20', 'not-now', 'Too new', AT);
  expect((await openOf(store)).map(({ id }) => id)).toEqual(ids.filter((id) => id !== 'theme-2' && id !== 'theme-20'));
});

it('lists whatever stands above one that was taken forward, until that is taken back', async () => {
  const store = await seeded();
  await decide(store, 'theme-16', 'forward', 'The Board asked for it', AT);
  const open = await openOf(store);
  expect(open.map(({ id }) => id)).toEqual([
    ...Array.from({ length: 15 }, (_, index) => `theme-${index + 1}`),
    'theme-20',
  ]);
  expect(open[14]).toEqual({
    ...{ id: 'theme-15', label: 'matter 15', voices: 9, posts: 9, rank: 15 },
    why: 'above one that was taken forward',
  });
  await decide(store, 'theme-16', 'no', 'It is not for us', AT);
  expect((await openOf(store)).map(({ rank }) => rank)).toEqual([
    ...Array.from({ length: 12 }, (_, index) => index + 1),
    20,
  ]);
});

it('does not list groups of one or two posts, nor what is hidden', async () => {
  const store = await temporaryStore();
  const said = [1, 2, 3, 4].map((id) => ({ id: `${id}`, author: `${id}`, text: 'x', themes: { 'theme-1': 1 } }));
  const two = [5, 6].map((id) => ({ id: `${id}`, author: `${id}`, text: 'y', themes: { 'theme-2': 1 } }));
  await seedConversation(
    store,
    [...said, ...two],
    [
      { id: 'theme-1', label: 'x' },
      { id: 'theme-2', label: 'y' },
    ],
  );
  expect((await openOf(store)).map(({ id }) => id)).toEqual(['theme-1']);
  await store.run("UPDATE themes SET hidden = 1 WHERE id = 'theme-1'");
  expect(await openOf(store)).toEqual([]);
});

it('as a table has every decision with how the theme stood, those not decided on below, each column explained', async () => {
  const store = await seeded();
  await decide(store, 'theme-1', 'not-now', '=later', AT);
  await decide(store, 'theme-1', 'forward', 'Now', AT);
  const selections = await readSelections(store, await readHeirs(store));
  const rows = parse(logTable(selections, await openOf(store)), { columns: true }) as Record<string, string>[];
  expect(rows.slice(0, 3)).toMatchObject([
    { decision_number: '1', date: '2026-03-02', decision: 'not-now', stands: 'no', by: AUTHOR, reason: "'=later" },
    { decision: 'forward', stands: 'yes', theme_label: 'matter 1', voices_then: '6', rank_by_voices_then: '1' },
    { decision_number: '', theme_id: 'theme-2', decision: 'not decided', by: '', reason: 'among the first 12' },
  ]);
  const explained = parse(logDictionary(), { columns: true }) as Record<string, string>[];
  expect(explained.map(({ column }) => column)).toEqual(Object.keys(rows[0]!));
});
