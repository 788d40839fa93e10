import { describe, expect, it } from 'vitest';
import { beginCheck, finishCheck, postsToCheck } from '../../src/store/removal.js';
import { countThemes, listThemes, themeDetail } from '../../src/store/theme-list.js';
import { TEST_NOW, temporaryFolder, temporaryStore } from '../support/project.js';
import { chatter, dice, everything, night, say, themeOfPost } from './conversation.js';

const DAY = 24 * 60 * 60 * 1000;

function daysAgo(days: number, minute = 0): string {
  return new Date(TEST_NOW - days * DAY + minute * 60_000).toISOString();
}

describe('grouping a store', () => {
  it('finds the subjects of a conversation', async () => {
    const store = await temporaryStore();
    const said = chatter(400);
    const ids = await say(store, 'a', said);
    const summary = await night(store);
    const themes = await themeOfPost(store);
    for (const subject of new Set(said.map((one) => one.subject))) {
      const own = ids.filter((_, index) => said[index]!.subject === subject).map((id) => themes.get(id)!);
      const counts = new Map<string, number>();
      for (const theme of own) counts.set(theme, (counts.get(theme) ?? 0) + 1);
      expect(Math.max(...counts.values()) / own.length).toBeGreaterThan(0.9);
    }
    expect(summary).toMatchObject({ posts: 400, leftOut: 0 });
    expect(summary.themes).toBeGreaterThanOrEqual(5);
    expect(summary.themes).toBeLessThanOrEqual(12);
    expect(summary.born).toBe(summary.themes);
  });

  it('does nothing with an empty store', async () => {
    const store = await temporaryStore();
    const before = await everything(store);
    expect(await night(store)).toMatchObject({ posts: 0, themes: 0, chapters: 0, leftOut: 0, outlierShare: 0 });
    expect(await everything(store)).toEqual(before);
  });

  it('makes a theme of a single post', async () => {
    const store = await temporaryStore();
    const [id] = await say(store, 'a', [{ text: 'The ticket machine is broken' }]);
    expect(await night(store)).toMatchObject({ posts: 1, themes: 1, chapters: 1, born: 1, outlierShare: 1 });
    const [theme] = await listThemes(store);
    expect(theme).toMatchObject({ id: 'theme-1', chapterId: 'chapter-1', label: 'ticket machine', posts: 1 });
    expect((await themeDetail(store, 'theme-1'))!.evidence.map((post) => post.postId)).toEqual([id]);
  });

  it('makes one theme of posts that all say the same', async () => {
    const store = await temporaryStore();
    await say(
      store,
      'a',
      Array.from({ length: 120 }, () => ({ text: 'Parking charges are a scandal' })),
    );
    expect(await night(store)).toMatchObject({ posts: 120, themes: 1, outlierShare: 0 });
  });

  it('leaves out posts without tokens, again and again, without writing', async () => {
    const store = await temporaryStore();
    await say(store, 'a', [{ text: '…' }, { text: 'of the' }, { text: 'Ticket machine broken' }]);
    expect(await night(store)).toMatchObject({ posts: 1, leftOut: 2 });
    const before = await everything(store);
    expect(await night(store)).toMatchObject({ posts: 0, leftOut: 2 });
    expect(await everything(store)).toEqual(before);
  });

  it('writes nothing in a second run without new posts', async () => {
    const store = await temporaryStore();
    await say(store, 'a', chatter(150));
    const first = await night(store);
    const before = await everything(store);
    const second = await night(store);
    expect(await everything(store)).toEqual(before);
    expect(second).toMatchObject({ posts: 0, themes: first.themes, chapters: first.chapters, born: 0 });
  });

  it('gives the same result in every project', async () => {
    const stores = [await temporaryStore(), await temporaryStore()];
    for (const store of stores) {
      await say(store, 'a', chatter(150));
      await night(store);
    }
    expect(await everything(stores[0]!)).toEqual(await everything(stores[1]!));
  });
});

