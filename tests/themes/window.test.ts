/** Settled posts: what is no longer read again, and still belongs. All with a window of some hundred posts. */
import { describe, expect, it } from 'vitest';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { countSaying, type HandWish, readHandLog, recordHand, undoHand } from '../../src/store/theme-hand.js';
import { listThemes, themeDetail } from '../../src/store/theme-list.js';
import { groupThemes } from '../../src/themes/themes.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { chatter, dice, everything, night, SETTINGS, SMALL_WINDOW, say, themeOfPost } from './conversation.js';
import { removeGone } from './removing.js';

const NOW = new Date(TEST_NOW).toISOString();
const HOW = { window: SMALL_WINDOW };

const settledPosts = async (store: Database) =>
  (
    await store.all<{ id: number }>('SELECT DISTINCT post_id AS id FROM post_micro_themes WHERE settled = 1 ORDER BY 1')
  ).map(({ id }) => id);

/** What most of these posts are about. */
function mostCommon(themes: Map<number, string>, ids: readonly number[]): { theme: string; share: number } {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(themes.get(id)!, (counts.get(themes.get(id)!) ?? 0) + 1);
  const [theme, posts] = [...counts].sort(([, a], [, b]) => b - a)[0]!;
  return { theme, share: posts / ids.length };
}

/** Three subjects, of whose posts all but the latest two hundred are settled. */
async function settledConversation() {
  const store = await temporaryStore();
  const said = chatter(600, ['parking', 'dentist', 'maternity']);
  const ids = await say(store, 'a', said);
  await night(store, SETTINGS, HOW);
  const more = chatter(60, ['parking', 'dentist', 'maternity'], dice(5));
  ids.push(...(await say(store, 'b', more)));
  await night(store, SETTINGS, HOW);
  const about = (subject: string) => ids.filter((_, index) => [...said, ...more][index]!.subject === subject);
  const themes = await themeOfPost(store);
  const main = (subject: string) => mostCommon(themes, about(subject)).theme;
  return { store, ids, about, main };
}

