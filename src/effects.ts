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
