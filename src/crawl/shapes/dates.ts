/** Dates as files and platforms write them. A date that could mean two days is read one stated way or not at all. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TIME = /(?<h>\d{1,2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:[.,](?<f>\d{1,9}))?)?(?:\s*(?<half>[ap])\.?m\.?)?/.source;
const ZONE = /\s*(?<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)/.source;
const NAMED_MONTH = `(?<mon>${MONTHS.join('|')})[a-z]*\\.?`;
const WEEKDAY = /(?:[a-z]{3,9}\.?,?\s+)?/.source;

const ISO = `(?<y>\\d{4})-(?<mo>\\d{2})-(?<d>\\d{2})(?:(?:t|\\s+)${TIME}(?:${ZONE})?)?`; // 2021-09-30T10:11:12+01:00
const LETTER = `${WEEKDAY}(?<d>\\d{1,2})\\s+${NAMED_MONTH}\\s+(?<y>\\d{4})(?:,?\\s+${TIME}(?:${ZONE})?)?`; // RFC 5322
const CTIME = `${WEEKDAY}${NAMED_MONTH}\\s+(?<d>\\d{1,2})\\s+${TIME}${ZONE}\\s+(?<y>\\d{4})`; // X API v1, after asctime(3)
const BRITISH = `(?<d>\\d{1,2})(?<sep>[/.-])(?<mo>\\d{1,2})\\k<sep>(?<y>\\d{4})(?:,?\\s+${TIME}(?:${ZONE})?)?`; // 30/09/2021

const UNMISTAKABLE = [ISO, LETTER, CTIME].map(whole);
const DAY_FIRST = whole(BRITISH);

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, 'i');
}

/**
 * ISO 8601 in UTC of a date written in ISO 8601, as in e-mail (RFC 5322) or as in the X API v1; `null` when it is none of
 * these or no day of the calendar. A date without a zone is taken as UTC.
 */
export function parseDate(text: string): string | null {
  return parseWith(UNMISTAKABLE, text);
}

/**
 * The same, and what tables hold besides: `30/09/2021 10:11` (always day first, so `09/30/2021` is no date), and seconds
 * (10 digits) or milliseconds (13 digits) since 1970.
 */
export function parseTableDate(text: string): string | null {
  const trimmed = text.trim();
  if (/^\d{10}(\.\d+)?$/.test(trimmed)) return new Date(Math.round(Number(trimmed) * 1000)).toISOString();
  if (/^\d{13}$/.test(trimmed)) return new Date(Number(trimmed)).toISOString();
  return parseWith([...UNMISTAKABLE, DAY_FIRST], trimmed);
}

function parseWith(patterns: readonly RegExp[], text: string): string | null {
  for (const pattern of patterns) {
    const groups = pattern.exec(text.trim())?.groups;
    if (groups !== undefined) return toIso(groups);
  }
  return null;
}

function toIso(groups: Record<string, string | undefined>): string | null {
  const month = groups.mon === undefined ? Number(groups.mo) : MONTHS.indexOf(groups.mon.toLowerCase()) + 1;
  const hour = hourOf(groups);
  const [minute, second] = [Number(groups.mi ?? 0), Number(groups.s ?? 0)];
  const offset = offsetOf(groups.zone);
  const milliseconds = Number((groups.f ?? '').slice(0, 3).padEnd(3, '0'));
  const local = new Date(0);
  local.setUTCFullYear(Number(groups.y), month - 1, Number(groups.d));
  // The 30th of February would silently become a day in March.
  const exists = local.getUTCMonth() === month - 1 && local.getUTCDate() === Number(groups.d);
  if (!exists || hour === null || minute > 59 || second > 59 || offset === null) return null;
  local.setUTCHours(hour, minute - offset, second, milliseconds);
  return local.toISOString();
}

/** Hour of the day, from a clock of 24 hours or of twice 12. */
function hourOf({ h, half }: Record<string, string | undefined>): number | null {
  const hour = Number(h ?? 0);
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Minutes east of Greenwich. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || /^[zug]/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
