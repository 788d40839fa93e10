/** A source that brings nothing new, whether it answers or fails. One silence lasts until something new is heard. */
import type { AlertRule } from '../config.js';
import { restOf } from '../errors.js';
import type { SilenceEvidence } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { type SourceFigures, sourceFigures } from '../store/source-figures.js';
import { firstListed } from '../store/watched.js';
import type { Watch } from './watch.js';

type Rule = Extract<AlertRule, { on: 'source-silent' }>;

const DAY_MS = 86_400_000;

export const silences: Watch<Rule, SilenceEvidence> = {
  on: 'source-silent',
  async standing(store, { now, sources }) {
    const figures = new Map((await sourceFigures(store, now)).map((source) => [source.name, source]));
    const found = [];
    for (const name of sources) {
      const source = figures.get(name);
      const since = source?.newestPost ?? (await firstListed(store, name));
      if (since !== null) found.push(silenceOf(name, since, source, now));
    }
    return found.map((known) => ({
      ...{ thing: `source-silent:${known.source}:${known.since}`, recurs: false, themeId: null },
      known,
    }));
  },
  wants: ({ source, days }, { known }) => known.days >= days && (source === undefined || source === known.source),
  see: async (_store: Database, ones) => ones.map(({ known }) => ({ kind: 'source-silent', evidence: known })),
};

function silenceOf(name: string, since: string, source: SourceFigures | undefined, now: number): SilenceEvidence {
  const usual = source?.expected ?? null;
  return {
    source: name,
    state: stateOf(source),
    since: since.slice(0, 10),
    days: Math.max(0, Math.floor((now - Date.parse(since)) / DAY_MS)),
    heard: source !== undefined && source.newestPost !== null,
    lastOk: source?.lastOkAt?.slice(0, 10) ?? null,
    slug: source?.lastSlug ?? null,
    usual: usual === null ? null : { low: Math.floor(usual.low), high: Math.ceil(usual.high) },
  };
}

function stateOf(source: SourceFigures | undefined): SilenceEvidence['state'] {
  if (source === undefined || (source.lastCrawledAt === null && source.lastSlug === null)) return 'not-asked';
  if (source.lastSlug === null) return 'quiet';
  return restOf(source.lastSlug) === null ? 'failing' : 'off';
}
