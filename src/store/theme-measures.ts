/** The measures of a theme as reports, lists and briefs tell them: each by itself, with its rank; never one merged score. */
import type { Surge } from './movement.js';

/** Places of a theme under each rule, from 1; themes that are equal share one. */
export interface Ranks {
  /** By distinct voices, then by posts with each campaign counted once: the order of every list. */
  voices: number;
  cappedPosts: number;
  posts: number;
  firstTimeVoices: number;
}

export interface Measures {
  individuals: number;
  organisations: number;
  /** Voices of which neither is known. */
  unknownVoices: number;
  firstTimeVoices: number;
  /** e to the Shannon entropy of posts per voice, two digits. */
  effectiveVoices: number;
  /** Share of the posts written by the busiest voice, 0 to 1, four digits; `null` where no post has an author. */
  topVoiceShare: number | null;
  /** Posts with the weight of each voice capped. */
  cappedPosts: number;
  /** Posts without an author. */
  unsignedPosts: number;
  /** Posts with each campaign counted once. */
  collapsedPosts: number;
  campaignPosts: number;
  campaigns: number;
  /** `null` unless it is in the surge lane. */
  surge: Surge | null;
  ranks: Ranks;
  /** Why it has a place of its own though it is small; `null` where it has none, or needs none. */
  keptPlace: string | null;
}
