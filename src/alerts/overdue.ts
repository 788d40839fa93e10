/** A reply that somebody promised and that did not come in time. Another due day makes it another event. */
import type { AlertRule } from '../config.js';
import type { OverdueEvidence } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { isAbout } from './about.js';
import type { Watch } from './watch.js';

type Rule = Extract<AlertRule, { on: 'overdue' }>;

export const overdue: Watch<Rule, OverdueEvidence> = {
  on: 'overdue',
  async standing(store, { now, readOverdue }) {
    const today = new Date(now).toISOString().slice(0, 10);
    return (await readOverdue(store, today)).map(({ number, themeId, due, daysOver, status }) => ({
      ...{ thing: `overdue:outcome-${number}:${due}`, recurs: false, themeId },
      known: { outcome: number, due, daysOver, status },
    }));
  },
  wants: (rule, { themeId }, themes) => isAbout(rule, themeId, themes),
  // Who owes the reply may be a person: the ledger has it.
  see: async (_store: Database, ones) => ones.map(({ known }) => ({ kind: 'overdue', evidence: known })),
};
