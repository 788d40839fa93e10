/** Which sources are to be crawled now, and which are left alone for a while yet. */
import { createHash } from 'node:crypto';
import type { SourceConfig } from '../config.js';
import { slugOf } from '../errors.js';
import type { Appointment } from '../store/sources.js';
import { isAllowed, portOf } from './address.js';
import { loadCrawler } from './registry.js';

export interface Rest {
  name: string;
  /** ISO 8601. */
  dueAt: string;
}

export interface Due {
  due: SourceConfig[];
  /** Soonest first. */
  resting: Rest[];
}

/**
 * Sorts sources into those that are due and those that are not. Due at once is what was never crawled, what has other
 * options than last time, and what is on nobody else's server: files, and hosts that `http.allow_private` names.
 * @param now milliseconds since 1970
 */
export async function sortDue(
  sources: readonly SourceConfig[],
  appointments: ReadonlyMap<string, Appointment>,
  now: number,
  allowPrivate: readonly string[],
): Promise<Due> {
  const sorted: Due = { due: [], resting: [] };
  for (const source of sources) {
    const dueAt = restUntil(source, appointments.get(source.name), now);
    if (dueAt === null || !(await asksOthers(source, allowPrivate))) sorted.due.push(source);
    else sorted.resting.push({ name: source.name, dueAt });
  }
  sorted.resting.sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  return sorted;
}

/** What a source was told to crawl: when this changes, what was agreed with the old address says nothing. */
export function optionsFingerprint({ crawler, options }: Pick<SourceConfig, 'crawler' | 'options'>): string {
  return createHash('sha256')
    .update(JSON.stringify([crawler, options]))
    .digest('hex')
    .slice(0, 16);
}

function restUntil(source: SourceConfig, appointment: Appointment | undefined, now: number): string | null {
  if (appointment?.lastCrawledAt == null || appointment.dueAt === null) return null;
  if (appointment.optionsSeen !== optionsFingerprint(source)) return null;
  // A last crawl in the future was written by a clock since put right, and so was what follows from it.
  if (Date.parse(appointment.lastCrawledAt) > now) return null;
  return Date.parse(appointment.dueAt) > now ? appointment.dueAt : null;
}

/** True when an address in the options, written or by default, is that of somebody else's server. */
async function asksOthers({ crawler, options }: SourceConfig, allowPrivate: readonly string[]): Promise<boolean> {
  const schema = await loadCrawler(crawler).then(
    (loaded) => loaded.options,
    (error: unknown) => {
      // Its crawl will say that there is no such crawler.
      if (slugOf(error) === 'bad-options') return null;
      throw error;
    },
  );
  const parsed = schema?.safeParse(options);
  const addresses = addressesIn(parsed?.success ? parsed.data : options);
  return addresses.some((url) => !isAllowed(url.hostname, portOf(url), allowPrivate));
}

function addressesIn(value: unknown): URL[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) && URL.canParse(value) ? [new URL(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(addressesIn);
}
