/** The measures of one theme for people to read: each on a line, with the rank of the theme by it. */

import { figure, percent } from '../html/words.js';
import { POSTS_PER_VOICE } from '../store/theme-figures.js';
import type { Measures } from '../store/theme-measures.js';
import { NOT_TOLD, TELL_ALL, type Tell, tellSplit } from './tell.js';

export interface MeasureLine {
  name: string;
  number: string;
  /** `null` where themes are not ranked by it. */
  rank: number | null;
}

export function measureLines(
  theme: { voices: number; posts: number },
  measures: Measures,
  tell: Tell = TELL_ALL,
): MeasureLine[] {
  const { ranks, topVoiceShare } = measures;
  const line = (name: string, number: number | string, rank: number | null = null) => ({
    ...{ name, number: typeof number === 'number' ? figure(number) : number, rank },
  });
  const split = tellSplit(theme.voices, measures, tell);
  const share = topVoiceShare === null ? 'nobody named' : percent(topVoiceShare, 1);
  const isSmall = tell.isSmall(theme.voices);
  return [
    line('Voices', tell.cell(theme.voices), ranks.voices),
    line('known to be individuals', split.individuals),
    line('known to be organisations', split.organisations),
    line('not known which', split.unknown),
    line('First-time voices', split.firstTime, ranks.firstTimeVoices),
    line('Effective voices', isSmall ? NOT_TOLD : measures.effectiveVoices.toFixed(1)),
    line('Share of the busiest voice', isSmall ? NOT_TOLD : share),
    line('Posts', theme.posts, ranks.posts),
    line(`with ${POSTS_PER_VOICE} of each voice at most`, isSmall ? NOT_TOLD : measures.cappedPosts, ranks.cappedPosts),
    line('with each campaign once', measures.collapsedPosts),
    line('without an author', measures.unsignedPosts),
  ];
}
