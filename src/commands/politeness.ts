/** The politeness of the last crawl, from its log: for `discover crawl --politeness-report`. */
import { UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { GroupPoliteness, Politeness } from '../store/politeness.js';
import type { LoggedRun } from '../store/requests.js';
import { count, section, table } from '../terminal.js';
import type { Outcome } from './command.js';

/** Groups that people are shown; `--json` has all. */
const TOP_GROUPS = 20;

/**
 * Reads the log and asks no site. Fails, which is exit code 1, when the log shows what must not be: two requests at once
 * to one group of hosts, or one before a site's wait was over.
 */
export async function politenessReport({ config, store }: Project): Promise<Outcome> {
  const { readPoliteness } = await import('../store/politeness.js');
  const { latestLoggedRun } = await import('../store/requests.js');
  const run = await latestLoggedRun(store);
  if (run === null) {
    throw new UserError(
      'No crawl has asked any site yet, so there is no log to report on. Run `discover crawl` first.',
    );
  }
  const politeness = await readPoliteness(store, run.id);
  const { insideWaits, mostAtOnce } = politeness.total;
  return {
    json: { run, delayMs: config.http.delayMs, ...politeness },
    text: politenessText(run, politeness, config.http.delayMs),
    failed: insideWaits > 0 || mostAtOnce > 1,
  };
}

function politenessText(run: LoggedRun, { total, groups, userAgents }: Politeness, delayMs: number): string {
  const { heldBack } = total;
  const asked = groups.filter(({ requests }) => requests > 0).length;
  const lines: [string, string][] = [
    ['requests', `${total.requests.toLocaleString('en-GB')} to ${count(asked, 'group')} of hosts`],
    ['sent as', userAgents.join(', ') || '-'],
    ['at once to one group', `${total.mostAtOnce} at most`],
    ['smallest pause', `${seconds(total.smallestGapMs)} (http.delay_s is ${delayMs / 1000})`],
    ['repeats with validators', shareWords(total)],
    ['sites that asked to wait', `${count(total.waitsAskedFor, 'time')}; ${insideWords(total.insideWaits)}`],
    ['held back', `${heldBack.wait} by waits, ${heldBack.failures} from hosts that do not answer`],
    ['robots.txt', `${total.robotsAllowed} allowed, ${heldBack.robots} refused`],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const more = groups.length - TOP_GROUPS;
  return [
    section(
      `Politeness of run ${run.id} (${run.command}, ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC)`,
      ...lines.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`),
    ),
    '',
    groupTable(groups.slice(0, TOP_GROUPS)),
    ...(more > 0 ? [`  … and ${more.toLocaleString('en-GB')} more: --json has all`] : []),
  ].join('\n');
}

function groupTable(groups: readonly GroupPoliteness[]): string {
  const titles = ['requests', 'smallest pause', 'at once', 'repeats', 'conditional', 'waits', 'inside', 'held back'];
  return table(
    [{ title: 'group of hosts' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
    groups.map((one) => [
      one.group,
      ...[one.requests, seconds(one.smallestGapMs), one.mostAtOnce, one.repeats, one.conditionalRepeats],
      ...[one.waitsAskedFor, one.insideWaits, one.heldBack.wait + one.heldBack.failures + one.heldBack.robots],
    ]),
  );
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? '-' : `${(milliseconds / 1000).toFixed(1)} s`;
}

function shareWords({ repeats, conditionalRepeats }: Politeness['total']): string {
  if (repeats === 0) return 'none yet';
  const share = Math.round((100 * conditionalRepeats) / repeats);
  return `${conditionalRepeats} of ${repeats} were conditional (${share} %)`;
}

function insideWords(insideWaits: number): string {
  return insideWaits === 0 ? 'no request was sent before such a wait was over' : `${insideWaits} sent all the same`;
}
