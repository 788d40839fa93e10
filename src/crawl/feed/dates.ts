/** Dates as feeds write them. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** First letters of the months, accents taken off, in English, German, French, Spanish, Italian, Portuguese and Dutch. */
const MONTHS: readonly string[][] = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fev'],
  ['mar', 'mrt', 'maerz'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mag', 'mei'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott', 'out'],
  ['nov'],
  ['dec', 'dez', 'dic'],
];

/** Minutes ahead of UTC. Names shared by several zones mean what most feeds mean by them. */
const ZONES: Record<string, number> = {
  ...{ z: 0, ut: 0, utc: 0, gmt: 0, wet: 0, west: 60, bst: 60, cet: 60, met: 60, cest: 120, mest: 120, eet: 120 },
  ...{
    eest: 180,
    msk: 180,
    ist: 330,
    pkt: 300,
    sgt: 480,
    hkt: 480,
    awst: 480,
    jst: 540,
    kst: 540,
    aest: 600,
    aedt: 660,
  },
  ...{ acst: 570, acdt: 630, nzst: 720, nzdt: 780, sast: 120, brt: -180, art: -180, ast: -240, adt: -180, est: -300 },
  ...{ edt: -240, et: -300, cst: -360, cdt: -300, ct: -360, mst: -420, mdt: -360, mt: -420, pst: -480, pdt: -420 },
  ...{ pt: -480, akst: -540, akdt: -480, hst: -600 },
};

const ZONE = String.raw`(z|(?:utc|gmt)?\s*[+-]\d{1,2}:?(?:\d{2})?|[a-z]{1,5})?`;
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?`;
const WEEKDAY = String.raw`(?:\p{L}+\.?(?:,\s*|\s+))?`;
const MONTH = String.raw`(\p{L}{3,})\.?`;

// RFC 3339, W3C-DTF and ISO 8601 with what people leave out of them.
const ISO = /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[t ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(.*))?$/i;
const ORDINAL = /^(\d{4})-?(\d{3})$/;
// RFC 822 and its kin: Mon, 26 Jan 04 16:31:00 EST.
const DAY_FIRST = new RegExp(
  `^${WEEKDAY}(\\d{1,2})[\\s.-]+${MONTH}[\\s,-]+(\\d{2,4})(?:,?\\s+${TIME}\\s*${ZONE})?$`,
  'iu',
);
// asctime and Unix date: Mon Jan 26 16:31:00 EST 2004.
const YEAR_LAST = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2}),?\\s+${TIME}\\s*${ZONE}\\s+(\\d{4})$`, 'iu');
// January 26, 2004 4:31 PM.
const MONTH_FIRST = new RegExp(`^${WEEKDAY}${MONTH}\\s+(\\d{1,2}),?\\s+(\\d{4})(?:,?\\s+${TIME}\\s*${ZONE})?$`, 'iu');
const UNIX_SECONDS = /^\d{9,10}$/;
const UNIX_MILLISECONDS = /^\d{12,13}$/;

interface Parts {
  year: string | undefined;
  /** From 1. */
  month: number;
  day: string | undefined;
  hour?: string | undefined;
  minute?: string | undefined;
  second?: string | undefined;
  half?: string | undefined;
  zone?: string | undefined;
}

/**
 * A date as ISO 8601 in UTC, whole seconds; `null` when there is none, or when it is impossible (31 February).
 * A date without a zone is taken for UTC, one without a time for midnight.
 */
export function parseDate(written: string): string | null {
  const text = written.trim().replace(/\s+/g, ' ');
  if (text === '' || text.length > 80) return null;
  if (UNIX_SECONDS.test(text)) return new Date(Number(text) * 1000).toISOString();
  if (UNIX_MILLISECONDS.test(text)) return new Date(Number(text)).toISOString();
  const ordinal = ORDINAL.exec(text);
  if (ordinal !== null) return ordinalDate(Number(ordinal[1]), Number(ordinal[2]));
  const parts = partsOf(text);
  return parts === null ? null : moment(parts);
}

function partsOf(text: string): Parts | null {
  let found = ISO.exec(text);
  if (found !== null) {
    const [, year, month, day, hour, minute, second, zone] = found;
    return { year, month: Number(month ?? 1), day, hour, minute, second, zone };
  }
  found = DAY_FIRST.exec(text);
  if (found !== null) {
    const [, day, month, year, hour, minute, second, half, zone] = found;
    return { year, month: monthOf(month!), day, hour, minute, second, half, zone };
  }
  found = YEAR_LAST.exec(text);
  if (found !== null) {
    const [, month, day, hour, minute, second, half, zone, year] = found;
    return { year, month: monthOf(month!), day, hour, minute, second, half, zone };
  }
  found = MONTH_FIRST.exec(text);
  if (found === null) return null;
  const [, month, day, year, hour, minute, second, half, zone] = found;
  return { year, month: monthOf(month!), day, hour, minute, second, half, zone };
}

/** 1 to 12; 0 for what is no month. */
function monthOf(name: string): number {
  const bare = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return MONTHS.findIndex((starts) => starts.some((start) => bare.startsWith(start))) + 1;
}

function moment(parts: Parts): string | null {
  const year = fullYear(parts.year!);
  const day = Number(parts.day ?? 1);
  const midnight = Date.UTC(year, parts.month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== parts.month - 1 || date.getUTCDate() !== day)
    return null;
  const minutes = clock(parts);
  const zone = zoneMinutes(parts.zone ?? '');
  if (minutes === null || zone === null) return null;
  const second = Number(parts.second ?? 0);
  if (second > 60) return null; // 60 is a leap second
  return new Date(midnight + (minutes - zone) * MINUTE_MS + second * 1000).toISOString();
}

/** RFC 5322, section 4.3: two digits below 50 are of this century, three count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

function clock({ hour, minute, half }: Parts): number | null {
  const minutes = Number(minute ?? 0);
  let hours = Number(hour ?? 0);
  if (half !== undefined) hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null;
  return hours * 60 + minutes;
}

/** An unknown name is taken for UTC, as RFC 5322 asks; an offset no place on earth has is an error. */
function zoneMinutes(zone: string): number | null {
  const offset = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone.trim());
  if (offset === null) return ZONES[zone.trim().toLowerCase()] ?? 0;
  const [, sign, hours, minutes] = offset;
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  if (total > 14 * 60) return null;
  return sign === '-' ? -total : total;
}

/** ISO 8601: the n-th day of a year. */
function ordinalDate(year: number, day: number): string | null {
  const date = new Date(Date.UTC(year, 0, 1) + (day - 1) * DAY_MS);
  return day >= 1 && date.getUTCFullYear() === year ? date.toISOString() : null;
}