describe('settled posts', () => {
  it('stay with their themes, which later posts join under the same id', async () => {
    const { store, ids, about, main } = await settledConversation();
    const settled = await settledPosts(store);
    expect(settled.length).toBeGreaterThan(350);
    const before = await themeOfPost(store);
    for (const subject of ['parking', 'dentist', 'maternity']) {
      expect(mostCommon(before, about(subject)).share).toBeGreaterThan(0.9);
    }
    for (const seed of [2, 3, 4]) {
      const fresh = await say(store, `c${seed}`, chatter(100, ['parking'], dice(seed)));
      const summary = await night(store, SETTINGS, HOW);
      expect(summary.posts).toBe(100);
      const joined = mostCommon(await themeOfPost(store), fresh);
      expect(joined.theme).toBe(main('parking'));
      expect(joined.share).toBeGreaterThan(0.9);
    }
    // The dentist has not been spoken of for long: all that was said is settled, and the theme is still there.
    const now = await themeOfPost(store);
    expect(mostCommon(now, about('dentist'))).toMatchObject({ theme: main('dentist') });
    const back = await say(store, 'd', chatter(30, ['dentist'], dice(9)));
    await night(store, SETTINGS, HOW);
    expect(mostCommon(await themeOfPost(store), back).theme).toBe(main('dentist'));
    expect(now.size).toBe(ids.length + 300);
    const live = new Set((await listThemes(store)).map(({ id }) => id));
    for (const theme of new Set((await themeOfPost(store)).values())) expect(live.has(theme), theme).toBe(true);
  });

  it('are not read again: a night writes rows of what is new and open, and no others', async () => {
    const { store } = await settledConversation();
    const settled = new Set(await settledPosts(store));
    const rows = async () =>
      (await store.all<{ post_id: number }>('SELECT * FROM post_themes ORDER BY 1, 2')).filter(({ post_id: id }) =>
        settled.has(id),
      );
    const before = await rows();
    await say(store, 'c', chatter(40, ['parking', 'pharmacy'], dice(3)));
    await night(store, SETTINGS, HOW);
    expect(await rows()).toEqual(before);
    expect(
      (await store.get<{ open: number }>('SELECT count(*) AS open FROM post_micro_themes WHERE settled = 0'))!.open,
    ).toBe(240);
  });

  it('end with a theme of which every post is taken away', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', chatter(50, ['pharmacy']));
    await night(store, SETTINGS, HOW);
    await say(store, 'b', chatter(300, ['dentist', 'parking'], dice(2)));
    await night(store, SETTINGS, HOW);
    await say(store, 'c', chatter(60, ['dentist'], dice(3)));
    await night(store, SETTINGS, HOW);
    const { theme } = mostCommon(await themeOfPost(store), ids);
    expect((await settledPosts(store)).filter((id) => ids.includes(id))).toEqual(ids);
    await removeGone(store, ids);
    await night(store, SETTINGS, HOW);
    expect(await themeDetail(store, theme)).toMatchObject({ state: 'gone', posts: 0, evidence: [] });
    const words = JSON.stringify(await everything(store));
    for (const word of ['prescription', 'tablets', 'inhaler']) expect(words).not.toContain(word);
  });

  it('go along when their theme becomes part of another', async () => {
    const store = await temporaryStore();
    const halves = ['ticket machine broken visitors barrier', 'charges pay fine space permit'].map((words) =>
      words.split(' '),
    );
    const random = dice(4);
    const pick = (words: readonly string[], many: number) =>
      Array.from({ length: many }, () => words[Math.floor(random() * words.length)]!).join(' ');
    const one = await say(
      store,
      'a',
      Array.from({ length: 60 }, () => ({ text: pick(halves[0]!, 5) })),
    );
    const other = await say(
      store,
      'b',
      Array.from({ length: 40 }, () => ({ text: pick(halves[1]!, 5) })),
    );
    await night(store, SETTINGS, HOW);
    await say(store, 'c', chatter(210, ['dentist'], dice(2)));
    await night(store, SETTINGS, HOW);
    const apart = await themeOfPost(store);
    const [bigger, smaller] = [mostCommon(apart, one).theme, mostCommon(apart, other).theme];
    expect(smaller).not.toBe(bigger);
    await say(
      store,
      'd',
      Array.from({ length: 150 }, () => ({ text: `${pick(halves[0]!, 3)} ${pick(halves[1]!, 3)}` })),
    );
    await night(store, SETTINGS, HOW);
    const settled = await settledPosts(store);
    expect(settled).toEqual(expect.arrayContaining([...one, ...other]));
    const now = await themeOfPost(store);
    expect(mostCommon(now, [...one, ...other])).toEqual({ theme: bigger, share: 1 });
    expect(await themeDetail(store, smaller)).toMatchObject({ state: 'merged', mergedInto: bigger, posts: 0 });
    const left = 'SELECT count(*) AS posts FROM post_themes WHERE theme_id = ?';
    expect(await store.get(left, [smaller])).toEqual({ posts: 0 });
  });

  it('take copies of what they said with them', async () => {
    const store = await temporaryStore();
    const copy = { text: 'Save our hospital sign the petition now', campaign: 'save' };
    const [leader] = await say(store, 'a', [copy, ...chatter(300)]);
    await night(store, SETTINGS, HOW);
    await say(store, 'b', chatter(60, ['parking'], dice(2)));
    await night(store, SETTINGS, HOW);
    expect(await settledPosts(store)).toContain(leader);
    const [late] = await say(store, 'c', [{ text: copy.text }]);
    await store.run(
      'UPDATE clean_posts SET campaign_id = (SELECT campaign_id FROM clean_posts WHERE post_id = ?) WHERE post_id = ?',
      [leader!, late!],
    );
    expect(await night(store, SETTINGS, HOW)).toMatchObject({ posts: 1 });
    const themes = await themeOfPost(store);
    expect(themes.get(late!)).toBe(themes.get(leader!));
    expect(await store.get('SELECT position, settled FROM post_micro_themes WHERE post_id = ?', [late!])).toEqual({
      position: null,
      settled: 1,
    });
    expect(await night(store, SETTINGS, HOW)).toMatchObject({ posts: 0 });
  });

  it('are taken in steps that end in the same as ever', async () => {
    const store = await temporaryStore();
    const said = chatter(900);
    const ids = await say(store, 'a', said);
    const effects = testEffects();
    const runId = await startRun(store, 'themes', {}, NOW);
    const summary = await groupThemes(store, SETTINGS, runId, effects.log, HOW);
    expect(summary).toMatchObject({ posts: 900, leftOut: 0 });
    expect(effects.lines.length).toBeGreaterThan(2);
    const themes = await themeOfPost(store);
    expect(themes.size).toBe(900);
    for (const subject of ['parking', 'dentist', 'mental', 'maternity', 'pharmacy']) {
      const about = ids.filter((_, index) => said[index]!.subject === subject);
      expect(mostCommon(themes, about).share, subject).toBeGreaterThan(0.85);
    }
    const snapshots = await store.all('SELECT theme_id FROM theme_snapshots');
    expect(snapshots).toHaveLength(summary.themes);
  });
});

