import { describe, expect, it } from 'vitest';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { listThemes, themeDetail } from '../../src/store/theme-list.js';
import { readMemory, saveThemes, type ThemesResult } from '../../src/store/themes.js';
import { TEST_NOW, temporaryStore } from '../support/project.js';
import { everything, say } from '../themes/conversation.js';

const AT = new Date(TEST_NOW).toISOString();

async function runOf(store: Database): Promise<number> {
  return startRun(store, 'themes', {}, AT);
}

/** `about`: the themes of each post with their weights. */
function result(
  ids: readonly number[],
  about: readonly Record<string, number>[],
  more: Partial<ThemesResult> = {},
): ThemesResult {
  const themes = [...new Set(about.flatMap((weights) => Object.keys(weights)))].sort();
  return {
    chapters: [{ id: 'chapter-1', label: 'Getting care' }],
    themes: themes.map((id) => {
      const label = `Label of ${id}`;
      return { id, label, ownLabel: label, why: `Why ${id}`, chapterId: 'chapter-1', evidence: [] };
    }),
    micros: [{ id: 1, themeId: themes[0]!, active: true, touched: ids.length }],
    archived: [],
    members: ids.map((postId, at) => ({ postId, passage: 0, microId: 1, position: at + 1, settled: false })),
    settledUpTo: 0,
    settledFollowers: [],
    postThemes: ids.map((postId, index) => ({
      postId,
      shares: Object.entries(about[index]!).map(([themeId, weight]) => ({ themeId, weight })),
    })),
    engineThemes: [],
    endedChapters: [],
    events: [],
    memory: { position: ids.length, nextMicro: 2, nextTheme: 3, nextChapter: 2, hand: '' },
    ...more,
  };
}

describe('a result of a worker that slept', () => {
  it('does not replace the newer one that another has saved meanwhile (I1)', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [{ text: 'one' }, { text: 'two' }]);
    const run = await runOf(store);
    const asleep = await readMemory(store);
    await saveThemes(store, run, await readMemory(store), result(ids, [{ 'theme-1': 1 }, { 'theme-1': 1 }]));
    const before = await everything(store);
    const late = saveThemes(store, run, asleep, result(ids.slice(0, 1), [{ 'theme-2': 1 }]));
    await expect(late).rejects.toMatchObject({ slug: 'interrupted', retryable: true });
    expect(await everything(store)).toEqual(before);
    // Whoever reads again what there is may save.
    await saveThemes(store, run, await readMemory(store), result(ids, [{ 'theme-1': 1 }, { 'theme-2': 1 }]));
    expect(await listThemes(store)).toHaveLength(2);
  });
});

