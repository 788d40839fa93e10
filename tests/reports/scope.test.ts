/** Reports of one theme, and of a time in which nothing was said. */
import { describe, expect, it } from 'vitest';
import type { Row, Scope } from '../../src/reports/report.js';
import { findReport } from '../../src/reports/reports.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';
import { rowsOf } from './rows.js';

const FORUM = { name: 'A forum', url: 'https://forum.example.org/' };
const BLOG = { name: 'A blog', url: 'https://blog.example.net/' };
const SHOP = { name: 'A shop', url: 'https://shop.example.com/' };
const REPORTS = ['themes', 'theme-timeline', 'places', 'posts', 'voices', 'campaigns', 'talk', 'unbridged'];

const of = (store: Database, name: string, scope: Partial<Scope> = {}) => rowsOf(findReport(name), store, scope);
const only = (rows: Row[], theme: string) => rows.filter((row) => row.theme_id === theme);

/**
 * Fourteen themes, the first with fourteen voices and the last with one, in a forum and a blog that Ann knows and a shop
 * that nobody else does; Ann speaks in both about the first theme only, and there the blog links to the forum.
 */
async function seeded(): Promise<Database> {
  const store = await temporaryStore();
  const ids = Array.from({ length: 14 }, (_, index) => `theme-${index + 1}`);
  const crowds = ids.flatMap((id, index) =>
    Array.from({ length: 14 - index }, (_, voice): Said[] => {
      const place = [FORUM, BLOG, SHOP][voice % 3]!;
      const by = { author: `${id}-${voice}`, place, themes: { [id]: 1 } };
      const at = `2026-02-${String(1 + ((index + voice) % 25)).padStart(2, '0')}T09:00:00.000Z`;
      return ['a', 'b', 'c'].map((post) => ({ id: `${id}-${voice}-${post}`, text: `${id} ${post}`, at, ...by }));
    }).flat(),
  );
  const ann: Said[] = [FORUM, BLOG].map((place, index) => ({
    ...{ id: `ann-${index}`, author: 'ann', text: 'x', place, themes: { 'theme-1': 0.7, 'theme-2': 0.3 } },
    ...{ links: place === BLOG ? ['https://forum.example.org/t/1'] : [], campaign: 'c1' },
  }));
  const signed: Said[] = [1, 2, 3].map((index) => ({
    ...{ id: `signed-${index}`, author: `signer-${index}`, text: 'sign', place: SHOP, themes: { 'theme-2': 1 } },
    ...{ campaign: index === 3 ? 'c1' : 'c2', collectedAt: '2026-03-02T21:00:00.000Z' },
  }));
  // Before the last run that changed anything, but for the campaign.
  const before = { collectedAt: '2026-02-28T21:00:00.000Z' };
  await seedConversation(
    store,
    [...crowds.map((one) => ({ ...one, ...before })), ...ann.map((one) => ({ ...one, ...before })), ...signed],
    ids.map((id) => ({ id, label: id })),
  );
  await seedSnapshot(store, '2026-03-01T21:00:00.000Z', { 'theme-1': { posts: 1, voices: 1 } });
  await seedSnapshot(store, '2026-03-02T21:00:00.000Z', { 'theme-1': { posts: 2, voices: 1 } });
  return store;
}

