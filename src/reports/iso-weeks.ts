/** Calendar weeks of ISO 8601: they begin on Monday, and the first of a year is the one with its first Thursday. UTC. */
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** 1 January 1970 was a Thursday: its week began three days before. */
const FIRST_MONDAY = -3;

/** Weeks since the one of 1 January 1970, for a day or a moment in ISO 8601. */
export function weekNumber(moment: string): number {
  return Math.floor((Date.parse(moment.slice(0, 10)) / DAY_MS - FIRST_MONDAY) / WEEK_DAYS);
}

/** Its Monday, `YYYY-MM-DD`. */
export function weekStart(week: number): string {
  return dayOf(week * WEEK_DAYS + FIRST_MONDAY);
}

/** As ISO 8601 writes it: `2026-W01` begins in December 2025. */
export function weekName(week: number): string {
  const thursday = dayOf(week * WEEK_DAYS);
  const year = thursday.slice(0, 4);
  const dayOfYear = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / DAY_MS;
  return `${year}-W${String(Math.floor(dayOfYear / WEEK_DAYS) + 1).padStart(2, '0')}`;
}

function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
