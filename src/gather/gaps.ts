/** What is not known about a theme, as questions for whoever talks it through: found in gaps of what was collected. */
import { count, percent } from '../html/words.js';
import type { UnbridgedPlaces } from '../store/unbridged.js';
import type { Standing } from './counts.js';

/** More names than this help nobody. */
const MOST_NAMES = 8;
const MOST_PAIRS = 3;
/** From this share of the posts on, one voice or one text is most of what is heard. */
const MOST = 0.5;

export interface Known {
  standing: Standing;
  /** How many bodies able to act are named. */
  bodies: number;
  /** Places and sources that are listened to, where nothing was said about the theme. */
  silent: readonly string[];
  /** Those that nobody is able to hear, each with why. */
  deaf: readonly string[];
  /** Posts that were said in a room. */
  offline: number;
  /** Places that talk about the theme and do not meet. */
  unbridged: readonly UnbridgedPlaces[];
  /** Nothing that lets people be counted may be told. */
  few: boolean;
}

/** Questions in a fixed order: who can act, who is missing, who does not meet, who is loud. */
export function gapsOf({ standing, bodies, silent, deaf, offline, unbridged, few }: Known): string[] {
  const { theme, measures } = standing;
  const gaps: string[] = [];
  if (bodies === 0) gaps.push('Who is able to act on this? No body has been named yet.');
  if (silent.length > 0) {
    gaps.push(
      `Whose voices are missing? Nothing about this was heard in ${count(silent.length, 'place')} that ${silent.length === 1 ? 'is' : 'are'} listened to: ${named(silent)}.`,
    );
  }
  if (deaf.length > 0) {
    gaps.push(`What would be said where we cannot listen? Their silence is ours: ${named(deaf)}.`);
  }
  if (offline === 0) gaps.push('What do people say who are not online? Nothing here was said in a room.');
  for (const { one, other } of unbridged.slice(0, MOST_PAIRS)) {
    gaps.push(
      `Do people in ${one.place} and in ${other.place} know of each other? Both talk about this; no link leads from one to the other, and no account writes in both.`,
    );
  }
  if (unbridged.length > MOST_PAIRS) {
    gaps.push(`And so for ${count(unbridged.length - MOST_PAIRS, 'more pair')} of places that do not meet.`);
  }
  if (!few && measures.topVoiceShare !== null && measures.topVoiceShare >= MOST && theme.posts > 1) {
    gaps.push(
      `Is it a concern of others too? One voice wrote ${percent(theme.topVoicePosts, theme.posts)} of the posts.`,
    );
  }
  if (measures.campaignPosts >= theme.posts * MOST) {
    gaps.push(
      `What do people say in their own words? ${percent(measures.campaignPosts, theme.posts)} of the posts are near-identical copies.`,
    );
  }
  if (!few && measures.unknownVoices > theme.voices * MOST) {
    gaps.push('Who speaks, people or organisations? Of most of the voices it is not known.');
  }
  return gaps;
}

function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
