/** The ways not to be heard, and what may be concluded from each. */
import type { OwnerKind, PlaceKind } from '../model.js';
import type { Heard } from './heard.js';
import type { WeekBand } from './source-figures.js';

export const SILENCE_UNITS = ['all', 'source', 'place', 'organisation', 'area', 'owner', 'kind'] as const;
export type SilenceUnit = (typeof SILENCE_UNITS)[number];

/** Those first in which nobody was able to listen. */
export const SILENCES = {
  failing: 'It could not be read at the last try. We could not listen: not to be read as no concern.',
  blocked: 'The site does not let programs in. We cannot listen there: not to be read as no concern.',
  gone: 'Its address is gone for good. People may talk elsewhere now: not to be read as no concern.',
  off: 'It is not switched on. We do not listen there: not to be read as no concern.',
  waiting: 'It has not been read yet, or has to wait. We have not listened there: not to be read as no concern.',
  'not-listened': 'No source of this project listens there. The silence is ours, not theirs.',
  'not-asked':
    'No longer a source of this project, or a file that was brought in once: nothing new can come, whatever is said there.',
  unknown: 'Nothing from it is as old as the period, and whether it could be read at the time is not known.',
  'never-heard':
    'It can be read, and nothing ever came. Perhaps nobody speaks there; perhaps we listen in the wrong place.',
  silent:
    'It was heard before, and nothing came in the period. People may have moved on, or given up: not to be read as no concern.',
  quiet: 'It says much less than it usually does. Something may have happened there, or to the way we listen.',
  ended:
    'Nothing new comes from any source: what we listened to has come to an end, or we no longer hear it. All else is told as of the newest post.',
} as const;
export type Silence = keyof typeof SILENCES;

/** The same in a few words, of whoever is not heard. */
export const SILENCE_WORDS: Record<Silence, string> = {
  failing: 'could not be read',
  blocked: 'lets no programs in',
  gone: 'gone from its address',
  off: 'not switched on',
  waiting: 'not read yet, or has to wait',
  'not-listened': 'nobody listens there',
  'not-asked': 'no longer listened to',
  unknown: 'not known whether it could be read',
  'never-heard': 'never heard yet',
  silent: 'fallen silent',
  quiet: 'much quieter than usual',
  ended: 'nothing new',
};

/** In the order of `SILENCES`. */
export const SILENCE_STATES = Object.keys(SILENCES) as Silence[];
const HEARABLE: readonly (Silence | null)[] = ['never-heard', 'silent', 'quiet', null];
const DEAF: readonly Silence[] = ['failing', 'blocked', 'gone', 'off', 'waiting', 'not-listened'];

/** Whether nobody is able to listen, though somebody may speak. */
export function isDeaf(state: Silence): boolean {
  return DEAF.includes(state);
}

/** Why nothing can be heard through any of these, the first way of all of theirs; `null` where one of them can be. */
export function deafness(states: readonly (Silence | null)[]): Silence | null {
  if (states.length === 0 || states.some((state) => HEARABLE.includes(state))) return null;
  return SILENCE_STATES.find((state) => states.includes(state)) ?? null;
}

/** Of what can be heard. */
export function plainSilence({ posts, lastHeard }: Heard): Silence | null {
  if (posts > 0) return null;
  return lastHeard === null ? 'never-heard' : 'silent';
}

/** What it is, as somebody declared. */
export interface Declared {
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  url: string | null;
}

/** How the crawl of a source goes. */
export interface Crawled {
  /** `null` where it was heard for too few weeks to tell, and for a period that ended before the last crawl. */
  usual: WeekBand | null;
  /** Posts of seven days; `null` for a period that ended before the last crawl. */
  lastWeek: number | null;
  /** Nights in a row on which it failed as it did last; however many tries a night makes, it counts once. */
  failedNights: number;
  /** Why it was not read. */
  lastSlug: string | null;
  lastOkAt: string | null;
}

/** One that was listened for. */
export interface Listened extends Heard, Declared {
  unit: SilenceUnit;
  name: string;
  /** `null`: it is heard. */
  state: Silence | null;
  /** Of a source the place it was set up to hear. */
  place: string | null;
  /** Sources through which it can be heard, by name. */
  sources: string[];
  /** Of an area, an owner or a kind: how many registered places and organisations have it. */
  registered: number | null;
  /** Of sources. */
  crawled: Crawled | null;
}
