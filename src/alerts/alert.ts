/** An alert as it is shown and sent: nobody in it but places and organisations, and no words of anybody's. */
import { type KeptAlert, readPlacesOf, type Seen } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { commandsFor, evidenceLines, plain, sentenceOf } from './words.js';

export interface Alert {
  /** The same for ever, and no other's: who receives one twice can tell. */
  key: string;
  on: Seen['kind'];
  /** Of the project file, in words. */
  rule: string;
  /** What happened, in one sentence. */
  what: string;
  theme: { id: string; label: string; chapter: string } | null;
  /** The numbers behind it; see `src/store/alerts.ts` for those of each kind. */
  evidence: Record<string, unknown>;
  /** Where most voices of the theme speak. */
  places: { name: string; url: string | null }[];
  /** Commands to look further. */
  look: string[];
  /** The run in which it was first seen, and when (ISO 8601). */
  run: number;
  at: string;
  /** When it no longer held; `null` while it does. */
  endedAt: string | null;
}

/** In the order given. */
export async function shownAlerts(store: Database, kept: readonly KeptAlert[]): Promise<Alert[]> {
  const places = await readPlacesOf(store, kept.flatMap(placesIn));
  return kept.map((one) => {
    const { key, rule, theme, run, at, endedAt } = one;
    const { places: _ids, ...evidence } = { places: [], ...one.evidence };
    return {
      ...{ key, on: one.kind, rule, what: sentenceOf(one, theme) },
      theme: theme === null ? null : { ...theme, label: plain(theme.label), chapter: plain(theme.chapter) },
      ...{ evidence, places: placesIn(one).flatMap((id) => places.get(id) ?? []) },
      ...{ look: commandsFor(one, theme), run, at, endedAt },
    };
  });
}

function placesIn({ evidence }: Seen): number[] {
  return 'places' in evidence ? evidence.places : [];
}

/** Lines below the sentence. */
export function detailsOf(alert: Alert): string[] {
  const seen = { kind: alert.on, evidence: alert.evidence } as unknown as Seen;
  const over = alert.endedAt === null ? [] : [`Over since ${alert.endedAt.slice(0, 10)}.`];
  return [...over, ...evidenceLines(seen, alert.places), `Look further: ${alert.look.join('; ')}`];
}
