/** Themes counted by weeks, while their posts go by: nothing is kept but the week at hand. */
import type { ThemePost } from '../store/theme-weeks.js';
import { weekNumber } from './iso-weeks.js';

export interface ThemeWeek {
  themeId: string;
  label: string;
  chapterId: string;
  /** See `weekNumber`. */
  week: number;
  posts: number;
  /** With each campaign counted once in this week. */
  collapsedPosts: number;
  campaignPosts: number;
  offlinePosts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  individuals: number;
  organisations: number;
  /** Voices whose oldest post, about anything, is of this week. */
  firstTimeVoices: number;
  places: number;
}

/** One theme in one week; what is distinct is kept until the week is over. */
class Tally {
  readonly theme: Pick<ThemeWeek, 'themeId' | 'label' | 'chapterId'>;
  readonly week: number;
  readonly #voices = new Set<number>();
  readonly #places = new Set<number>();
  readonly #campaigns = new Set<string>();
  readonly #counts = { posts: 0, campaignPosts: 0, offlinePosts: 0, individuals: 0, organisations: 0 };
  #firstTimeVoices = 0;

  constructor(theme: Pick<ThemeWeek, 'themeId' | 'label' | 'chapterId'>, week: number) {
    this.theme = theme;
    this.week = week;
  }

  add(post: ThemePost): void {
    this.#counts.posts += 1;
    if (post.channel === 'offline') this.#counts.offlinePosts += 1;
    if (post.placeId !== null) this.#places.add(post.placeId);
    if (post.campaignId !== null) {
      this.#counts.campaignPosts += 1;
      this.#campaigns.add(post.campaignId);
    }
    if (post.voiceId !== null && !this.#voices.has(post.voiceId)) this.#addVoice(post, post.voiceId);
  }

  #addVoice({ voiceKind, firstHeard }: ThemePost, voiceId: number): void {
    this.#voices.add(voiceId);
    if (voiceKind === 'individual') this.#counts.individuals += 1;
    if (voiceKind === 'organisation') this.#counts.organisations += 1;
    if (firstHeard !== null && weekNumber(firstHeard) === this.week) this.#firstTimeVoices += 1;
  }

  counted(): ThemeWeek {
    const { posts, campaignPosts } = this.#counts;
    return {
      ...{ ...this.theme, week: this.week, ...this.#counts },
      collapsedPosts: posts - campaignPosts + this.#campaigns.size,
      ...{ voices: this.#voices.size, firstTimeVoices: this.#firstTimeVoices, places: this.#places.size },
    };
  }
}

/**
 * Every week of each theme from its first to its last with a post; those between without any are there, with zeros.
 * @param posts theme by theme, the oldest first
 */
export async function* countThemeWeeks(posts: AsyncIterable<ThemePost>): AsyncIterable<ThemeWeek> {
  let tally: Tally | null = null;
  for await (const post of posts) {
    const { themeId, label, chapterId } = post;
    const week = weekNumber(post.day);
    if (tally === null || tally.theme.themeId !== themeId) {
      if (tally !== null) yield tally.counted();
      tally = new Tally({ themeId, label, chapterId }, week);
    }
    while (tally.week < week) {
      yield tally.counted();
      tally = new Tally(tally.theme, tally.week + 1);
    }
    tally.add(post);
  }
  if (tally !== null) yield tally.counted();
}
