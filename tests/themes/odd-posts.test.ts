/** Posts as they should not be, through the stage: each ends in a sensible table, and harms no other. */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/store.js';
import { listThemes } from '../../src/store/theme-list.js';
import { TEST_NOW, temporaryStore } from '../support/project.js';
import { type CleanSeed, chatter, dice, night, SETTINGS, SMALL_WINDOW, say, themeOfPost } from './conversation.js';

const ODD: Record<string, CleanSeed[]> = {
  'one word': [{ text: 'parking' }, { text: 'dentist' }, { text: 'xyzzy' }],
  'emoji only': [{ text: '🚌🚌🚌' }, { text: '❤️' }],
  'nothing at all': [{ text: '' }, { text: ' \u200b ' }],
  'other languages': [
    { text: 'Der Bus kommt heute wieder nicht pünktlich zur Haltestelle' },
    { text: 'El autobús no llega nunca a tiempo por la mañana' },
    { text: 'バスが来ない', tokens: ['バス', '来', 'ない'] },
    { text: 'الحافلة متأخرة مرة أخرى اليوم' },
  ],
  'a megabyte': [
    {
      text: chatter(28_000, ['parking'], dice(8))
        .map(({ text }) => text)
        .join(' '),
    },
  ],
  'the same word without end': [{ text: 'parking '.repeat(5_000) }],
  'the same post a hundred times': Array.from({ length: 100 }, () => ({ text: 'ticket machine broken' })),
  'no two words alike': Array.from({ length: 200 }, (_, post) => ({
    text: '',
    tokens: Array.from({ length: 100 }, (_w, word) => `w${post * 100 + word}`),
  })),
  'dates that run backwards': Array.from({ length: 30 }, (_, index) => ({
    text: 'car park charges pay fine',
    at: new Date(TEST_NOW - index * 86_400_000).toISOString(),
  })),
  'dates of other ages': ['1970-01-01T00:00:00.000Z', '2099-12-31T23:59:59.999Z', null].map((at) => ({
    text: 'car park barrier',
    at,
  })),
};

/** What holds of every grouping. */
async function expectOrder(store: Database): Promise<void> {
  const wanted = "SELECT count(*) AS posts FROM clean_posts WHERE tokens <> '[]'";
  const { posts } = (await store.get<{ posts: number }>(wanted))!;
  const themes = await themeOfPost(store);
  expect(themes.size).toBe(posts);
  const rows = await listThemes(store);
  expect(rows.reduce((sum, row) => sum + row.posts, 0)).toBe(posts);
  for (const { label, posts: own } of rows) {
    expect(label).not.toBe('');
    expect(own).toBeGreaterThan(0);
  }
  const sums = await store.all<{ weight: number }>('SELECT sum(weight) AS weight FROM post_themes GROUP BY post_id');
  for (const { weight } of sums) expect(weight).toBeLessThanOrEqual(1.000_01);
  expect(await store.all('SELECT post_id FROM post_themes WHERE NOT (weight > 0)')).toEqual([]);
}

describe('odd posts', () => {
  it.each(Object.keys(ODD))('%s: alone, and among others', async (kind) => {
    const odd = ODD[kind]!;
    const alone = await temporaryStore();
    await say(alone, 'odd', odd);
    await night(alone);
    await expectOrder(alone);
    const among = await temporaryStore();
    await say(among, 'a', chatter(150));
    await night(among, SETTINGS, { window: SMALL_WINDOW });
    await say(among, 'odd', odd);
    await night(among, SETTINGS, { window: SMALL_WINDOW });
    await say(among, 'b', chatter(150, undefined, dice(2)));
    expect((await night(among, SETTINGS, { window: SMALL_WINDOW })).posts).toBe(150);
    await expectOrder(among);
  });

  it('of a stream whose clock jumps back keep their places, and new ones join them', async () => {
    const store = await temporaryStore();
    const at = (day: number, index: number) => new Date(TEST_NOW + day * 86_400_000 + index).toISOString();
    const said = chatter(300).map((post, index) => ({ ...post, at: at(0, index) }));
    const ids = await say(store, 'a', said);
    await night(store, SETTINGS, { window: SMALL_WINDOW });
    const before = await themeOfPost(store);
    const late = await say(
      store,
      'b',
      chatter(100, undefined, dice(2)).map((post, index) => ({ ...post, at: at(-400, index) })),
    );
    await night(store, SETTINGS, { window: SMALL_WINDOW });
    const after = await themeOfPost(store);
    expect(ids.filter((id) => after.get(id) === before.get(id)).length).toBeGreaterThan(285);
    const known = new Set(before.values());
    expect(late.filter((id) => known.has(after.get(id)!)).length).toBeGreaterThan(95);
    await expectOrder(store);
  });
});
