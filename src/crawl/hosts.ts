/** What the guarded client has to know of the hosts it speaks to: who may speak when, and what is known of them. */
import type { Answer } from './crawler.js';
import { hostGroup } from './host-groups.js';
import type { RobotsMemory } from './robots-check.js';
import type { Turns } from './turns.js';

/** A request about to be sent. */
export interface Errand {
  url: URL;
  userAgent: string;
  /** What it proves itself with, if anything: limits of an API go by that. */
  credentials: string | undefined;
  isConditional: boolean;
  /** Whether robots.txt has been asked, and has nothing against it. */
  robotsAsked: boolean;
}

export interface Hosts {
  /**
   * Sends a request when its turn has come, and does what its answer asks for.
   * @throws SourceError when the host is to be left alone: then nothing is sent; else what `send` throws
   */
  visit(errand: Errand, send: () => Promise<Answer>): Promise<Answer>;
  /** Takes note of a request that its site's robots.txt forbids. */
  refused(errand: Errand): void;
  robots: RobotsMemory;
}

/** For a client that works by itself and not for long: it waits its turn, and remembers nothing but robots.txt. */
export function passingHosts(turns: Turns, allowPrivate: readonly string[]): Hosts {
  const known = new Map<string, Awaited<ReturnType<RobotsMemory['read']>>>();
  return {
    visit: ({ url }, send) => turns.take(hostGroup(url, allowPrivate), send),
    refused: () => undefined,
    robots: {
      read: async (origin) => known.get(origin) ?? null,
      write: async (record) => void known.set(record.origin, record),
    },
  };
}
