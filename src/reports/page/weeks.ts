/** Time in weeks that end with the newest post, so that the last one is as long as the others. */
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** A year: older posts are counted elsewhere on the page, but not drawn. */
const MOST_WEEKS = 52;

export interface Week {
  /** First and last day, `YYYY-MM-DD` in UTC. */
  from: string;
  to: string;
  posts: number;
  voices: number;
}

/** A row of weeks up to `asOf`. */
export class Calendar {
  readonly #last: number;
  readonly length: number;

  constructor(firstSeen: string, asOf: string) {
    this.#last = dayNumber(asOf);
    const days = Math.max(0, this.#last - dayNumber(firstSeen));
    this.length = Math.min(MOST_WEEKS, Math.floor(days / WEEK_DAYS) + 1);
  }

  /** Which week a day falls in; negative when it is older than the first. */
  indexOf(moment: string): number {
    return this.length - 1 - Math.floor((this.#last - dayNumber(moment)) / WEEK_DAYS);
  }

  empty(): Week[] {
    return Array.from({ length: this.length }, (_, index) => {
      const end = this.#last - (this.length - 1 - index) * WEEK_DAYS;
      return { from: dayOf(end - WEEK_DAYS + 1), to: dayOf(end), posts: 0, voices: 0 };
    });
  }
}

/**
 * Posts and distinct voices of each week.
 * @param days oldest first
 */
export async function countWeeks(
  calendar: Calendar,
  days: AsyncIterable<{ day: string; voiceId: number | null; posts: number }>,
): Promise<{ weeks: Week[]; earlier: number }> {
  const weeks = calendar.empty();
  let earlier = 0;
  let current = -1;
  let heard = new Set<number>();
  for await (const { day, voiceId, posts } of days) {
    const index = calendar.indexOf(day);
    const week = weeks[index];
    if (week === undefined) {
      earlier += posts;
      continue;
    }
    if (index !== current) heard = new Set();
    current = index;
    if (voiceId !== null) heard.add(voiceId);
    week.posts += posts;
    week.voices = heard.size;
  }
  return { weeks, earlier };
}

/** Posts of each theme in each week. */
export async function countThemeWeeks(
  calendar: Calendar,
  days: AsyncIterable<{ id: string; day: string; posts: number }>,
): Promise<Map<string, number[]>> {
  const themes = new Map<string, number[]>();
  for await (const { id, day, posts } of days) {
    const weeks = themes.get(id) ?? Array.from({ length: calendar.length }, () => 0);
    const index = calendar.indexOf(day);
    if (index >= 0) weeks[index]! += posts;
    themes.set(id, weeks);
  }
  return themes;
}

function dayNumber(moment: string): number {
  return Date.parse(moment.slice(0, 10)) / DAY_MS;
}

function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
