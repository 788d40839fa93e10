/** What became of a theme that somebody names: whether it is there, and where it went. */
import type { Database } from './database.js';
import { readHeirs } from './theme-heirs.js';

const ONE = 'SELECT id, label, state, hidden FROM themes WHERE id = ?';
const HELD = `
  SELECT id, at, reason FROM theme_hand
  WHERE action = ? AND theme_id = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1`;
const HAPPENED = `
  SELECT e.run_id AS run, r.started_at AS at FROM theme_events e LEFT JOIN runs r ON r.id = e.run_id
  WHERE e.kind = ? AND e.theme_id = ? ORDER BY e.id DESC LIMIT 1`;

/** What a person did, as `discover themes log` has it. */
export interface ByHand {
  id: number;
  at: string;
  reason: string;
}

export interface ThemeFate {
  id: string;
  label: string;
  state: 'live' | 'hidden' | 'merged' | 'gone';
  /** The theme alive today that it is part of; `null` unless it was merged, and where that one is gone too. */
  heir: { id: string; label: string; hidden: boolean } | null;
  /** When it came to this, where that is known; `run`: by the engine in that run, `hand`: by a person. */
  when: { at: string | null; run: number | null; hand: ByHand | null };
}

interface Row {
  id: string;
  label: string;
  state: 'live' | 'merged' | 'gone';
  hidden: number;
}

/** `null` when there never was a theme of this id. */
export async function themeFate(store: Database, id: string): Promise<ThemeFate | null> {
  const row = await store.get<Row>(ONE, [id]);
  if (row === undefined) return null;
  const state = row.state === 'live' && row.hidden === 1 ? 'hidden' : row.state;
  return {
    ...{ id: row.id, label: row.label, state },
    heir: state === 'merged' ? await heirNow(store, id) : null,
    when: await whenCame(store, id, state),
  };
}

async function heirNow(store: Database, id: string): Promise<ThemeFate['heir']> {
  const heir = (await readHeirs(store))(id);
  return heir?.state === 'live' ? { id: heir.id, label: heir.label, hidden: heir.hidden } : null;
}

async function whenCame(store: Database, id: string, state: ThemeFate['state']): Promise<ThemeFate['when']> {
  if (state === 'live') return { at: null, run: null, hand: null };
  const verb = { hidden: 'hide', merged: 'merge', gone: null }[state];
  const hand = verb === null ? undefined : await store.get<ByHand>(HELD, [verb, id]);
  if (hand !== undefined) return { at: hand.at, run: null, hand };
  const kind = state === 'gone' ? 'death' : 'merge';
  const event = await store.get<{ run: number | null; at: string | null }>(HAPPENED, [kind, id]);
  return { at: event?.at ?? null, run: event?.run ?? null, hand: null };
}
