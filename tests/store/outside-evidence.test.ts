import { expect, it } from 'vitest';
import { addFigures, type Figure, readFigures, withdrawFigure } from '../../src/store/outside-evidence.js';
import type { Database } from '../../src/store/store.js';
import { heirsAmong } from '../../src/store/theme-heirs.js';
import { seedConversation } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';

const AT = '2026-03-02T00:00:00.000Z';

function figure(themeId: string, more: Partial<Figure> = {}): Figure {
  return {
    ...{ themeId, measure: 'Seen within 4 hours', value: 71.4, unit: '%', source: 'NHS England' },
    ...{ link: null, dated: '2026-03', note: null },
    ...more,
  };
}

async function storeWithThemes(): Promise<Database> {
  const store = await temporaryStore();
  const themes = ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id }));
  await seedConversation(store, [], themes);
  return store;
}

const merge = (store: Database, id: string, into: string | null) =>
  store.run('UPDATE themes SET state = ?, merged_into = ? WHERE id = ?', [into === null ? 'live' : 'merged', into, id]);

it('keeps every figure, and the same one once however often it is put in', async () => {
  const store = await storeWithThemes();
  const both = [figure('theme-1'), figure('theme-1', { dated: '2026-04' })];
  expect(await addFigures(store, [...both, figure('theme-1', { note: 'worded anew' })], AT)).toEqual([
    { id: 1, isNew: true },
    { id: 2, isNew: true },
    { id: 1, isNew: false },
  ]);
  expect(await addFigures(store, both, AT)).toEqual([1, 2].map((id) => ({ id, isNew: false })));
  expect(await readFigures(store)).toMatchObject([
    { id: 1, at: AT, standsWith: 'theme-1', value: 71.4, withdrawnAt: null },
    { id: 2, dated: '2026-04' },
  ]);
});

it('withdraws a figure once, keeps it with the reason, and takes it in anew', async () => {
  const store = await storeWithThemes();
  await addFigures(store, [figure('theme-1')], AT);
  expect(await withdrawFigure(store, 1, 'revised', AT)).toBe(true);
  expect(await withdrawFigure(store, 1, 'again', AT)).toBe(false);
  expect(await withdrawFigure(store, 9, 'never was', AT)).toBe(false);
  expect(await addFigures(store, [figure('theme-1')], AT)).toEqual([{ id: 2, isNew: true }]);
  expect(await readFigures(store)).toMatchObject([
    { id: 1, withdrawnAt: AT, withdrawnReason: 'revised' },
    { id: 2, withdrawnAt: null },
  ]);
});

it('follows a theme to its heir through every merge, and back when the merge is undone', async () => {
  const store = await storeWithThemes();
  await addFigures(store, [figure('theme-1')], AT);
  await merge(store, 'theme-1', 'theme-2');
  await merge(store, 'theme-2', 'theme-3');
  expect(await readFigures(store)).toMatchObject([{ themeId: 'theme-1', standsWith: 'theme-3' }]);
  // It stands beside the heir already.
  expect(await addFigures(store, [figure('theme-3')], AT)).toEqual([{ id: 1, isNew: false }]);
  await merge(store, 'theme-1', null);
  expect(await readFigures(store)).toMatchObject([{ standsWith: 'theme-1' }]);
});

it('does not walk in a circle', () => {
  const merged = (id: string, mergedInto: string) => ({ id, label: id, state: 'merged', mergedInto, hidden: 0 });
  expect(['a', 'b']).toContain(heirsAmong([merged('a', 'b'), merged('b', 'a')])('a')?.id);
});
