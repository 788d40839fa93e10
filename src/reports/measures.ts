/** Each measure of a theme on its own line, and its rank when themes are counted by other rules; never one merged score. */
import { collapsedPosts, type ThemeFigures } from '../store/theme-figures.js';
import type { Measures } from '../store/theme-measures.js';
import { keptPlaces, whyKept } from './kept-places.js';
import { rounded } from './report.js';

/**
 * The measures of each theme, by its id.
 * @param themes all of them, in their order
 */
export function measuresOf(themes: readonly ThemeFigures[]): Map<string, Measures> {
  const byVoices = ranks(themes, (theme) => [theme.voices, collapsedPosts(theme)]);
  const byCapped = ranks(themes, (theme) => [theme.cappedPosts]);
  const byPosts = ranks(themes, (theme) => [theme.posts]);
  const byFirstTime = ranks(themes, (theme) => [theme.firstTimeVoices]);
  const kept = new Set(keptPlaces(themes));
  return new Map(
    themes.map((theme) => [
      theme.id,
      {
        ...countsOf(theme),
        ranks: {
          voices: byVoices.get(theme.id)!,
          cappedPosts: byCapped.get(theme.id)!,
          posts: byPosts.get(theme.id)!,
          firstTimeVoices: byFirstTime.get(theme.id)!,
        },
        keptPlace: kept.has(theme) ? whyKept(theme) : null,
      },
    ]),
  );
}

function countsOf(theme: ThemeFigures): Omit<Measures, 'ranks' | 'keptPlace'> {
  const { individuals, organisations, firstTimeVoices, cappedPosts, unsignedPosts, campaignPosts, campaigns } = theme;
  return {
    ...{ individuals, organisations, unknownVoices: theme.voices - individuals - organisations, firstTimeVoices },
    effectiveVoices: rounded(theme.effectiveVoices, 2),
    topVoiceShare: theme.voices === 0 ? null : rounded(theme.topVoicePosts / theme.posts, 4),
    ...{ cappedPosts, unsignedPosts, collapsedPosts: collapsedPosts(theme), campaignPosts, campaigns },
    surge: theme.surge === null ? null : { ...theme.surge, expected: rounded(theme.surge.expected, 2) },
  };
}

/** Standard competition ranking (1, 2, 2, 4), the largest first; a later number of the measure parts equals. */
function ranks(themes: readonly ThemeFigures[], measure: (theme: ThemeFigures) => number[]): Map<string, number> {
  const measured = themes.map((theme) => ({ id: theme.id, numbers: measure(theme) }));
  measured.sort((a, b) => differenceOf(b.numbers, a.numbers));
  const places = new Map<string, number>();
  for (const [index, { id, numbers }] of measured.entries()) {
    const before = measured[index - 1];
    const equal = before !== undefined && differenceOf(before.numbers, numbers) === 0;
    places.set(id, equal ? places.get(before.id)! : index + 1);
  }
  return places;
}

function differenceOf(a: readonly number[], b: readonly number[]): number {
  return a.map((number, index) => number - b[index]!).find((difference) => difference !== 0) ?? 0;
}
