/** What a file says about itself: of what it is made, and what it cannot tell. */
import { programVersion } from '../config.js';
import { readAsOf } from '../store/figures.js';
import type { Database } from '../store/store.js';
import { themeLabels } from '../store/theme-list.js';
import { dateFor, type Report, type Scope } from './report.js';

export const NOT_A_POLL =
  'Not a poll: nobody was asked, and nobody was chosen at random. The numbers say how many were heard in the places listened to, and nothing about how many people think so.';

export interface About {
  /** As in `discover report NAME`. */
  report: string;
  title: string;
  /** What it holds, in a line. */
  summary: string;
  /** Version of the program. */
  version: string;
  /** ISO 8601 in UTC: `since` lies inside, `until` does not; `null`: open. */
  period: { since: string | null; until: string | null };
  /** Of the posts of one theme only; `null`: of all. */
  theme: { id: string; label: string | null } | null;
  /** The newest post there is in the period; `null` where none has a date. */
  asOf: string | null;
  /** Whether people are named. */
  identified: boolean;
  /** Counts of fewer people than this are left empty; `null`: none are. */
  fewest: number | null;
}

export async function readAbout(
  report: Pick<Report, 'name' | 'title' | 'summary'>,
  store: Database,
  scope: Scope,
): Promise<About> {
  const { since, until, theme = null, identify, fewest = 1 } = scope;
  const label = theme === null ? undefined : (await themeLabels(store)).find(({ id }) => id === theme)?.label;
  return {
    report: report.name,
    title: report.title,
    summary: report.summary,
    version: await programVersion(),
    period: { since, until },
    theme: theme === null ? null : { id: theme, label: label ?? null },
    asOf: dateFor(scope, await readAsOf(store, scope)),
    identified: identify,
    fewest: fewest > 1 ? fewest : null,
  };
}

/** Line by line, for people: what, and its value. */
export function aboutLines({ period, theme, asOf, identified, fewest, version }: About): [string, string][] {
  const groups: [string, string][] =
    fewest === null ? [] : [['Small groups', `counts of fewer than ${fewest} people are left empty`]];
  return [
    ['Posts', periodWords(period) || 'all there are'],
    ['Theme', theme === null ? 'all' : `${theme.id}${theme.label === null ? '' : `, ${theme.label}`}`],
    ['As of', asOf === null ? 'no post has a date' : `${momentWords(asOf)}, the newest post`],
    ['People', identified ? 'named: keep this file to those who need it' : 'not named'],
    ...groups,
    ['Made by', `discover ${version}`],
  ];
}

/** `from 2026-03-01 to before 2026-03-08`, as it follows "posts"; empty where the period is open on both sides. */
export function periodWords({ since, until }: About['period']): string {
  const from = since === null ? '' : `from ${momentWords(since)}`;
  const before = until === null ? '' : `before ${momentWords(until)}`;
  return [from, before].filter((words) => words !== '').join(' to ');
}

/** `2026-03-01`, or with the time of day where it is not midnight. */
export function momentWords(moment: string): string {
  const [day, time = ''] = moment.split('T');
  return time === '' || /^00:00(:00(\.0+)?)?Z$/.test(time) ? day! : `${day} ${time.slice(0, 5)} UTC`;
}
