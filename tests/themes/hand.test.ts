/** A person's hand on themes: what it does, that it outlives every regrouping, and that it can be taken back. */
import { describe, expect, it } from 'vitest';
import { handByTheme } from '../../src/reports/hand-words.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { readThemes } from '../../src/store/theme-figures.js';
import { countSaying, type HandWish, readHandLog, recordHand, undoHand } from '../../src/store/theme-hand.js';
import { listThemes, themeDetail } from '../../src/store/theme-list.js';
import { groupThemes } from '../../src/themes/themes.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { chatter, dice, everything, night, SETTINGS, say, themeOfPost } from './conversation.js';

const NOW = new Date(TEST_NOW).toISOString();
const ALWAYS = { since: null, until: null };

async function again(store: Database) {
  const runId = await startRun(store, 'themes', {}, NOW);
  return groupThemes(store, SETTINGS, runId, testEffects().log, { again: true });
}

/** Does what a person asks for, as the commands do. */
async function byHand(store: Database, wish: HandWish) {
  const { other } = await recordHand(store, wish, 'a good reason', NOW);
  if (wish.action === 'merge' || wish.action === 'split') await again(store);
  return other;
}

async function undoLast(store: Database) {
  const last = (await readHandLog(store)).findLast(({ undoneAt }) => undoneAt === null)!;
  expect(await undoHand(store, last.id, 'not so good', NOW)).toBe(true);
  if (last.action === 'merge' || last.action === 'split') await again(store);
}

