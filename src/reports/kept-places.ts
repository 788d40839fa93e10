/** Places kept for small new themes in every list, whatever is loud: new people are heard before they are many. */

import { count } from '../html/words.js';
import { THEME_POSTS, type ThemeFigures, TOP_THEMES } from '../store/theme-figures.js';
import { TELL_ALL, type Tell } from './tell.js';

/** Places kept below them. */
export const RESERVED = 4;

/**
 * Of the themes below the top: those at least half of whose voices are first-time voices, most such voices first.
 * @param themes all of them, most voices first
 */
export function keptPlaces(themes: readonly ThemeFigures[]): ThemeFigures[] {
  return themes
    .filter(({ posts }) => posts >= THEME_POSTS)
    .slice(TOP_THEMES)
    .filter((theme) => theme.firstTimeVoices > 0 && theme.firstTimeVoices * 2 >= theme.voices)
    .sort((a, b) => b.firstTimeVoices - a.firstTimeVoices)
    .slice(0, RESERVED);
}

/** Why a theme has its place: `5 of 6 voices are new`. */
export function whyKept(
  { voices, firstTimeVoices }: Pick<ThemeFigures, 'voices' | 'firstTimeVoices'>,
  tell: Tell = TELL_ALL,
): string {
  const words = 'kept for new voices: ';
  if (tell.isSmall(voices) || tell.isSmall(firstTimeVoices)) return `${words}at least half of its voices are new`;
  return firstTimeVoices === voices
    ? `${words}${voices === 1 ? 'its one voice is' : `all ${voices} voices are`} new`
    : `${words}${firstTimeVoices} of ${count(voices, 'voice')} are new`;
}
