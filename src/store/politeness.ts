/** How polite a run was, from its own log: figures that a site's owner could check against theirs. */
import type { Database } from './database.js';
import { knownBefore, type RequestRecord, requestsOf } from './requests.js';

export interface GroupPoliteness {
  /** Hosts that share one turn: a registrable domain, or host:port. */
  group: string;
  /** Sent. */
  requests: number;
  /** Milliseconds between the end of a request and the start of the next; `null` with fewer than two. */
  smallestGapMs: number | null;
  /** Requests under way at the same time. */
  mostAtOnce: number;
  /** Requests for an address that had given validators before, and those of them that sent one back. */
  repeats: number;
  conditionalRepeats: number;
  /** Answers that asked to be left alone (429, or 503 with `Retry-After`). */
  waitsAskedFor: number;
  /** Requests sent before such a wait was over: impolite. */
  insideWaits: number;
  /** Requests not sent: because of a wait, because the host did not answer, because robots.txt forbids them. */
  heldBack: { wait: number; failures: number; robots: number };
  /** Requests that robots.txt was asked about and has nothing against. */
  robotsAllowed: number;
  /** Unpacked. */
  bytes: number;
}

export interface Politeness {
  total: Omit<GroupPoliteness, 'group'>;
  /** Most requests first. */
  groups: GroupPoliteness[];
  userAgents: string[];
}

/** What was known before the run began; see `knownBefore` of the store. */
export interface Known {
  waits: ReadonlyMap<string, number>;
  validators: ReadonlySet<string>;
}

interface Tally extends GroupPoliteness {
  /** When the requests under way end. */
  ends: number[];
  lastEnd: number | null;
}

/** Of a run that has a log. */
export async function readPoliteness(store: Database, runId: number): Promise<Politeness> {
  return politenessOf(requestsOf(store, runId), await knownBefore(store, runId));
}

/** @param records in the order in which they began */
export async function politenessOf(records: AsyncIterable<RequestRecord>, known: Known): Promise<Politeness> {
  const tallies = new Map<string, Tally>();
  const userAgents = new Set<string>();
  const validators = new Set(known.validators);
  const waits = new Map([...known.waits].map(([budget, until]) => [budget, [{ from: 0, until }]]));
  for await (const record of records) {
    const tally = tallies.get(record.hostGroup) ?? emptyTally(record.hostGroup);
    tallies.set(record.hostGroup, tally);
    if (record.heldBack !== null) {
      tally.heldBack[record.heldBack] += 1;
      continue;
    }
    userAgents.add(record.userAgent);
    addRequest(tally, record);
    if (validators.has(record.urlKey)) {
      tally.repeats += 1;
      if (record.isConditional) tally.conditionalRepeats += 1;
    }
    if (record.gaveValidators) validators.add(record.urlKey);
    const asked = waits.get(record.budget) ?? [];
    if (asked.some(({ from, until }) => record.startedAt >= from && record.startedAt < until)) tally.insideWaits += 1;
    if (record.waitUntil === null) continue;
    tally.waitsAskedFor += 1;
    waits.set(record.budget, [...asked, { from: record.endedAt, until: record.waitUntil }]);
  }
  const groups = [...tallies.values()].map(({ ends: _, lastEnd: __, ...group }) => group);
  groups.sort((one, other) => other.requests - one.requests || (one.group < other.group ? -1 : 1));
  return { total: summed(groups), groups, userAgents: [...userAgents].sort() };
}

function emptyTally(group: string): Tally {
  return { group, ...noFigures(), ends: [], lastEnd: null };
}

function noFigures(): Omit<GroupPoliteness, 'group'> {
  return {
    ...{ requests: 0, smallestGapMs: null, mostAtOnce: 0, repeats: 0, conditionalRepeats: 0 },
    ...{ waitsAskedFor: 0, insideWaits: 0, heldBack: { wait: 0, failures: 0, robots: 0 }, robotsAllowed: 0, bytes: 0 },
  };
}

function addRequest(tally: Tally, { startedAt, endedAt, robotsAsked, bytes }: RequestRecord): void {
  tally.requests += 1;
  tally.bytes += bytes;
  if (robotsAsked) tally.robotsAllowed += 1;
  tally.ends = [...tally.ends.filter((end) => end > startedAt), endedAt];
  tally.mostAtOnce = Math.max(tally.mostAtOnce, tally.ends.length);
  if (tally.lastEnd !== null) tally.smallestGapMs = smaller(tally.smallestGapMs, startedAt - tally.lastEnd);
  tally.lastEnd = Math.max(tally.lastEnd ?? 0, endedAt);
}

function smaller(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function summed(groups: readonly GroupPoliteness[]): Politeness['total'] {
  const total = noFigures();
  for (const group of groups) {
    for (const key of ['requests', 'repeats', 'conditionalRepeats', 'waitsAskedFor', 'insideWaits'] as const)
      total[key] += group[key];
    total.robotsAllowed += group.robotsAllowed;
    total.bytes += group.bytes;
    total.mostAtOnce = Math.max(total.mostAtOnce, group.mostAtOnce);
    total.smallestGapMs = smaller(total.smallestGapMs, group.smallestGapMs);
    for (const reason of ['wait', 'failures', 'robots'] as const) total.heldBack[reason] += group.heldBack[reason];
  }
  return total;
}
