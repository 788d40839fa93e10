/** The measures of one theme for people to read: each on a line, with the rank of the theme by it. */

import { figure, percent } from '../html/words.js';
import { POSTS_PER_VOICE } from '../store/theme-figures.js';
import type { Measures } from './measures.js';

export interface MeasureLine {
  name: string;
  number: string;
  /** `null` where themes are not ranked by it. */
  rank: number | null;
}

export function measureLines(theme: { voices: number; posts: number }, measures: Measures): MeasureLine[] {
  const { ranks, topVoiceShare } = measures;
  const line = (name: string, number: number | string, rank: number | null = null) => ({
    ...{ name, number: typeof number === 'number' ? figure(number) : number, rank },
  });
  return [
    line('Voices', theme.voices, ranks.voices),
    line('known to be individuals', measures.individuals),
    line('known to be organisations', measures.organisations),
    line('not known which', measures.unknownVoices),
    line('First-time voices', measures.firstTimeVoices, ranks.firstTimeVoices),
    line('Effective voices', measures.effectiveVoices.toFixed(1)),
    line('Share of the busiest voice', topVoiceShare === null ? 'nobody named' : percent(topVoiceShare, 1)),
    line('Posts', theme.posts, ranks.posts),
    line(`with ${POSTS_PER_VOICE} of each voice at most`, measures.cappedPosts, ranks.cappedPosts),
    line('with each campaign once', measures.collapsedPosts),
    line('without an author', measures.unsignedPosts),
  ];
}