describe('of one theme', () => {
  it.each(['themes', 'theme-timeline', 'posts', 'unbridged'])('%s has the rows that it has of all', async (name) => {
    const store = await seeded();
    const all = await of(store, name);
    expect(all.length).toBeGreaterThan(10);
    for (const theme of ['theme-1', 'theme-2', 'theme-13', 'theme-14']) {
      expect(await of(store, name, { theme })).toEqual(only(all, theme));
    }
  });

  it('a small theme keeps its rank among all, and its place', async () => {
    const store = await seeded();
    expect(await of(store, 'themes', { theme: 'theme-13' })).toMatchObject([
      { rank_by_voices: 13, rank_by_posts: 13, kept_place: 'kept for new voices: all 2 voices are new' },
    ]);
  });

  it('places that share a person, or a link, about something else have met', async () => {
    const store = await seeded();
    const pairs = async (theme: string | null) =>
      (await of(store, 'unbridged', { theme })).map((row) => `${row.theme_id} ${row.place} ${row.other_place}`);
    // Of the forum and the blog, which meet over the first theme alone, nothing is said anywhere.
    expect((await pairs('theme-2')).sort()).toEqual(['theme-2 A shop A blog', 'theme-2 A shop A forum']);
    expect((await pairs(null)).some((pair) => /A forum A blog|A blog A forum/.test(pair))).toBe(false);
  });

  it('places has what was said there about it', async () => {
    const store = await seeded();
    const posts = only(await of(store, 'posts'), 'theme-1');
    const rows = await of(store, 'places', { theme: 'theme-1' });
    expect(rows.map((row) => [row.place, row.posts, row.voices]).sort()).toEqual(
      ['A blog', 'A forum', 'A shop'].map((place) => {
        const there = posts.filter((post) => post.place === place);
        return [place, there.length, new Set(there.map((post) => post.voice)).size];
      }),
    );
    expect(new Set(rows.map((row) => row.top_themes))).toEqual(new Set(['theme-1']));
    const figures = async (theme: string | null, name: string) =>
      Object.fromEntries((await of(store, 'places', { theme })).map((row) => [row.place, row[name]]));
    const none = { 'A blog': 0, 'A forum': 0, 'A shop': 0 };
    expect(await figures('theme-1', 'links_to_other_places')).toEqual({ ...none, 'A blog': 1 });
    expect(await figures('theme-2', 'links_to_other_places')).toEqual(none);
    expect(await figures('theme-1', 'new_posts')).toEqual(none);
    expect(await figures('theme-2', 'new_posts')).toEqual({ ...none, 'A shop': 3 });
  });

  it('talk has its places, itself, and nobody else', async () => {
    const store = await seeded();
    const rows = await of(store, 'talk', { theme: 'theme-2' });
    const all = await of(store, 'talk');
    const themes = (those: Row[]) => those.filter((row) => row.of === 'theme' && row.name === 'theme-2');
    expect(rows.filter((row) => row.of === 'theme')).toEqual(themes(all));
    const posts = rows.filter((row) => row.of === 'place').reduce((sum, row) => sum + Number(row.posts), 0);
    expect(posts).toBe(13 * 3 + 3);
  });

  it('voices has those who spoke about it, with what they said about it', async () => {
    const store = await seeded();
    const rows = await of(store, 'voices', { theme: 'theme-1' });
    expect(rows).toHaveLength(15);
    expect(new Set(rows.map((row) => row.themes))).toEqual(new Set([1]));
    expect(rows.find((row) => row.posts === 2)).toMatchObject({ places: 2 });
  });

  it('campaigns has what of them is about it', async () => {
    const store = await seeded();
    const counted = async (theme: string | null) =>
      (await of(store, 'campaigns', { theme })).map((row) => [
        row.campaign_id,
        row.posts,
        row.theme_id,
        row.theme_posts,
      ]);
    expect(await counted(null)).toEqual([
      ['c1', 3, 'theme-1', 2],
      ['c2', 2, 'theme-2', 2],
    ]);
    expect(await counted('theme-1')).toEqual([['c1', 2, 'theme-1', 2]]);
    expect(await counted('theme-2')).toEqual([
      ['c2', 2, 'theme-2', 2],
      ['c1', 1, 'theme-2', 1],
    ]);
  });
});

it('in a time or a theme without a post no report has a row', async () => {
  const store = await seeded();
  for (const name of REPORTS) {
    for (const fewest of [1, 5]) {
      expect(await of(store, name, { since: '2027-01-01T00:00:00.000Z', fewest }), name).toEqual([]);
      expect(await of(store, name, { until: '2020-01-01T00:00:00.000Z', fewest }), name).toEqual([]);
      expect(await of(store, name, { theme: 'theme-99', fewest }), name).toEqual([]);
    }
  }
});