describe('themes in the store', () => {
  it('lists by distinct voices, then posts, then age; a post counts for its strongest theme', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [
      { text: 'one', author: 'loud', at: '2026-01-01T00:00:00.000Z' },
      { text: 'two', author: 'loud', at: '2026-01-02T00:00:00.000Z' },
      { text: 'three', author: 'loud', at: '2026-01-03T00:00:00.000Z' },
      { text: 'four', author: 'ann', at: '2026-01-04T00:00:00.000Z' },
      { text: 'five', author: 'bob', at: null },
    ]);
    const loud = { 'theme-1': 0.7, 'theme-2': 0.3 };
    await saveThemes(
      store,
      await runOf(store),
      await readMemory(store),
      result(ids, [loud, loud, loud, { 'theme-2': 1 }, { 'theme-2': 1 }]),
    );
    expect(await listThemes(store)).toMatchObject([
      {
        id: 'theme-2',
        posts: 2,
        voices: 2,
        firstSeen: '2026-01-04T00:00:00.000Z',
        lastSeen: '2026-01-04T00:00:00.000Z',
      },
      { id: 'theme-1', posts: 3, voices: 1, firstSeen: '2026-01-01T00:00:00.000Z', chapter: 'Getting care', places: 0 },
    ]);
  });

  it('counts a campaign as one post in the order', async () => {
    const store = await temporaryStore();
    const copies = Array.from({ length: 3 }, () => ({ text: 'sign now', author: 'ann', campaign: 'sign' }));
    const own = ['one', 'two'].map((text) => ({ text, author: 'bob' }));
    const ids = await say(store, 'a', [...copies, ...own]);
    const about = [0, 1, 2, 3, 4].map((index) => ({ [index < 3 ? 'theme-1' : 'theme-2']: 1 }));
    await saveThemes(store, await runOf(store), await readMemory(store), result(ids, about));
    expect((await listThemes(store)).map(({ id, posts }) => [id, posts])).toEqual([
      ['theme-2', 2],
      ['theme-1', 3],
    ]);
  });

  it('orders equals by number, not by letter', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [{ text: 'one' }, { text: 'two' }]);
    await saveThemes(
      store,
      await runOf(store),
      await readMemory(store),
      result(ids, [{ 'theme-10': 1 }, { 'theme-9': 1 }]),
    );
    expect((await listThemes(store)).map(({ id }) => id)).toEqual(['theme-9', 'theme-10']);
  });

  it('tells the story of a theme that merged', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [{ text: 'one' }, { text: 'two' }]);
    const born: ThemesResult['events'] = ['theme-1', 'theme-2'].map((id) => ({ kind: 'birth', id, other: null }));
    const first = await runOf(store);
    await saveThemes(
      store,
      first,
      await readMemory(store),
      result(ids, [{ 'theme-1': 1 }, { 'theme-2': 1 }], { events: born }),
    );
    const second = await runOf(store);
    const merged: ThemesResult['events'] = [{ kind: 'merge', id: 'theme-2', other: 'theme-1' }];
    await saveThemes(
      store,
      second,
      await readMemory(store),
      result(ids, [{ 'theme-1': 1 }, { 'theme-1': 1 }], { events: merged }),
    );
    expect(await themeDetail(store, 'theme-2')).toMatchObject({ state: 'merged', mergedInto: 'theme-1', posts: 0 });
    expect((await themeDetail(store, 'theme-1'))!.events).toEqual([
      { runId: first, kind: 'birth', themeId: 'theme-1', otherId: null },
      { runId: second, kind: 'merge', themeId: 'theme-2', otherId: 'theme-1' },
    ]);
    expect((await listThemes(store)).map(({ id, posts }) => [id, posts])).toEqual([['theme-1', 2]]);
  });

  it('shows the evidence in order, with the pseudonym of the voice', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [{ text: 'one' }, { text: 'two' }]);
    await store.run('UPDATE voices SET number = id + 40');
    const found = result(ids, [{ 'theme-1': 1 }, { 'theme-1': 1 }]);
    found.themes[0]!.evidence = [ids[1]!, ids[0]!];
    await saveThemes(store, await runOf(store), await readMemory(store), found);
    const { evidence } = (await themeDetail(store, 'theme-1'))!;
    expect(evidence).toMatchObject([
      { postId: ids[1], text: 'two', voice: 42, voiceKind: 'individual', place: null },
      { postId: ids[0], text: 'one', voice: 41 },
    ]);
  });

  it('knows nothing of themes that never were', async () => {
    expect(await themeDetail(await temporaryStore(), 'theme-1')).toBeNull();
  });

  it('leaves the old result whole when the new one cannot be written', async () => {
    const store = await temporaryStore();
    const ids = await say(store, 'a', [{ text: 'one' }]);
    await saveThemes(store, await runOf(store), await readMemory(store), result(ids, [{ 'theme-1': 1 }]));
    const before = await everything(store);
    const broken = result([...ids, 999], [{ 'theme-2': 1 }, { 'theme-2': 1 }]);
    await expect(saveThemes(store, await runOf(store), await readMemory(store), broken)).rejects.toThrow();
    expect(await everything(store)).toEqual(before);
  });
});
