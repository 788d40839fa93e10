/**
 * Voices that use the same thing within a short time of one another, again and again, beside how often chance alone
 * would bring that about. The way of looking is that of co-link and co-tweet networks (Giglietto et al. 2020,
 * doi:10.1080/1369118X.2020.1739732; Pacheco et al. 2021, doi:10.1609/icwsm.v15i1.18075); the base rate is our own, and
 * stated in `BASE_RATE`.
 */
import { type Act, eachAct, type Lens } from '../store/acts.js';
import type { Period } from '../store/figures.js';
import type { Database } from '../store/store.js';

export const WARNING =
  'Coordination is not wrongdoing. Campaigners, a surgery and its patients, or friends at one meeting share links together, and news is shared by everybody at once. Two accounts in this list are a question to ask, not an answer.';

export const BASE_RATE =
  'Expected by chance: as if each voice had drawn its things at random, the more often the more a thing is used by all, and its moments from those at which the thing was used. Two voices that used a and b things are then expected to meet on a × b × c of them, c being the sum over all things of (share of all uses)² × (share of the pairs of its uses that lie within the window). Chance is the probability of so many meetings or more by the Poisson distribution, times the number of pairs that met at all (Bonferroni); below 0.05, with two meetings or more, is called unlikely.';

/** Things used by more voices than this are news, or a hashtag everybody knows: meeting there says nothing. */
const MOST_VOICES = 200;
/** Meetings looked at, at most; what no longer fits is counted as left out. */
const MOST_MEETINGS = 2_000_000;
/** Of each pair the meetings whose posts are named. */
const SHOWN_MEETINGS = 3;
const UNLIKELY = 0.05;
/** Who talks to one another meets, and chance knows nothing of talk: one meeting is never called unlikely. */
const FEWEST_MEETINGS = 2;

export interface CoordinationSettings {
  lens: Lens;
  windowMs: number;
  /** Different things two voices must have met on. */
  least: number;
  period: Period;
  /** Things that every post carries, such as the words of the project. */
  ignored: ReadonlySet<string>;
}

/** Two voices by number, `one < other`. */
export interface CoordinatedPair {
  one: number;
  other: number;
  /** Different things on which they met within the window; two posts that share several count once. */
  things: number;
  /** Different things each has used at all. */
  usedByOne: number;
  usedByOther: number;
  expected: number;
  /** Corrected for the number of pairs; at most 1. */
  chance: number;
  unlikely: boolean;
  /** The posts of the first meetings, two by two. */
  evidence: { thing: string; posts: [number, number] }[];
}

export interface Coordination {
  /** Least likely first. */
  pairs: CoordinatedPair[];
  /** What there was to look at. */
  uses: number;
  voices: number;
  things: number;
  /** Pairs that met at least once. */
  pairsThatMet: number;
  /** Things passed over because more than `MOST_VOICES` used them, or because there was no room. */
  leftOut: number;
}

interface Meeting {
  thing: string;
  posts: [number, number];
}

/** Pairs of voices that meet on several things. */
export async function findCoordination(store: Database, settings: CoordinationSettings): Promise<Coordination> {
  const uses = await readUses(store, settings);
  const all = [...uses.values()].reduce((sum, acts) => sum + acts.length, 0);
  const used = thingsUsed(uses);
  const meetings = new Map<string, Meeting[]>();
  let leftOut = 0;
  let room = MOST_MEETINGS;
  let rate = 0;
  for (const [thing, acts] of [...uses].sort(([, a], [, b]) => a.length - b.length)) {
    const voices = new Set(acts.map(({ voice }) => voice)).size;
    if (voices < 2) continue;
    const met = voices > MOST_VOICES ? null : meetingsOn(thing, acts, settings.windowMs, room);
    if (met === null) {
      leftOut += 1;
      continue;
    }
    room -= met.near;
    rate += (acts.length / all) ** 2 * (met.near / met.possible);
    for (const [pair, meeting] of met.first) {
      const known = meetings.get(pair);
      if (known === undefined) meetings.set(pair, [meeting]);
      else if (!known.some(({ posts }) => isSame(posts, meeting.posts))) known.push(meeting);
    }
  }
  const pairs = [...meetings]
    .filter(([, those]) => those.length >= settings.least)
    .map(([pair, those]) => describe(pair, those, { used, rate, tests: meetings.size }));
  pairs.sort((a, b) => a.chance - b.chance || b.things - a.things || a.one - b.one || a.other - b.other);
  return { pairs, uses: all, voices: used.size, things: uses.size, pairsThatMet: meetings.size, leftOut };
}

