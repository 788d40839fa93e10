/** `--since` and `--until`: an ISO date, or so long ago. */
import { UsageError } from '../errors.js';

const DAY_MS = 86_400_000;
const AGO = /^(\d{1,4})([dw])$/;
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * @param now milliseconds since 1970
 * @returns ISO 8601 in UTC; a date without a time is midnight UTC
 * @throws UsageError naming the option
 */
export function parseMoment(text: string | undefined, option: '--since' | '--until', now: number): string | null {
  if (text === undefined) return null;
  const ago = AGO.exec(text);
  if (ago !== null) return new Date(now - Number(ago[1]) * (ago[2] === 'w' ? 7 : 1) * DAY_MS).toISOString();
  const zoned = /T/.test(text) && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text;
  const moment = DATE.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(moment) || !isDay(text.slice(0, 10))) {
    throw new UsageError(`${option} ${text}: expected a date such as 2026-03-01, or 7d or 4w for so long ago.`);
  }
  return new Date(moment).toISOString();
}

/** The thirtieth of February would be taken for a day in March. */
function isDay(day: string): boolean {
  return new Date(day).toISOString().startsWith(day);
}

/** @throws UsageError when the period ends before it begins */
export function parsePeriod(
  options: { since?: string; until?: string },
  now: number,
): { since: string | null; until: string | null } {
  const since = parseMoment(options.since, '--since', now);
  const until = parseMoment(options.until, '--until', now);
  if (since !== null && until !== null && until <= since) {
    throw new UsageError(`--until ${options.until} is not after --since ${options.since}: nothing lies between them.`);
  }
  return { since, until };
}