describe('identity from run to run', () => {
  it('keeps the id of a theme that grows and gives new subjects new ids', async () => {
    const store = await temporaryStore();
    await say(store, 'a', chatter(120, ['parking', 'dentist']));
    await night(store);
    const before = await listThemes(store);
    await say(store, 'b', chatter(120, ['parking', 'dentist', 'maternity'], dice(2)));
    const summary = await night(store);
    const after = await listThemes(store);
    for (const { id, posts } of before.slice(0, 2)) {
      expect(after.find((theme) => theme.id === id)!.posts).toBeGreaterThan(posts);
    }
    const fresh = after.filter((theme) => !before.some(({ id }) => id === theme.id));
    expect(fresh.length).toBeGreaterThan(0);
    expect(summary.born).toBe(fresh.length);
    const oldest = Math.max(...before.map(({ id }) => Number(id.slice(6))));
    for (const { id } of fresh) expect(Number(id.slice(6))).toBeGreaterThan(oldest);
  });

  it('follows a theme that is deleted to its end', async () => {
    const store = await temporaryStore();
    await say(store, 'a', chatter(60, ['parking']));
    const [lone] = await say(store, 'b', [{ text: 'Zebra crossing zigzag' }]);
    await night(store);
    const theme = (await themeOfPost(store)).get(lone!)!;
    for (const table of ['post_themes', 'theme_evidence', 'clean_posts']) {
      await store.run(`DELETE FROM ${table} WHERE post_id = ?`, [lone!]);
    }
    expect(await night(store)).toMatchObject({ posts: 0, gone: 1 });
    expect(await themeDetail(store, theme)).toMatchObject({ state: 'gone', posts: 0, evidence: [] });
    expect((await listThemes(store)).map(({ id }) => id)).not.toContain(theme);
    expect((await themeDetail(store, theme))!.events.map(({ kind }) => kind)).toEqual(['birth', 'death']);
  });

  it('notes how each run left the themes', async () => {
    const store = await temporaryStore();
    await say(store, 'a', chatter(50, ['parking']));
    const { runId } = await night(store);
    const snapshots = await store.all('SELECT theme_id AS id, posts, voices FROM theme_snapshots WHERE run_id = ?', [
      runId,
    ]);
    const rows = await listThemes(store);
    expect(snapshots).toEqual(expect.arrayContaining(rows.map(({ id, posts, voices }) => ({ id, posts, voices }))));
    expect(snapshots).toHaveLength(rows.length);
  });
});

describe('one night or many', () => {
  it('goes on as if it had never stopped', async () => {
    const said = chatter(1500).map((post, index) => ({ ...post, at: daysAgo(20, index) }));
    const inOne = await temporaryStore();
    await say(inOne, 'a', said);
    await night(inOne);
    const folder = await temporaryFolder();
    for (let start = 0; start < said.length; start += 170) {
      const store = await temporaryStore(folder);
      await say(store, `from-${start}`, said.slice(start, start + 170));
      await night(store);
    }
    const inMany = await temporaryStore(folder);
    const state = async (store: typeof inOne) => ({
      micros: await store.all('SELECT id, state, touched FROM micro_themes ORDER BY id'),
      members: await store.all('SELECT post_id, micro_id, position FROM post_micro_themes ORDER BY post_id'),
    });
    expect(await state(inMany)).toEqual(await state(inOne));
    expect(await countThemes(inMany)).toEqual(await countThemes(inOne));
  });
});

