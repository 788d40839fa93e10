/** What was measured held against what must be reached (gates) and what should be (goals). */
import type { Agreement } from './metrics.js';
import type { Mark } from './sets.js';

export interface Check {
  what: string;
  found: number;
  /** At least so much, or where `most` is true at most. */
  mark: number;
  most: boolean;
  passed: boolean;
}

export function checks(found: Agreement, mark: Mark): Check[] {
  const least = (['nmi', 'acc', 'ari'] as const).flatMap((what) => {
    const least = mark[what];
    if (least === undefined) return [];
    return [{ what: what.toUpperCase(), found: found[what], mark: least, most: false, passed: found[what] >= least }];
  });
  return mark.within === undefined ? least : [...least, upTo('times the labels', timesOff(found), mark.within)];
}

/** How many times as many groups as labels, or as few. */
function timesOff({ groups, labels }: Agreement): number {
  return Math.max(groups / labels, labels / groups);
}

export function upTo(what: string, found: number, mark: number): Check {
  return { what, found, mark, most: true, passed: found <= mark };
}

/** One line for each gate, `PASS` or `FAIL`, and one for each goal that no gate speaks of. */
export function verdicts(name: string, gates: readonly Check[], goals: readonly Check[]): string[] {
  const goalOf = new Map(goals.map((goal) => [goal.what, goal]));
  const judged = gates.map((gate) => {
    const goal = goalOf.get(gate.what);
    const beyond = goal === undefined ? '' : `, ${goalText(goal)}`;
    const { what, found, mark, most, passed } = gate;
    return `${passed ? 'PASS' : 'FAIL'}  ${name}: ${what} ${shown(found)}, gate ${most ? 'at most ' : ''}${mark}${beyond}`;
  });
  const hoped = goals.filter(({ what }) => !gates.some((gate) => gate.what === what));
  return [...judged, ...hoped.map((goal) => `      ${name}: ${goal.what} ${shown(goal.found)}, ${goalText(goal)}`)];
}

function goalText({ mark, most, passed }: Check): string {
  return `goal ${most ? 'at most ' : ''}${mark} ${passed ? 'reached' : 'missed'}`;
}

/** Cut, not rounded: what is just short of a mark does not look as if it reached it. */
function shown(found: number): string {
  return (Math.floor(found * 1000) / 1000).toFixed(3);
}