/** Two posts with two tags in common have met once. */
function isSame(one: Meeting['posts'], other: Meeting['posts']): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** By thing, each in order of time. */
async function readUses(store: Database, { lens, period, ignored }: CoordinationSettings): Promise<Map<string, Act[]>> {
  const uses = new Map<string, Act[]>();
  for await (const act of eachAct(store, lens, period)) {
    if (ignored.has(act.thing)) continue;
    const known = uses.get(act.thing);
    if (known === undefined) uses.set(act.thing, [act]);
    else known.push(act);
  }
  for (const acts of uses.values()) acts.sort((a, b) => a.at - b.at || a.postId - b.postId);
  return uses;
}

function thingsUsed(uses: ReadonlyMap<string, readonly Act[]>): Map<number, number> {
  const used = new Map<number, number>();
  for (const acts of uses.values()) {
    for (const voice of new Set(acts.map((act) => act.voice))) used.set(voice, (used.get(voice) ?? 0) + 1);
  }
  return used;
}

/** Pairs of uses by different voices, those within the window, and the first of each pair of voices; `null`: no room. */
function meetingsOn(thing: string, acts: readonly Act[], windowMs: number, room: number) {
  const first = new Map<string, Meeting>();
  const byVoice = new Map<number, number>();
  let near = 0;
  let from = 0;
  for (const [index, act] of acts.entries()) {
    byVoice.set(act.voice, (byVoice.get(act.voice) ?? 0) + 1);
    while (act.at - acts[from]!.at > windowMs) from += 1;
    if (near + index - from > room) return null;
    for (const earlier of acts.slice(from, index)) {
      if (earlier.voice === act.voice) continue;
      near += 1;
      const [one, other] = earlier.voice < act.voice ? [earlier, act] : [act, earlier];
      const pair = `${one.voice} ${other.voice}`;
      if (!first.has(pair)) first.set(pair, { thing, posts: [one.postId, other.postId] });
    }
  }
  const choose2 = (count: number) => (count * (count - 1)) / 2;
  const sameVoice = [...byVoice.values()].reduce((sum, count) => sum + choose2(count), 0);
  return { first, near, possible: choose2(acts.length) - sameVoice };
}

function describe(
  pair: string,
  meetings: readonly Meeting[],
  { used, rate, tests }: { used: ReadonlyMap<number, number>; rate: number; tests: number },
): CoordinatedPair {
  const [one, other] = pair.split(' ').map(Number) as [number, number];
  const [usedByOne, usedByOther] = [used.get(one)!, used.get(other)!];
  const expected = usedByOne * usedByOther * rate;
  const chance = Math.min(1, poissonTail(meetings.length, expected) * tests);
  return {
    ...{ one, other, things: meetings.length, usedByOne, usedByOther, expected, chance },
    unlikely: chance < UNLIKELY && meetings.length >= FEWEST_MEETINGS,
    evidence: meetings.slice(0, SHOWN_MEETINGS),
  };
}

/** Probability of `least` events or more where `expected` are expected. */
export function poissonTail(least: number, expected: number): number {
  if (least <= 0) return 1;
  if (expected === 0) return 0;
  // Summed from `least` upwards: small tails would be lost in 1 minus the rest.
  let term = Math.exp(-expected);
  for (let events = 1; events <= least; events += 1) term *= expected / events;
  let sum = 0;
  for (let events = least; term > 0 && (events < expected || term > sum * 1e-16); events += 1) {
    sum += term;
    term *= expected / (events + 1);
  }
  return Math.min(1, sum);
}
