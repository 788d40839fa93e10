/** Feeds that have moved for good: believed after a week of nights, and never against the project file. */
import type { Answer } from './crawler.js';
import type { FeedMemory } from './feed-memory.js';

const NIGHTS_TO_BELIEVE = 7;
/** However many tries a night makes, it counts once. */
const SAME_NIGHT_MS = 12 * 3_600_000;

/** The address a feed has moved to and is asked at; `null` while it is asked where the project file says. */
export function learntAddress(memory: FeedMemory | undefined): string | null {
  return memory?.moved !== undefined && memory.moved.nights >= NIGHTS_TO_BELIEVE ? memory.moved.to : null;
}

/**
 * What an answer in which a feed was read, or known to be unchanged, teaches about where that feed lives.
 * @param asked where it was asked for
 */
export function learnMove(memory: FeedMemory, answer: Answer, asked: string, now: number): FeedMemory {
  // Asked at the new address, which was right.
  if (asked === learntAddress(memory) && answer.permanentUrl === undefined) return memory;
  const { moved, ...rest } = memory;
  if (answer.permanentUrl === undefined) return moved === undefined ? memory : rest;
  const to = answer.permanentUrl;
  if (moved?.to !== to) return { ...rest, moved: { to, nights: 1, at: now } };
  const since = now - moved.at;
  if (since >= 0 && since < SAME_NIGHT_MS) return memory;
  return { ...rest, moved: { to, nights: moved.nights + 1, at: now } };
}
