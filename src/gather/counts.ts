/** The counts of a brief: each measure on a line of its own, with the rank of the theme by it; never one merged score. */
import { count, figure, percent, span } from '../html/words.js';
import { POSTS_PER_VOICE, type ThemeFigures } from '../store/theme-figures.js';
import type { Measures } from '../store/theme-measures.js';

export interface Standing {
  theme: ThemeFigures;
  measures: Measures;
}

export interface CountLine {
  /** As the column of the themes report is called. */
  name: string;
  label: string;
  /** `null`: too few people to tell, or nobody to count. */
  number: number | null;
  /** Place from 1 when themes are ranked by it; `null` where they are not. */
  rank: number | null;
  /** Left out because it counts, or gives away, fewer people than may be told. */
  withheld: boolean;
}

type Line = [name: string, label: string, number: number | null, rank?: number];

/** @param fewest counts of fewer people than this are left out, and what would give them away */
export function countLines({ theme, measures }: Standing, fewest: number): CountLine[] {
  const { ranks } = measures;
  const lines: Line[] = [
    ['voices', 'Voices', theme.voices, ranks.voices],
    ['individual_voices', 'known to be individuals', measures.individuals],
    ['organisation_voices', 'known to be organisations', measures.organisations],
    ['unknown_voices', 'not known which', measures.unknownVoices],
    ['first_time_voices', 'first-time voices', measures.firstTimeVoices, ranks.firstTimeVoices],
    ['effective_voices', 'Effective number of voices', measures.effectiveVoices],
    ['top_voice_share', 'Share of the posts by the busiest voice', measures.topVoiceShare],
    ['posts', 'Posts', theme.posts, ranks.posts],
    ['capped_posts', `with ${POSTS_PER_VOICE} of each voice at most`, measures.cappedPosts, ranks.cappedPosts],
    ['campaigns_collapsed_posts', 'with each campaign counted once', measures.collapsedPosts],
    ['campaign_posts', 'in campaigns (three or more near-identical posts)', measures.campaignPosts],
    ['campaigns', 'campaigns', measures.campaigns],
    ['posts_without_author', 'without an author', measures.unsignedPosts],
  ];
  const hidden = tooFew({ theme, measures }, fewest);
  return lines.map(([name, label, number, rank]) => {
    const withheld = hidden.has(name);
    return { name, label, number: withheld ? null : number, rank: rank ?? null, withheld };
  });
}

const SPLIT = ['individual_voices', 'organisation_voices', 'unknown_voices'];
/** Posts with so many of each voice at most are among them: three of thirty tell of one voice. */
const OF_VOICES = [...SPLIT, 'voices', 'first_time_voices', 'effective_voices', 'top_voice_share', 'capped_posts'];

/** Where one part of a sum is too small to tell, the other parts would give it away. */
function tooFew({ theme, measures }: Standing, fewest: number): ReadonlySet<string> {
  if (isFew(theme.voices, fewest)) return new Set(OF_VOICES);
  const split = [measures.individuals, measures.unknownVoices].some((number) => isFew(number, fewest));
  const firstTime = isFew(measures.firstTimeVoices, fewest);
  return new Set([...(split ? SPLIT : []), ...(firstTime ? ['first_time_voices'] : [])]);
}

/** Zero is nobody, and may be told. */
export function isFew(people: number, fewest: number): boolean {
  return people > 0 && people < fewest;
}

/** A count for people to read. */
export function countText({ name, number, withheld }: CountLine): string {
  if (withheld) return 'too few to tell';
  if (number === null) return 'nobody named';
  if (name === 'top_voice_share') return percent(number, 1);
  return name === 'effective_voices' ? number.toFixed(1) : figure(number);
}

/** `fewer than 5 voices` where they are too few to tell. */
export function voicesText(voices: number, fewest: number): string {
  return isFew(voices, fewest) ? `fewer than ${fewest} voices` : count(voices, 'voice');
}

/** One sentence from the numbers, and from nothing else. */
export function factsOf({ theme, measures }: Standing, places: readonly { place: string }[], fewest: number): string {
  const { firstSeen, lastSeen } = theme;
  const when = firstSeen === null || lastSeen === null ? '' : `, ${span(firstSeen, lastSeen)}`;
  const most = places[0] === undefined ? '' : `, most of it in ${places[0].place}`;
  const posts = `${count(theme.posts, 'post')}${measures.campaigns === 0 ? '' : ` (${figure(measures.collapsedPosts)} with each campaign counted once)`}`;
  return `${capital(voicesText(theme.voices, fewest))} in ${count(theme.places, 'place')} wrote ${posts}${when}${most}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
