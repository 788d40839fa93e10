/** What was done about a theme, as lines of the scorecard. Who decided stays in the log. */
import { type Action, readActions } from '../store/action.js';
import { DECIDED, matterText } from '../store/action-words.js';
import type { Matter } from '../store/outcomes.js';
import type { Database } from '../store/store.js';
import { OURS, type ScoreLine } from './score-measures.js';

const NOTHING = { value: null, unit: null, of: null, rank: null, asOf: null, link: null, note: null, gap: null };

/** Of the theme and of all that were merged into it, whatever the period. */
export async function actionLines(store: Database): Promise<(themeId: string) => ScoreLine[]> {
  const actions = await readActions(store);
  return (id) => {
    const action = actions.of(id);
    return [decision(action), bodies(action), ...matters(action, actions.asOf)];
  };
}

function decision({ decision: made }: Action): ScoreLine {
  const line = { ...NOTHING, group: 'action', measure: 'Taken forward', source: OURS } as const;
  if (made === null) return { ...line, gap: 'nobody has decided on it' };
  return { ...line, asOf: made.at.slice(0, 10), note: `${DECIDED[made.decision]}: ${made.reason}` };
}

function bodies({ bodies: named }: Action): ScoreLine {
  return {
    ...{ ...NOTHING, group: 'action', measure: 'Bodies able to act', unit: 'bodies', of: 'as people named them' },
    ...{
      value: named.length,
      source: OURS,
      asOf:
        named
          .map(({ at }) => at.slice(0, 10))
          .sort()
          .at(-1) ?? null,
    },
    link: named.find(({ link }) => link !== null)?.link ?? null,
    note: named.length === 0 ? null : named.map(({ body }) => body).join('; '),
    gap: named.length === 0 ? 'no body able to act is named' : null,
  };
}

/** One line a matter, by its number in the ledger. */
function matters({ matters: raised }: Action, asOf: string | null): ScoreLine[] {
  if (raised.length === 0) {
    return [{ ...NOTHING, group: 'action', measure: 'Asked of a body', source: OURS, gap: 'nobody has been asked' }];
  }
  return raised.map((matter) => {
    const { number, owner, daysOver, link, entries } = matter;
    return {
      ...{ ...NOTHING, group: 'action', measure: `Matter ${number}: ${owner}` },
      ...{ value: daysOver, unit: daysOver === null ? null : 'days overdue', of: null },
      ...{ asOf: daysOver === null ? entries.at(-1)!.at.slice(0, 10) : asOf, source: OURS, link },
      ...{ note: matterText(matter), gap: openQuestion(matter) },
    };
  });
}

/** What is still owed. */
function openQuestion({ status, due }: Pick<Matter, 'status' | 'due'>): string | null {
  if (status === 'raised') return 'no reply yet';
  return due === null ? null : 'another reply is owed';
}
