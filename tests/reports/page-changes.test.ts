/** The first paragraph of the page: what is different now, in words that stay true for few, for none and for many. */
import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/model.js';
import { readPage, renderPage } from '../../src/reports/page.js';
import type { Scope } from '../../src/reports/report.js';
import { saveLanes } from '../../src/store/movement.js';
import { recordFailure, recordSuccess, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { recordHand } from '../../src/store/theme-hand.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';

const OPEN: Scope = { identify: false, since: null, until: null };
const BEFORE = '2026-02-20T06:00:00.000Z';
const NOW = '2026-03-02T21:00:00.000Z';

/** The title and the text of the paragraph. */
async function changesOf(store: Database, scope: Partial<Scope> = {}): Promise<string> {
  const method = { version: '1', seed: 1, words: [] };
  const figures = await readPage(store, { ...OPEN, ...scope });
  const page = renderPage({ figures, purpose: '', method, map: null });
  const [, section = ''] = /<section class="first"[^>]*>([\s\S]*?)<\/section>/.exec(page) ?? [];
  return section
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;)])/g, '$1')
    .replace(/([(“]) /g, '$1')
    .replace(/ ”/g, '”')
    .trim();
}

function said(theme: string, voices: number, more: Partial<Said> = {}): Said[] {
  return Array.from({ length: voices }, (_, index) => ({
    ...{ id: `${theme}-${index}`, author: `${theme}-${index}`, text: 'x', themes: { [theme]: 1 } },
    ...{ collectedAt: BEFORE, at: '2026-02-19T09:00:00.000Z' },
    ...more,
  }));
}

function themes(...lanes: Lane[]) {
  const labels = ['waits', 'parking', 'dentists', 'beds', 'buses'];
  return lanes.map((lane, index) => ({ id: `theme-${index + 1}`, label: labels[index]!, lane }));
}

/** How all themes stand, by voices, after a run. */
function standing(counts: Record<string, number>) {
  return Object.fromEntries(Object.entries(counts).map(([id, voices]) => [id, { posts: voices, voices }]));
}

const fresh = { collectedAt: NOW, at: '2026-03-01T09:00:00.000Z', place: { name: 'A forum' } };

async function event(store: Database, kind: string, theme: string, other: string | null = null): Promise<void> {
  await store.run(
    'INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES ((SELECT max(id) FROM runs), ?, ?, ?)',
    [kind, theme, other],
  );
}

