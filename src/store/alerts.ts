/**
 * Alerts: what was seen, while it holds, and over which channels it was told. Kept as ids and numbers; names of themes
 * and places are looked up when it is told, so that what is forgotten or renamed is not told under its old name.
 */
import type { Database } from './database.js';

const OPEN = 'SELECT id, thing FROM alerts WHERE ended_at IS NULL ORDER BY id';
const END = 'UPDATE alerts SET ended_at = ? WHERE id = ?';
const ADD = `
  INSERT INTO alerts (key, thing, kind, rule, theme_id, run_id, at, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (key) DO NOTHING RETURNING id`;
const WAIT = 'INSERT INTO alert_tellings (alert_id, channel, told_at) VALUES (?, ?, NULL)';
const KNOWN = 'SELECT id FROM alerts WHERE key = ?';
// An alert about a theme goes with it; a silent source or a reply that is due does not hang on any theme.
const STILL_SHOWN = "(a.kind NOT IN ('surge', 'new-theme') OR (t.state = 'live' AND t.hidden = 0))";
const ROWS = `
  SELECT a.id, a.key, a.kind, a.rule, a.run_id AS run, a.at, a.ended_at AS "endedAt", a.evidence,
    t.id AS "themeId", t.label, ch.label AS chapter
  FROM alerts a LEFT JOIN themes t ON t.id = a.theme_id LEFT JOIN chapters ch ON ch.id = t.chapter_id`;
const NEWEST = `${ROWS} WHERE ${STILL_SHOWN} ORDER BY a.id DESC LIMIT ?`;
const WAITING = `
  ${ROWS} JOIN alert_tellings w ON w.alert_id = a.id AND w.channel = ? AND w.told_at IS NULL
  WHERE ${STILL_SHOWN} ORDER BY a.id`;
const OF_RUN = `${ROWS} WHERE a.run_id = ? AND ${STILL_SHOWN} ORDER BY a.id`;
const TOLD = 'UPDATE alert_tellings SET told_at = ? WHERE alert_id = ? AND channel = ?';
const TELLINGS = `
  SELECT alert_id AS "alertId", channel, told_at AS "toldAt" FROM alert_tellings WHERE alert_id >= ?
  ORDER BY alert_id, channel`;
const WAITING_CHANNELS = 'SELECT DISTINCT channel FROM alert_tellings WHERE told_at IS NULL';
const STOP_WAITING = 'DELETE FROM alert_tellings WHERE told_at IS NULL AND channel = ?';
const WITHDRAW = `
  DELETE FROM alert_tellings WHERE told_at IS NULL AND alert_id IN
    (SELECT a.id FROM alerts a LEFT JOIN themes t ON t.id = a.theme_id WHERE NOT ${STILL_SHOWN})`;
const PLACES = 'SELECT id, name, url FROM places WHERE id = ?';

/** Why a theme is told of as a surge. Days are YYYY-MM-DD (UTC), counts of voices are distinct. */
export interface SurgeEvidence {
  hours: number;
  /** In these hours, up to the newest post. */
  voices: number;
  /** In as many hours of the same weekdays, by its own past. */
  expected: number;
  /** Day of the newest post. */
  asOf: string;
  /** Voices of each week that was listened to, thirteen at most, the seven days up to the newest post first. */
  weeks: number[];
}

export interface NewThemeEvidence {
  voices: number;
  posts: number;
  /** Day of its first post. */
  firstSeen: string;
  bornInRun: number;
}

export interface SilenceEvidence {
  source: string;
  /** `quiet`: it answers, and brings nothing new; `off`: it cannot be asked as things are set, or for want of money. */
  state: 'quiet' | 'failing' | 'off' | 'not-asked';
  /** Since this day there was nothing new; where there never was anything, the day of the first run that listed it. */
  since: string;
  /** From then until it was told. */
  days: number;
  /** Whether it ever brought a post. */
  heard: boolean;
  /** Day on which it last answered; `null` for never. */
  lastOk: string | null;
  /** Why it fails or is off, as in the table of errors; else `null`. */
  slug: string | null;
  /** Posts in seven days as they usually are; `null` where nothing is known of that. */
  usual: { low: number; high: number } | null;
}

export interface OverdueEvidence {
  outcome: number;
  due: string;
  daysOver: number;
  status: string;
}

/** With what is known of a theme: voices not heard anywhere before the last 28 days, and where most of it is said. */
export interface ThemeEvidence {
  /** Of all its voices. */
  firstTimeVoices: number;
  ofVoices: number;
  /** Ids of places, most voices first. */
  places: number[];
}

