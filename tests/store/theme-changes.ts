/** What changed between two readings, the same on every store. */
import { describe, expect, it } from 'vitest';
import { readNews } from '../../src/store/figures.js';
import type { Database } from '../../src/store/store.js';
import { readChanges } from '../../src/store/theme-changes.js';
import { readThemes } from '../../src/store/theme-figures.js';
import { recordHand, undoHand } from '../../src/store/theme-hand.js';
import { type Said, seedConversation, seedSnapshot } from '../reports/conversation.js';
import type { OpenTwice } from './conformance.js';

const ALWAYS = { since: null, until: null };
const [FIRST, SECOND, BY_HAND] = ['2026-02-01', '2026-02-08', '2026-02-09'].map((day) => `${day}T06:00:00.000Z`) as [
  string,
  string,
  string,
];

function said(theme: string, posts: number, collectedAt: string): Said[] {
  return Array.from({ length: posts }, (_, index) => ({
    ...{ id: `${theme}-${collectedAt}-${index}`, author: `${theme}-${index}`, text: 'x', themes: { [theme]: 1 } },
    collectedAt,
  }));
}

async function seeded(openTwice: OpenTwice): Promise<Database> {
  const [store] = await openTwice();
  await seedConversation(
    store,
    [...said('theme-1', 3, FIRST), ...said('theme-2', 4, '2026-02-07T06:00:00.000Z')],
    ['one', 'two', 'three', 'four'].map((label, index) => ({
      ...{ id: `theme-${index + 1}`, label, state: ['live', 'live', 'gone', 'merged'][index]! },
    })),
  );
  await seedSnapshot(store, FIRST, { 'theme-1': { posts: 3, voices: 3 }, 'theme-3': { posts: 5, voices: 5 } });
  return store;
}

async function event(store: Database, kind: string, theme: string, other: string | null): Promise<void> {
  await store.run(
    'INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES ((SELECT max(id) FROM runs), ?, ?, ?)',
    [kind, theme, other],
  );
}

export function itTellsChanges(openTwice: OpenTwice): void {
  describe('changes between readings', () => {
    it('has nothing to compare after one reading, whatever was done by hand since', async () => {
      const store = await seeded(openTwice);
      await seedSnapshot(store, BY_HAND, { 'theme-1': { posts: 3, voices: 3 } }, 'themes merge');
      expect(await readChanges(store)).toBeNull();
      expect(await readNews(store)).toBeNull();
    });

    it('counts from the reading before the last: what was mended by hand afterwards belongs to the last', async () => {
      const store = await seeded(openTwice);
      const after = { 'theme-1': { posts: 3, voices: 3 }, 'theme-2': { posts: 4, voices: 4 } };
      await seedSnapshot(store, SECOND, after);
      await event(store, 'birth', 'theme-2', null);
      await event(store, 'death', 'theme-3', null);
      await recordHand(store, { action: 'merge', themeId: 'theme-4', otherId: 'theme-2' }, 'same', BY_HAND);
      await recordHand(store, { action: 'rename', themeId: 'theme-1', label: 'first' }, 'better', BY_HAND);
      await seedSnapshot(store, BY_HAND, after, 'themes merge');
      await event(store, 'merge', 'theme-4', 'theme-2');

      const [one, two] = [
        { id: 'theme-1', label: 'first' },
        { id: 'theme-2', label: 'two' },
      ];
      expect(await readChanges(store)).toEqual({
        ...{ since: FIRST, posts: 4, voices: 4, renamed: [one] },
        moves: [
          { kind: 'birth', theme: two, other: null, posts: 4, byHand: false },
          { kind: 'death', theme: { id: 'theme-3', label: 'three' }, other: null, posts: 5, byHand: false },
          { kind: 'merge', theme: { id: 'theme-4', label: 'four' }, other: two, posts: 0, byHand: true },
        ],
      });
      expect((await readThemes(store, ALWAYS)).find(({ id }) => id === 'theme-2')!.change).toMatchObject({
        born: true,
      });
    });

    it('names no theme that is hidden, nothing that was undone, and no end of what lives again', async () => {
      const store = await seeded(openTwice);
      await seedSnapshot(store, SECOND, { 'theme-1': { posts: 3, voices: 3 } });
      await event(store, 'birth', 'theme-2', null);
      await event(store, 'merge', 'theme-1', 'theme-2');
      await recordHand(store, { action: 'hide', themeId: 'theme-2' }, 'advert', BY_HAND);
      await recordHand(store, { action: 'rename', themeId: 'theme-1', label: 'first' }, 'better', BY_HAND);
      await undoHand(store, 2, 'worse', BY_HAND);
      expect(await readChanges(store)).toMatchObject({ moves: [], renamed: [] });
    });
  });
}
