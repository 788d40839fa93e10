/**
 * How the crawlers of a project treat hosts, all processes and runs together: turns and pauses, the waits that sites ask
 * for, hosts that do not answer, and a log of it all. What they must agree on is in the store.
 */
import { createHash } from 'node:crypto';
import type { Effects } from '../effects.js';
import { type FailureSlug, SourceError } from '../errors.js';
import { forgiveHost, type HostState, readHostState, recordStrikes, recordWait } from '../store/hosts.js';
import type { HeldBack, RequestRecord } from '../store/requests.js';
import { readRobots, writeRobots } from '../store/robots.js';
import type { Database } from '../store/store.js';
import { plainAddress, portOf } from './address.js';
import type { Answer } from './crawler.js';
import { LONGEST_WAIT_MS, namedMoment, waitAskedFor } from './failures.js';
import { hostGroup } from './host-groups.js';
import type { Errand, Hosts } from './hosts.js';
import type { RequestLog } from './request-log.js';
import type { Turn, Turns } from './turns.js';

/**
 * What a failure to get any answer counts for. A site that keeps us waiting costs a run a minute each time, one that
 * refuses costs nothing; an answer, whatever it says, wipes the slate clean.
 */
const STRIKES: Partial<Record<FailureSlug, number>> = {
  timeout: 2,
  'unknown-host': 1,
  'connection-refused': 1,
  'connection-lost': 1,
  'tls-error': 1,
};
/** From so many strikes on a host is left alone until the next run. */
const MOST_STRIKES = 4;
/** Those that were held back during a wait come back over so long a time after it, not all at its end. */
const SPREAD_MS = 5 * 60_000;

export interface PoliteWorld {
  store: Database;
  turns: Turns;
  log: RequestLog;
  effects: Pick<Effects, 'now' | 'random'>;
}

export interface Politeness {
  /** Between the end of one request to a group of hosts and the start of the next, unless robots.txt asks for more. */
  delayMs: number;
  allowPrivate: readonly string[];
}

/** Whom an errand concerns. */
interface Concern {
  group: string;
  /** Whose waits it has to heed: those of the group or, with a token, of that token there. */
  budget: string;
  host: string;
  origin: string;
}

export function politeHosts({ store, turns, log, effects }: PoliteWorld, settings: Politeness): Hosts {
  return {
    async visit(errand, send) {
      const concern = concernOf(errand, settings.allowPrivate);
      // Before standing in line: what will be refused there need not wait for it.
      await admit(errand, concern);
      return turns.take(concern.group, (turn) => inTurn(errand, concern, turn, send));
    },
    refused: (errand) => holdBack(errand, concernOf(errand, settings.allowPrivate), 'robots', 'robots-refused'),
    robots: { read: (origin) => readRobots(store, origin), write: (record) => writeRobots(store, record) },
  };

  async function inTurn(errand: Errand, concern: Concern, turn: Turn, send: () => Promise<Answer>): Promise<Answer> {
    const { delayMs } = settings;
    turn.pauseMs = 0;
    const state = await admit(errand, concern);
    turn.pauseMs = Math.max(delayMs, state.crawlDelayMs ?? 0);
    const startedAt = effects.now();
    try {
      const answer = await send();
      const waitUntil = waitOf(answer, errand, effects.now());
      log.add({ ...entry(errand, concern, startedAt), ...told(answer), endedAt: effects.now(), waitUntil });
      if (waitUntil !== null) await recordWait(store, concern.budget, waitUntil, effects.now() + LONGEST_WAIT_MS);
      if (state.strikes !== null) await forgiveHost(store, concern.host);
      return answer;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      log.add({ ...entry(errand, concern, startedAt), slug: error.slug, endedAt: effects.now() });
      const strikes = STRIKES[error.slug];
      if (strikes !== undefined) await recordStrikes(store, concern.host, strikes, error.slug);
      throw error;
    }
  }

  /** @throws SourceError when the host is to be left alone */
  async function admit(errand: Errand, concern: Concern): Promise<HostState> {
    const state = await readHostState(store, concern);
    const now = effects.now();
    const address = plainAddress(errand.url.href);
    const endsAt = state.waitEndsAt ?? 0;
    // A moment too far ahead was written by a clock that has since been set back.
    if (endsAt > now && endsAt <= now + LONGEST_WAIT_MS) {
      holdBack(errand, concern, 'wait', 'rate-limited');
      const message = `${address} (${concern.group} asked for quiet until ${new Date(endsAt).toISOString()})`;
      const retryAt = endsAt + Math.round(effects.random() * SPREAD_MS);
      throw new SourceError('rate-limited', message, { retryable: true, retryAt });
    }
    if ((state.strikes ?? 0) >= MOST_STRIKES) {
      const slug = state.slug as FailureSlug;
      holdBack(errand, concern, 'failures', slug);
      throw new SourceError(slug, `${address} (${concern.host} has failed so often that this run leaves it alone)`);
    }
    return state;
  }

  function holdBack(errand: Errand, concern: Concern, heldBack: HeldBack, slug: FailureSlug): void {
    log.add({ ...entry(errand, concern, effects.now()), heldBack, slug });
  }
}

function concernOf({ url, credentials }: Errand, allowPrivate: readonly string[]): Concern {
  const group = hostGroup(url, allowPrivate);
  const budget = credentials === undefined ? group : `${group} #${digest(credentials).slice(0, 8)}`;
  return { group, budget, host: `${url.hostname}:${portOf(url)}`, origin: url.origin };
}

/** APIs that know us by a token say to the second when it may be used again, or that something else is the matter. */
function waitOf(answer: Answer, { credentials }: Errand, now: number): number | null {
  const asked = waitAskedFor(answer, now);
  if (asked === null || credentials === undefined) return asked;
  const named = namedMoment(answer, now);
  return named === null ? null : Math.min(named, now + LONGEST_WAIT_MS);
}

function entry(errand: Errand, { group, budget }: Concern, at: number): RequestRecord {
  return {
    hostGroup: group,
    budget,
    url: plainAddress(errand.url.href),
    urlKey: digest(errand.url.href).slice(0, 16),
    userAgent: errand.userAgent,
    heldBack: null,
    robotsAsked: errand.robotsAsked,
    startedAt: at,
    endedAt: at,
    status: null,
    slug: null,
    isConditional: errand.isConditional,
    gaveValidators: false,
    bytes: 0,
    waitUntil: null,
  };
}

function told({ status, headers, body }: Answer): Pick<RequestRecord, 'status' | 'gaveValidators' | 'bytes'> {
  const hasValidators = headers.etag !== undefined || headers['last-modified'] !== undefined;
  return { status, gaveValidators: status === 200 && hasValidators, bytes: body.length };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