describe('fair hearing', () => {
  it('ranks twenty voices above one loud account', async () => {
    const store = await temporaryStore();
    const loud = chatter(200, ['parking']).map((post, index) => ({ ...post, author: 'loud', at: daysAgo(1, index) }));
    const many = chatter(20, ['maternity'], dice(2)).map((post, index) => ({ ...post, at: daysAgo(1, index) }));
    const old = chatter(30, ['dentist'], dice(3)).map((post, index) => ({ ...post, at: daysAgo(60, index) }));
    const ids = await say(store, 'a', [...loud, ...many, ...old]);
    await night(store);
    const themes = await themeOfPost(store);
    const ranks = (await listThemes(store)).map(({ id }) => id);
    expect(ranks.indexOf(themes.get(ids[200]!)!)).toBeLessThan(ranks.indexOf(themes.get(ids[0]!)!));
    const lanes = new Map((await listThemes(store)).map(({ id, lane }) => [id, lane]));
    expect(lanes.get(themes.get(ids[200]!)!)).toBe('surge');
    expect(lanes.get(themes.get(ids[0]!)!)).toBe('steady');
  });

  it('lets one post dated years ahead change no lane', async () => {
    const lanes = async (ahead: readonly { text: string; at: string }[]) => {
      const store = await temporaryStore();
      const many = chatter(20, ['maternity'], dice(2)).map((post, index) => ({ ...post, at: daysAgo(1, index) }));
      const old = chatter(30, ['dentist'], dice(3)).map((post, index) => ({ ...post, at: daysAgo(60, index) }));
      const ids = await say(store, 'a', [...many, ...old, ...ahead]);
      await night(store);
      const themes = await themeOfPost(store);
      const rows = new Map((await listThemes(store)).map(({ id, lane }) => [id, lane]));
      return ids.slice(0, 50).map((id) => rows.get(themes.get(id)!));
    };
    const before = await lanes([]);
    expect(before).toContain('surge');
    expect(await lanes([{ text: 'Zebra crossing zigzag', at: '2031-01-01T00:00:00.000Z' }])).toEqual(before);
  });

  it('lets three hundred copies weigh as one', async () => {
    const copies = Array.from({ length: 300 }, () => ({
      text: 'Save our hospital sign the petition now',
      campaign: 'save',
    }));
    const rest = chatter(60);
    const with300 = await temporaryStore();
    const ids = await say(with300, 'a', [...rest, ...copies]);
    await night(with300);
    const with1 = await temporaryStore();
    await say(with1, 'a', [...rest, copies[0]!]);
    await night(with1);
    const themes = await themeOfPost(with300);
    expect(new Set(ids.slice(60).map((id) => themes.get(id))).size).toBe(1);
    const counted = 'SELECT micro_id, position FROM post_micro_themes WHERE position IS NOT NULL ORDER BY position';
    expect(await with300.all(counted)).toEqual(await with1.all(counted));
    const detail = (await themeDetail(with300, themes.get(ids[60]!)!))!;
    expect(detail.posts).toBeGreaterThanOrEqual(300);
    expect(detail.evidence.filter(({ text }) => text.startsWith('Save our hospital'))).toHaveLength(1);
  });

  it('lets a copy lead when the first of a campaign is deleted', async () => {
    const store = await temporaryStore();
    const ids = await say(
      store,
      'a',
      Array.from({ length: 3 }, () => ({ text: 'Save our hospital', campaign: 'save' })),
    );
    await night(store);
    for (const table of ['post_themes', 'theme_evidence', 'clean_posts']) {
      await store.run(`DELETE FROM ${table} WHERE post_id = ?`, [ids[0]!]);
    }
    await night(store);
    const rows = await store.all<{ id: number; position: number | null }>(
      'SELECT post_id AS id, position FROM post_micro_themes ORDER BY post_id',
    );
    expect(rows.map(({ id, position }) => [id, position !== null])).toEqual([
      [ids[1], true],
      [ids[2], false],
    ]);
    expect((await listThemes(store)).map(({ id, posts }) => [id, posts])).toEqual([['theme-1', 2]]);
  });

  it('says why until a post is removed, and again after the next night', async () => {
    const store = await temporaryStore();
    await say(store, 'a', [...chatter(30, ['parking']), ...chatter(30, ['dentist'])]);
    await night(store);
    const whys = async () => (await listThemes(store)).map(({ why }) => why);
    expect(await whys()).toEqual([expect.stringMatching(/words: /), expect.stringMatching(/words: /)]);
    await beginCheck(store, 'job', await postsToCheck(store, 'x', 1));
    await finishCheck(store, 'job', 'x', [{ externalId: 'a-0', reason: 'deleted' }], new Date(TEST_NOW).toISOString());
    expect((await whys()).filter((why) => why === null)).toHaveLength(1);
    await night(store);
    expect(await whys()).not.toContain(null);
  });

  it('groups a post again when its words change', async () => {
    const store = await temporaryStore();
    const [id] = await say(store, 'a', [{ text: 'Ticket machine broken' }, ...chatter(30, ['dentist'])]);
    await night(store);
    await store.run('DELETE FROM clean_posts WHERE post_id = ?', [id!]);
    await say(store, 'a', [{ text: 'Dentist waiting list tooth pain check' }]);
    expect(await night(store)).toMatchObject({ posts: 1 });
    const themes = await themeOfPost(store);
    expect(themes.get(id!)).toBe(themes.get(id! + 1));
  });
});