export type Seen =
  | { kind: 'surge'; evidence: SurgeEvidence & ThemeEvidence }
  | { kind: 'new-theme'; evidence: NewThemeEvidence & ThemeEvidence }
  | { kind: 'source-silent'; evidence: SilenceEvidence }
  | { kind: 'overdue'; evidence: OverdueEvidence };

export type NewAlert = Seen & { key: string; thing: string; rule: string; themeId: string | null };

export type KeptAlert = Seen & {
  id: number;
  key: string;
  rule: string;
  theme: { id: string; label: string; chapter: string } | null;
  run: number;
  /** ISO 8601. */
  at: string;
  /** `null` while it holds. */
  endedAt: string | null;
};

/** What holds, as far as the last look. */
export async function openAlerts(store: Database): Promise<{ id: number; thing: string }[]> {
  return store.all(OPEN);
}

/** Whether this event was ever seen. */
export async function isKnownAlert(store: Database, key: string): Promise<boolean> {
  return (await store.get(KNOWN, [key])) !== undefined;
}

/** Writes down what one look found, all at once: what is over, what is new, and over which channels it is to be told. */
export async function keepAlerts(
  store: Database,
  found: { ended: readonly number[]; fresh: readonly NewAlert[]; channels: readonly string[] },
  run: number,
  at: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.many(
      END,
      found.ended.map((id) => [at, id]),
    );
    for (const { key, thing, kind, rule, themeId, evidence } of found.fresh) {
      const values = [key, thing, kind, rule, themeId, run, at, JSON.stringify(evidence)];
      const added = await tx.get<{ id: number }>(ADD, values);
      if (added === undefined) continue;
      await tx.many(
        WAIT,
        found.channels.map((channel) => [added.id, channel]),
      );
    }
    // A theme that is part of another by now has no news of its own, and a channel that was given up hears none.
    await tx.run(WITHDRAW);
    for (const { channel } of await tx.all<{ channel: string }>(WAITING_CHANNELS)) {
      if (!found.channels.includes(channel)) await tx.run(STOP_WAITING, [channel]);
    }
  });
}

/** The newest ones, those left out whose theme is hidden or no more. */
export async function newestAlerts(store: Database, limit: number): Promise<KeptAlert[]> {
  return (await store.all<Row>(NEWEST, [limit])).map(kept);
}

/** Those seen first in one run, in order. */
export async function alertsOfRun(store: Database, run: number): Promise<KeptAlert[]> {
  return (await store.all<Row>(OF_RUN, [run])).map(kept);
}

/** What a channel has not been told, the oldest first. */
export async function waitingAlerts(store: Database, channel: string): Promise<KeptAlert[]> {
  return (await store.all<Row>(WAITING, [channel])).map(kept);
}

export async function markTold(store: Database, channel: string, ids: readonly number[], at: string): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.many(
      TOLD,
      ids.map((id) => [at, id, channel]),
    );
  });
}

export interface Telling {
  channel: string;
  /** ISO 8601; `null` while it waits. */
  toldAt: string | null;
}

/** How far each of these alerts has been told, by its id. */
export async function readTellings(store: Database, ids: readonly number[]): Promise<Map<number, Telling[]>> {
  const wanted = new Map(ids.map((id) => [id, [] as Telling[]]));
  const oldest = ids.length === 0 ? 0 : Math.min(...ids);
  for (const { alertId, ...telling } of await store.all<Telling & { alertId: number }>(TELLINGS, [oldest])) {
    wanted.get(alertId)?.push(telling);
  }
  return wanted;
}

/** Places by their ids; those that are no more are left out. */
export async function readPlacesOf(
  store: Database,
  ids: readonly number[],
): Promise<Map<number, { name: string; url: string | null }>> {
  type Place = { id: number; name: string; url: string | null };
  const rows = await store.getMany<Place>(
    PLACES,
    [...new Set(ids)].map((id) => [id]),
  );
  return new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, { name: row.name, url: row.url }]])));
}

type Row = Omit<KeptAlert, 'evidence' | 'theme'> & {
  evidence: string;
  themeId: string | null;
  label: string;
  chapter: string;
};

function kept({ evidence, themeId, label, chapter, ...row }: Row): KeptAlert {
  const theme = themeId === null ? null : { id: themeId, label, chapter };
  return { ...row, evidence: JSON.parse(evidence), theme } as KeptAlert;
}