describe("a person's hand on settled posts", () => {
  async function byHand(store: Database, wish: HandWish) {
    const { other } = await recordHand(store, wish, 'a good reason', NOW);
    await night(store, SETTINGS, HOW);
    return other;
  }
  async function undoLast(store: Database) {
    const last = (await readHandLog(store)).findLast(({ undoneAt }) => undoneAt === null)!;
    await undoHand(store, last.id, 'not so good', NOW);
    await night(store, SETTINGS, HOW);
  }
  const postsOf = async (store: Database, id: string) =>
    [...(await themeOfPost(store))]
      .filter(([, theme]) => theme === id)
      .map(([post]) => post)
      .sort((a, b) => a - b);

  it('moves them with a merge, and brings them back', async () => {
    const { store, main } = await settledConversation();
    const [parking, dentist] = [main('parking'), main('dentist')];
    const before = await themeOfPost(store);
    const [cars, teeth] = [await postsOf(store, parking), await postsOf(store, dentist)];
    await byHand(store, { action: 'merge', themeId: dentist, otherId: parking });
    expect(await postsOf(store, parking)).toEqual([...cars, ...teeth].sort((a, b) => a - b));
    expect(await themeDetail(store, dentist)).toMatchObject({ state: 'merged', mergedInto: parking, posts: 0 });
    // What settles while the hand holds comes back with the others.
    const fresh = await say(store, 'c', chatter(100, ['dentist'], dice(3)));
    await night(store, SETTINGS, HOW);
    await say(store, 'd', chatter(220, ['maternity'], dice(4)));
    await night(store, SETTINGS, HOW);
    await night(store, SETTINGS, { ...HOW, again: true });
    expect(mostCommon(await themeOfPost(store), fresh).theme).toBe(parking);
    await undoLast(store);
    const after = await themeOfPost(store);
    expect(mostCommon(after, fresh).theme).toBe(dentist);
    expect([...before].filter(([id, theme]) => after.get(id) !== theme)).toEqual([]);
    expect(await store.all('SELECT * FROM engine_post_themes')).toEqual([]);
  });

  it('parts them with a split, and brings them back', async () => {
    const { store, main } = await settledConversation();
    const parking = main('parking');
    const before = await themeOfPost(store);
    const tokens = [['barrier']];
    const { saying, posts } = await countSaying(store, parking, tokens);
    const other = (await byHand(store, { action: 'split', themeId: parking, words: 'barrier', tokens }))!;
    expect(await countSaying(store, parking, tokens)).toEqual({ saying: 0, posts: posts - saying });
    expect(await countSaying(store, other, tokens)).toEqual({ saying, posts: saying });
    expect(await themeDetail(store, other)).toMatchObject({ state: 'live', posts: saying });
    await undoLast(store);
    expect(await themeOfPost(store)).toEqual(before);
    expect(await themeDetail(store, other)).toMatchObject({ state: 'merged', mergedInto: parking });
  });

  it('makes a theme of posts that nobody has spoken of for long', async () => {
    const store = await temporaryStore();
    const zebra = Array.from({ length: 6 }, (_, n) => ({
      text: `Zebra crossing zigzag lines ${n % 2 === 0 ? 'faded' : 'painted'}`,
    }));
    const ids = await say(store, 'a', zebra);
    await night(store, SETTINGS, HOW);
    await say(store, 'b', chatter(400, ['parking'], dice(2)));
    const forgetful = { window: { ...SMALL_WINDOW, lookBack: 100 } };
    await night(store, SETTINGS, forgetful);
    await say(store, 'c', chatter(60, ['parking'], dice(3)));
    await night(store, SETTINGS, forgetful);
    const { theme } = mostCommon(await themeOfPost(store), ids);
    expect(await themeDetail(store, theme)).toMatchObject({ state: 'live', posts: 6 });
    const wish: HandWish = { action: 'split', themeId: theme, words: 'faded', tokens: [['faded']] };
    const { other } = await recordHand(store, wish, 'a good reason', NOW);
    await night(store, SETTINGS, forgetful);
    const detail = (await themeDetail(store, other!))!;
    expect(detail).toMatchObject({ state: 'live', posts: 3 });
    expect(detail.evidence).toHaveLength(3);
    expect(detail.label.toLowerCase()).toContain('faded');
    expect(await themeDetail(store, theme)).toMatchObject({ state: 'live', posts: 3 });
  });
});
