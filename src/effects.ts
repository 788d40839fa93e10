/**
 * The outside world in one type. Everything that reads the clock, waits, throws dice, looks at the environment or
 * speaks to a person does it through here, so that the same input, clock and seed give the same bytes out.
 */
import { lookup } from 'node:dns/promises';

/** Progress and warnings for people; goes to standard error. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** Addresses a host name stands for; injected so that tests can play a hostile name server. */
export type Resolve = (host: string) => Promise<string[]>;

export interface Effects {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Waits; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). Used for jitter only; results take their seed from the configuration. */
  random(): number;
  resolve: Resolve;
  /** Secrets come from the environment only. */
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
}

/** ISO 8601 in UTC of the effect's clock. */
export function isoNow(effects: Pick<Effects, 'now'>): string {
  return new Date(effects.now()).toISOString();
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

async function resolveHost(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map((entry) => entry.address);
}

/** The real world. */
export function realEffects(log: Log): Effects {
  return { now: Date.now, sleep, random: Math.random, resolve: resolveHost, env: process.env, log };
}

/** Moments at which a fault can be called up, so that tests can break a real process anywhere. */
export const FAULT_STEPS = [
  'headers', // the head of an answer is there, its body is not
  'parse', // a page has been read, nothing of it is saved; about a source
  'save', // its posts are in the open transaction, its cursor is not
  'commit', // a page is saved; about a source
  'done', // all of a source is saved, and its job still stands in the queue; about a source
  'clean', // a post is about to be cleaned; about a post by its external id
  'index', // clean posts and their index are in the open transaction
  'group', // a grouping is in the open transaction
  'connect', // links between posts are in the open transaction
  'layout', // a map is about to be laid out
  'export', // a file is written under another name
  'tell', // alerts have gone out over a channel, and are not yet down as told
] as const;
export type FaultStep = (typeof FAULT_STEPS)[number];

const SIGNALS = { kill: 'SIGKILL', term: 'SIGTERM', stop: 'SIGSTOP' } as const;
const FAULT = new RegExp(`^(${FAULT_STEPS.join('|')})(?:@(.+))?:(\\d+|\\*):(kill|term|stop|abort|throw)$`);

/** Comes about at the given step, when the environment asks for it; see `faultHook`. */
export const fault = faultHook(process.env.DISCOVER_FAULT);

/**
 * Reads `step[@item]:n:action`: at the `n`th time (`*`: every time) that the step is reached, for that item only where
 * one is named, the process is killed (SIGKILL), asked to end (SIGTERM), stopped (SIGSTOP), aborts, or throws.
 * @returns a function that does nothing when there is no setting
 */
export function faultHook(setting: string | undefined): (step: FaultStep, item?: string) => void {
  if (setting === undefined || setting === '') return () => undefined;
  const [, wanted, about, nth, action] = FAULT.exec(setting) ?? [];
  if (wanted === undefined)
    throw new Error(`DISCOVER_FAULT=${setting}: write step[@item]:n:action, see src/effects.ts`);
  let times = 0;
  return (step, item) => {
    if (step !== wanted || (about !== undefined && item !== about)) return;
    times += 1;
    if (nth !== '*' && times !== Number(nth)) return;
    if (action === 'throw') throw new Error(`a fault at ${step}, as DISCOVER_FAULT asks`);
    if (action === 'abort') process.abort();
    process.kill(process.pid, SIGNALS[action as keyof typeof SIGNALS]);
  };
}