describe('what changed', () => {
  it('says how much came in, what rises since when, what is new, and what goes on', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...said('theme-1', 3), ...said('theme-2', 6, fresh), ...said('theme-3', 4, fresh), ...said('theme-4', 3)],
      themes('slow-burn', 'steady', 'steady', 'slow-burn'),
    );
    await saveLanes(store, [
      { id: 'theme-1', lane: 'slow-burn', surge: null },
      { id: 'theme-2', lane: 'surge', surge: { hours: 48, voices: 6, expected: 0.04 } },
      { id: 'theme-4', lane: 'slow-burn', surge: null },
    ]);
    await seedSnapshot(store, BEFORE, standing({ 'theme-1': 3, 'theme-2': 1, 'theme-4': 3 }));
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3, 'theme-2': 6, 'theme-3': 4, 'theme-4': 3 }));
    await event(store, 'birth', 'theme-3');
    expect(await changesOf(store)).toBe(
      'What changed since 20 February 2026 10 posts have come in from 1 place. 10 voices spoke for the first time. ' +
        'Far above its own past: parking since 27 February 2026 (6 voices where hardly one was expected). ' +
        'Most voices came to parking (+5). New: dentists (4 voices). Present week after week: waits and beds.',
    );
  });

  it('says that nothing is new, and still what lasts and what could not be heard', async () => {
    const store = await temporaryStore();
    await seedConversation(store, said('theme-1', 3), themes('slow-burn'));
    await registerSource(store, 'dead-blog', 'blogs');
    await recordFailure(store, 'dead-blog', { slug: 'gone', message: '' }, NOW);
    await registerSource(store, 'quiet-blog', 'blogs');
    await recordSuccess(store, 'quiet-blog', NOW);
    await seedSnapshot(store, BEFORE, standing({ 'theme-1': 3 }));
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3 }));
    expect(await changesOf(store)).toBe(
      'What changed since 20 February 2026 Nothing new has come in. No theme is far above its own past. ' +
        'Present week after week: waits. Not heard in full, because reading failed: dead-blog. ' +
        'One source has brought nothing yet. Who is not heard.',
    );
  });

  it('names what was merged and split, and what a person did', async () => {
    const store = await temporaryStore();
    const [one, two, three, four, five] = themes('steady', 'steady', 'steady', 'steady', 'steady');
    await seedConversation(
      store,
      [...said('theme-1', 3), ...said('theme-2', 3), ...said('theme-5', 4)],
      [one!, two!, { ...three!, state: 'merged' }, { ...four!, state: 'merged' }, five!],
    );
    await seedSnapshot(store, BEFORE, standing({ 'theme-1': 3, 'theme-2': 2, 'theme-3': 5, 'theme-4': 1 }));
    await recordHand(store, { action: 'merge', themeId: 'theme-4', otherId: 'theme-2' }, 'the same', NOW);
    await recordHand(store, { action: 'rename', themeId: 'theme-1', label: 'long waits' }, 'plainer', NOW);
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3, 'theme-2': 3, 'theme-5': 4 }));
    await event(store, 'merge', 'theme-3', 'theme-1');
    await event(store, 'merge', 'theme-4', 'theme-2');
    await event(store, 'split', 'theme-5', 'theme-1');
    expect(await changesOf(store)).toBe(
      'What changed since 20 February 2026 Nothing new has come in. No theme is far above its own past. ' +
        'Most voices came to parking (+1). “beds” was merged by hand into parking. ' +
        '“dentists” was merged into long waits. buses was split from long waits. Renamed by hand: long waits.',
    );
  });

  it('names the first few of many, and equals together', async () => {
    const store = await temporaryStore();
    const ids = ['theme-1', 'theme-2', 'theme-3', 'theme-4', 'theme-5'];
    await seedConversation(
      store,
      ids.flatMap((id) => said(id, 3, fresh)),
      themes('surge', 'surge', 'surge', 'surge', 'surge'),
    );
    await seedSnapshot(store, BEFORE, standing(Object.fromEntries(ids.map((id) => [id, 1]))));
    await seedSnapshot(store, NOW, standing(Object.fromEntries(ids.map((id) => [id, 3]))));
    expect(await changesOf(store)).toContain(
      'Far above their own past: waits, parking, dentists and 2 others. ' +
        'Most voices came to waits, parking, dentists and 2 others (+2 each).',
    );
  });

  it('speaks of posts where nobody is named', async () => {
    const store = await temporaryStore();
    await seedConversation(store, said('theme-1', 3, { ...fresh, author: null }), themes('steady'));
    await seedSnapshot(store, BEFORE, { 'theme-1': { posts: 1, voices: 0 } });
    await seedSnapshot(store, NOW, { 'theme-1': { posts: 3, voices: 0 } });
    expect(await changesOf(store)).toContain(
      '3 posts have come in from 1 place. No author is named. No theme is far above its own past. Most posts came to waits (+2).',
    );
  });

  it('tells a source that fell silent from one that always was', async () => {
    const store = await temporaryStore();
    const weekly = Array.from({ length: 8 }, (_, week) => ({
      ...{ id: `w${week}`, author: 'w', text: 'x', source: 'weekly-forum', collectedAt: NOW },
      at: new Date(Date.parse('2026-01-20T09:00:00.000Z') - week * 7 * 86_400_000).toISOString(),
    }));
    const once = { id: 'o', author: 'o', text: 'x', source: 'rare-blog', at: '2026-02-25T09:00:00.000Z' };
    await seedConversation(store, [...weekly, once, ...said('theme-1', 3, fresh)], themes('steady'));
    for (const name of ['weekly-forum', 'rare-blog']) await recordSuccess(store, name, NOW);
    expect(await changesOf(store)).toContain('Fallen silent: weekly-forum. Who is not heard.');
  });

  it('speaks of everything where the page shows a period, and says so', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...said('theme-1', 3), ...said('theme-2', 3, fresh)], themes('steady', 'steady'));
    await seedSnapshot(store, BEFORE, standing({ 'theme-1': 3 }));
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3, 'theme-2': 3 }));
    const words = await changesOf(store, { since: '2026-02-01T00:00:00.000Z', until: '2026-02-25T00:00:00.000Z' });
    expect(words).toContain('3 posts have come in. 3 voices spoke for the first time.');
    expect(words).toContain('This paragraph is about posts of any date;');
  });

  it.each([
    ['theme-1', 'This theme has 2 more posts and 1 more voice. It is present week after week.'],
    [
      'theme-2',
      'This theme is new. It is far above its own past since 22 February 2026 (6 voices where 2.0 were expected).',
    ],
    [
      'theme-3',
      'Nothing new has come to this theme. It is neither far above its own past nor present week after week.',
    ],
  ])('of a page about %s speaks of that theme alone', async (theme, words) => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...said('theme-1', 3), ...said('theme-2', 6, fresh), ...said('theme-3', 3)],
      themes('slow-burn', 'surge', 'steady'),
    );
    await saveLanes(store, [
      { id: 'theme-1', lane: 'slow-burn', surge: null },
      { id: 'theme-2', lane: 'surge', surge: { hours: 168, voices: 6, expected: 2 } },
    ]);
    await seedSnapshot(store, BEFORE, { 'theme-1': { posts: 1, voices: 2 }, 'theme-3': { posts: 3, voices: 3 } });
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3, 'theme-2': 6, 'theme-3': 3 }));
    await event(store, 'birth', 'theme-2');
    expect(await changesOf(store, { theme })).toBe(`What changed since 20 February 2026 ${words}`);
  });

  it('never counts out few people in a copy to pass on', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...said('theme-1', 3), ...said('theme-2', 4, fresh)], themes('steady', 'steady'));
    await seedSnapshot(store, BEFORE, standing({ 'theme-1': 1 }));
    await seedSnapshot(store, NOW, standing({ 'theme-1': 3, 'theme-2': 4 }));
    await event(store, 'birth', 'theme-2');
    const words = await changesOf(store, { fewest: 5 });
    expect(words).toContain('Fewer than 5 voices spoke for the first time.');
    expect(words).toContain('New: parking (fewer than 5 voices).');
    expect(words).not.toContain('Most voices came to');
  });
});
