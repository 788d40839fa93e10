/** What makes a theme's numbers weak, said beside them: what holds for every theme is in the box of the whole page. */
import { count, figure, percent } from '../../html/words.js';
import type { ThemeFigures } from '../../store/theme-figures.js';
import type { Tell } from '../tell.js';
import type { PageFigures, ThemeCard } from './figures.js';

/** Of fewer people one knows what they say, not how many would say it. */
const FEW_VOICES = 5;
/** Shares of a theme's posts from which on they decide what it looks like. */
const HALF = 0.5;
const QUARTER = 0.25;

/** Sentences, none where nothing in particular weakens the theme. */
export function weaknesses({ theme, weeks }: ThemeCard, { totals, themes, sources, tell }: PageFigures): string[] {
  const { posts, voices, places, campaignPosts, campaigns, unsignedPosts } = theme;
  const said: [boolean, string][] = [
    [voices === 0, 'No author is named: nobody can tell how many people this is.'],
    [voices > 0 && voices < FEW_VOICES, `Few voices: ${tell.figure(voices)}.`],
    [oneVoiceWeighs(theme, tell), `One account wrote ${percent(theme.topVoicePosts, posts)} of it.`],
    [
      campaignPosts >= posts * HALF,
      `${percent(campaignPosts, posts)} of it are copies: ${count(campaigns, 'campaign')}, ${count(campaignPosts, 'post')}.`,
    ],
    [
      voices > 0 && unsignedPosts >= posts * QUARTER,
      `${figure(unsignedPosts)} of ${figure(posts)} posts name no author and add to no count of voices.`,
    ],
    [places === 1 && totals.places > 1, 'Heard in one place only.'],
    [places !== 1 && theme.oneSource && sources.length > 1, 'All of it comes from one source.'],
    [
      places !== 1 && !theme.oneSource && theme.onePlatform && totals.platforms.length > 1,
      'All of it comes from one platform.',
    ],
    [voices > 0 && theme.organisations === voices, 'Organisations only: no other voice speaks of it.'],
    [
      voices > theme.organisations && theme.individuals === 0 && anyIndividual(themes),
      'Of no voice is it known that it is an individual.',
    ],
    [weeks.length > 1 && weeks.at(-1) === 0, 'Not heard in the last week.'],
  ];
  return said.filter(([applies]) => applies).map(([, words]) => words);
}

/** Where no source tells who is an individual, that is a limit of the whole page. */
export function anyIndividual(themes: readonly ThemeFigures[]): boolean {
  return themes.some(({ individuals }) => individuals > 0);
}

/** A theme of one voice has few voices anyway. */
function oneVoiceWeighs({ voices, topVoicePosts, posts }: ThemeFigures, tell: Tell): boolean {
  return voices > 1 && !tell.isSmall(voices) && topVoicePosts > 1 && topVoicePosts >= posts * HALF;
}