/** A conversation about three things, and the themes of two of them. */
async function conversation() {
  const store = await temporaryStore();
  const said = chatter(240, ['parking', 'dentist', 'maternity']);
  const ids = await say(store, 'a', said);
  await night(store);
  const themes = await themeOfPost(store);
  const main = (subject: string) => {
    const counts = new Map<string, number>();
    for (const [index, id] of ids.entries()) {
      if (said[index]!.subject !== subject) continue;
      counts.set(themes.get(id)!, (counts.get(themes.get(id)!) ?? 0) + 1);
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
  };
  return { store, parking: main('parking'), dentist: main('dentist'), maternity: main('maternity') };
}

const postsOf = async (store: Database, id: string) =>
  [...(await themeOfPost(store))].filter(([, theme]) => theme === id).map(([post]) => post);

describe('a merge by hand', () => {
  it('makes one theme of two, on later nights too, and tells so', async () => {
    const { store, parking, dentist } = await conversation();
    const [cars, teeth] = [await postsOf(store, parking), await postsOf(store, dentist)];
    await byHand(store, { action: 'merge', themeId: dentist, otherId: parking });
    expect((await postsOf(store, parking)).sort()).toEqual([...cars, ...teeth].sort());
    expect(await themeDetail(store, dentist)).toMatchObject({ state: 'merged', mergedInto: parking, posts: 0 });
    expect((await themeDetail(store, parking))!.events.map(({ kind, themeId }) => [kind, themeId])).toContainEqual([
      'merge',
      dentist,
    ]);

    // New posts about teeth, which the engine puts where teeth were, are seen where the person put them.
    for (const seed of [2, 3, 4]) {
      const ids = await say(store, `b${seed}`, chatter(80, ['dentist'], dice(seed)));
      await night(store);
      const now = await themeOfPost(store);
      const there = ids.filter((id) => now.get(id) === parking);
      expect(there.length / ids.length).toBeGreaterThan(0.9);
      expect((await listThemes(store)).map(({ id }) => id)).not.toContain(dentist);
    }
  });

  it('undone, leaves everything as if it had never been', async () => {
    const touched = await conversation();
    const left = await conversation();
    await byHand(touched.store, { action: 'merge', themeId: touched.dentist, otherId: touched.parking });
    await say(touched.store, 'b', chatter(60, ['dentist', 'parking'], dice(2)));
    await night(touched.store);
    await undoLast(touched.store);
    await say(left.store, 'b', chatter(60, ['dentist', 'parking'], dice(2)));
    await night(left.store);
    // But for words chosen meanwhile: a label stays while it is good enough.
    const figures = async (store: Database) =>
      (await listThemes(store)).map(({ label: _, chapter: __, why: ___, ...rest }) => rest);
    expect(await figures(touched.store)).toEqual(await figures(left.store));
    expect(await themeOfPost(touched.store)).toEqual(await themeOfPost(left.store));
  });

  it('of a theme into one that goes into a third ends in the third', async () => {
    const { store, parking, dentist, maternity } = await conversation();
    const posts = (await Promise.all([parking, dentist, maternity].map((id) => postsOf(store, id)))).flat();
    await byHand(store, { action: 'merge', themeId: dentist, otherId: parking });
    await byHand(store, { action: 'merge', themeId: parking, otherId: maternity });
    expect((await postsOf(store, maternity)).sort()).toEqual(posts.sort());
    expect(await themeDetail(store, parking)).toMatchObject({ state: 'merged', mergedInto: maternity });
  });
});

describe('a split by hand', () => {
  it('parts the posts that say certain words, on later nights too, under an id of its own', async () => {
    const { store, parking } = await conversation();
    const tokens = [['barrier'], ['ticket', 'machine']];
    const { saying, posts } = await countSaying(store, parking, tokens);
    expect(saying).toBeGreaterThan(0);
    expect(saying).toBeLessThan(posts);
    const other = (await byHand(store, { action: 'split', themeId: parking, words: 'barrier', tokens }))!;
    expect(await countSaying(store, parking, tokens)).toMatchObject({ saying: 0, posts: posts - saying });
    expect(await countSaying(store, other, tokens)).toEqual({ saying, posts: saying });
    expect((await themeDetail(store, other))!.events).toMatchObject([
      { kind: 'split', themeId: other, otherId: parking },
    ]);

    const ids = await say(store, 'b', [
      { text: 'car park barrier charges pay fine' },
      { text: 'car park charges pay fine' },
    ]);
    await night(store);
    const now = await themeOfPost(store);
    expect(ids.map((id) => now.get(id))).toEqual([other, parking]);
    // Nobody is ever given the id again.
    await say(store, 'c', chatter(60, ['pharmacy'], dice(3)));
    await night(store);
    const numbers = (await listThemes(store)).map(({ id }) => id);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect((await themeDetail(store, other))!.state).toBe('live');
  });

  it('undone, brings its posts home', async () => {
    const { store, parking } = await conversation();
    const before = await themeOfPost(store);
    const rows = await listThemes(store);
    const other = (await byHand(store, { action: 'split', themeId: parking, words: 'fine', tokens: [['fine']] }))!;
    expect(await themeOfPost(store)).not.toEqual(before);
    await undoLast(store);
    expect(await themeOfPost(store)).toEqual(before);
    expect(await listThemes(store)).toEqual(rows);
    expect(await themeDetail(store, other)).toMatchObject({ state: 'merged', mergedInto: parking });
  });
});

describe('labels, pins and hiding', () => {
  it('a label given by hand stays, names its chapter, and goes when it is taken back', async () => {
    const { store, parking } = await conversation();
    const label = async () => (await themeDetail(store, parking))!.label;
    const own = await label();
    await byHand(store, { action: 'rename', themeId: parking, label: 'Getting parked' });
    expect(await label()).toBe('Getting parked');
    await say(store, 'b', chatter(60, ['parking'], dice(2)));
    await night(store);
    const theme = (await listThemes(store)).find(({ id }) => id === parking)!;
    expect(theme.label).toBe('Getting parked');
    expect(theme.chapter).toContain('Getting parked');
    await byHand(store, { action: 'rename', themeId: parking, label: 'Parking' });
    expect(await label()).toBe('Parking');
    await undoLast(store);
    expect(await label()).toBe('Getting parked');
    await undoLast(store);
    expect(await label()).toBe(own);
  });

  it('a pinned theme is first in lists and reports; a hidden one is in none, and not on the map', async () => {
    const { store } = await conversation();
    const rows = await listThemes(store);
    const [first, last] = [rows[0]!.id, rows.at(-1)!.id];
    await byHand(store, { action: 'pin', themeId: last });
    expect((await listThemes(store))[0]).toMatchObject({ id: last, pinned: true });
    expect((await readThemes(store, ALWAYS))[0]!.id).toBe(last);
    await byHand(store, { action: 'hide', themeId: first });
    expect((await listThemes(store)).map(({ id }) => id)).not.toContain(first);
    expect((await readThemes(store, ALWAYS)).map(({ id }) => id)).not.toContain(first);
    expect(await themeDetail(store, first)).toMatchObject({ hidden: true });
    await undoLast(store);
    await undoLast(store);
    expect(await listThemes(store)).toEqual(rows);
  });
});

it('tells of each theme what holds, and keeps in the log what does not', async () => {
  const { store, parking, dentist } = await conversation();
  await byHand(store, { action: 'merge', themeId: dentist, otherId: parking });
  await byHand(store, { action: 'pin', themeId: parking });
  await undoLast(store);
  const log = await readHandLog(store);
  expect(log.map(({ action, undoneReason }) => [action, undoneReason])).toEqual([
    ['merge', null],
    ['pin', 'not so good'],
  ]);
  expect(handByTheme(log)).toEqual(
    new Map([
      [dentist, `${dentist} merged into ${parking}`],
      [parking, `${dentist} merged into ${parking}`],
    ]),
  );
});

it('a night on which nothing is new, and nothing was done by hand, still writes nothing', async () => {
  const { store, parking, dentist } = await conversation();
  await byHand(store, { action: 'merge', themeId: dentist, otherId: parking });
  const before = await everything(store);
  await night(store);
  expect(await everything(store)).toEqual(before);
});
