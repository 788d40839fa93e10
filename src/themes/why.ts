/** One line of why a theme is called what it is, made of facts. */
import type { Heard } from './spelling.js';

/**
 * @param label the phrase, or `null` where the theme is called by a list of words
 * @param telling the words that are most the theme's own, the most telling first
 * @returns such as `“waiting list” in 41 of 120 posts read, 34 times as often as elsewhere; words: waiting, list, referral`
 */
export function whyOf(label: string | null, heard: Heard, telling: readonly string[]): string {
  const said =
    label === null
      ? 'no phrase is shared by its posts'
      : `“${label}” in ${heard.said} of ${heard.posts} posts read${comparison(heard)}`;
  return telling.length === 0 ? said : `${said}; words: ${telling.join(', ')}`;
}

function comparison({ posts, said, otherPosts, saidElsewhere }: Heard): string {
  if (otherPosts === 0) return '';
  if (saidElsewhere === 0) return ' and in no other theme';
  const times = said / posts / (saidElsewhere / otherPosts);
  return `, ${times >= 10 ? Math.round(times) : times.toFixed(1)} times as often as elsewhere`;
}
