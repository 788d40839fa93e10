import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPostSpan } from '../../src/store/post-span.js';
import type { Database } from '../../src/store/store.js';
import { themeFate } from '../../src/store/theme-fate.js';
import { recordHand } from '../../src/store/theme-hand.js';
import { seedConversation } from '../reports/conversation.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryFolder, testStore } from '../support/project.js';

const AT = '2026-02-20T04:00:00.000Z';
const LATER = '2026-02-25T10:00:00.000Z';
const NEVER = { at: null, run: null, hand: null };

async function seeded(store: Database): Promise<void> {
  const themes = [
    ...[
      { id: 'theme-1', label: 'waits' },
      { id: 'theme-2', label: 'parking' },
      { id: 'theme-3', label: 'adverts' },
    ],
    ...['theme-4', 'theme-5', 'theme-6', 'theme-8'].map((id) => ({ id, label: `was ${id}`, state: 'merged' })),
    { id: 'theme-7', label: 'letters', state: 'gone' },
  ];
  await seedConversation(
    store,
    [
      { id: '1', author: 'ann', text: 'x', at: '2026-01-05T08:00:00.000Z', themes: { 'theme-1': 1 } },
      { id: '2', author: 'bob', text: 'y', at: '2026-02-05T08:00:00.000Z', themes: { 'theme-2': 1 } },
      { id: '3', author: 'bob', text: 'z', at: null },
    ],
    themes,
  );
  await store.run(
    "INSERT INTO runs (command, started_at, finished_at, status, method) VALUES ('run', ?, ?, 'done', '{}')",
    [AT, AT],
  );
  const into = (id: string, other: string) => store.run('UPDATE themes SET merged_into = ? WHERE id = ?', [other, id]);
  const event = (kind: string, id: string, other: string | null) =>
    store.run('INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES (1, ?, ?, ?)', [kind, id, other]);
  // 4 into 5 into 1; 6 into 7, which is gone; 8 into the hidden one.
  for (const [id, other] of [
    ['theme-4', 'theme-5'],
    ['theme-5', 'theme-1'],
    ['theme-6', 'theme-7'],
    ['theme-8', 'theme-3'],
  ] as const) {
    await into(id, other);
    await event('merge', id, other);
  }
  await event('death', 'theme-7', null);
  await recordHand(store, { action: 'merge', themeId: 'theme-5', otherId: 'theme-1' }, 'the same', LATER);
  await recordHand(store, { action: 'hide', themeId: 'theme-3' }, 'adverts', LATER);
}

let server: PostgresServer | null = null;
beforeAll(async () => {
  if (postgresMissing === null) server = await startPostgres();
}, 60_000);
afterAll(() => server?.remove());

describe.each(['sqlite', 'postgres'])('on %s', (kind) => {
  it.skipIf(kind === 'postgres' && postgresMissing !== null)('what became of a theme, and since when', async () => {
    const store = kind === 'sqlite' ? await testStore(kind, await temporaryFolder()) : await testStore(server!.url());
    await seeded(store);
    const engine = { at: AT, run: 1, hand: null };
    const hand = (id: number, reason: string) => ({ at: LATER, run: null, hand: { id, at: LATER, reason } });
    const waits = { id: 'theme-1', label: 'waits', hidden: false };
    expect(await themeFate(store, 'theme-9')).toBe(null);
    expect(await themeFate(store, 'theme-1')).toEqual({
      ...{ id: 'theme-1', label: 'waits', state: 'live', heir: null, when: NEVER },
    });
    expect(await themeFate(store, 'theme-4')).toMatchObject({ state: 'merged', heir: waits, when: engine });
    expect(await themeFate(store, 'theme-5')).toMatchObject({ heir: waits, when: hand(1, 'the same') });
    expect(await themeFate(store, 'theme-6')).toMatchObject({ state: 'merged', heir: null, when: engine });
    expect(await themeFate(store, 'theme-8')).toMatchObject({ heir: { id: 'theme-3', hidden: true } });
    expect(await themeFate(store, 'theme-7')).toMatchObject({ state: 'gone', heir: null, when: engine });
    expect(await themeFate(store, 'theme-3')).toMatchObject({ state: 'hidden', when: hand(2, 'adverts') });
    // Never for ever, even in a store that was tampered with.
    await store.run("UPDATE themes SET merged_into = 'theme-4', state = 'merged' WHERE id = 'theme-1'");
    expect(await themeFate(store, 'theme-4')).toMatchObject({ heir: null });

    expect(await readPostSpan(store, { since: null, until: null })).toEqual({
      ...{ posts: 3, first: '2026-01-05T08:00:00.000Z', last: '2026-02-05T08:00:00.000Z' },
    });
    expect(await readPostSpan(store, { since: '2026-02-01', until: null, theme: 'theme-2' })).toMatchObject({
      posts: 1,
    });
    expect(await readPostSpan(store, { since: '2030-01-01', until: null })).toEqual({
      posts: 0,
      first: null,
      last: null,
    });
  });
});
