/** What a notice is made from, and what is worked out from it before anything is put into words. */
import { basename } from 'node:path';
import type { NoticeConfig } from '../config.js';
import { FAILURES, restOf } from '../errors.js';
import type { Place } from '../model.js';
import type { KeptSource, NoticeFigures } from '../store/notice-figures.js';

const DAY_MS = 86_400_000;

/** A source as it may be published: passwords and tokens are gone from its options. */
export interface PublicSource {
  name: string;
  crawler: string;
  options: Record<string, unknown>;
  place: Place;
}

/** What a crawler says of itself; as in the contract of crawlers. */
export interface CrawlerNotice {
  keeps: string;
  honours: string;
  thirdParty: string | null;
}

export interface NoticeInput {
  version: string;
  purpose: string;
  words: readonly string[];
  languages: readonly string[];
  /** Whether a sentence model weighs beside the words. */
  hasModel: boolean;
  notice: NoticeConfig;
  sources: readonly PublicSource[];
  /** Of every crawler that a source has or had. */
  crawlers: ReadonlyMap<string, CrawlerNotice>;
  rules: NoticeRules;
  /** What the store knows; `null` where nothing was ever collected. */
  figures: NoticeFigures | null;
}

/** Settings and constants of the program that the notice tells. */
export interface NoticeRules {
  store: 'sqlite' | 'postgres';
  redis: boolean;
  /** Whether a summary of each night leaves the machine. */
  summaries: boolean;
  /** Shown to every site that is visited. */
  siteContact: string | null;
  backups: { daily: number; weekly: number; monthly: number };
  fewestPeople: number;
  quietDays: number;
  /** Of surges, 0 to 1. */
  falseDiscoveryRate: number;
  /** The fewest words in a row of an individual that no file holds. */
  verbatimWords: number;
}

/** Something that only the people who listen can say, and have not. */
export interface Gap {
  /** Of the project file. */
  key: string;
  /** The end of a sentence that begins with "Missing:". */
  words: string;
}

export function gapsOf({ purpose, notice }: Pick<NoticeInput, 'purpose' | 'notice'>): Gap[] {
  const wanted: [string | null, string, string][] = [
    [purpose === '' ? null : purpose, 'purpose', 'why you listen'],
    [notice.organisation, 'notice.organisation', 'who listens'],
    [notice.contact, 'notice.contact', 'where people can ask, and object'],
    [notice.complaints, 'notice.complaints', 'where people can complain'],
    [notice.lawfulBasis, 'notice.lawful_basis', 'what allows you to do this'],
  ];
  return wanted.filter(([value]) => value === null).map(([, key, words]) => ({ key, words }));
}

/** What is asked of a source: names of options with their values. */
export type Asked = [name: string, values: string[]][];

export interface ListedSource extends PublicSource {
  asked: Asked;
  since: string | null;
  posts: number;
  /** A few words: `read`, `failing: …`. */
  state: string;
  /** What the state means for a reader of the figures. */
  hearing: 'heard' | 'failing' | 'off' | 'quiet' | 'unread';
}

/** Every active source, in the order of the project file. */
export function listedSources({ sources, figures, rules }: NoticeInput): ListedSource[] {
  const kept = new Map((figures?.sources ?? []).map((source) => [source.name, source]));
  return sources.map((source) => {
    const known = kept.get(source.name);
    const { state, hearing } = stateOf(known, figures?.asOf ?? null, rules.quietDays);
    return {
      ...{ ...source, options: withoutFolders(source.options) },
      ...{
        asked: askedOf(withoutFolders(source.options)),
        since: known?.since ?? null,
        posts: known?.posts ?? 0,
        state,
        hearing,
      },
    };
  });
}

/** What is kept of sources that the project file no longer names, imported files included; by name. */
export function formerSources({ sources, figures }: Pick<NoticeInput, 'sources' | 'figures'>): KeptSource[] {
  const active = new Set(sources.map(({ name }) => name));
  return (figures?.sources ?? [])
    .filter(({ name, posts }) => !active.has(name) && posts > 0)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function stateOf(
  source: KeptSource | undefined,
  asOf: string | null,
  quietDays: number,
): Pick<ListedSource, 'state' | 'hearing'> {
  if (source === undefined) return { state: 'not read yet', hearing: 'unread' };
  const { slug, posts, newest } = source;
  if (slug !== null) {
    const words = (FAILURES as Record<string, string>)[slug] ?? slug;
    return restOf(slug) === null
      ? { state: `failing: ${words}`, hearing: 'failing' }
      : { state: words, hearing: 'off' };
  }
  if (posts === 0) return { state: 'read, nothing found', hearing: 'quiet' };
  const isQuiet = newest !== null && asOf !== null && Date.parse(asOf) - Date.parse(newest) > quietDays * DAY_MS;
  return isQuiet ? { state: `nothing new since ${newest}`, hearing: 'quiet' } : { state: 'read', hearing: 'heard' };
}

/** How often, how much, as what and with which account of ours: that says nothing about whom we listen to. */
const TECHNICAL = new Set([
  ...['api', 'token', 'account', 'password', 'pages', 'days', 'topics', 'comments', 'articles'],
  ...['format', 'map', 'platform', 'use'],
]);

/** Where a file lies on a machine is nobody's business. */
function withoutFolders({ file, ...options }: Record<string, unknown>): Record<string, unknown> {
  return typeof file === 'string' ? { ...options, file: basename(file.replaceAll('\\', '/')) } : options;
}

function askedOf(options: Record<string, unknown>): Asked {
  const asked = Object.entries(options).flatMap(([name, value]): Asked => {
    const values = TECHNICAL.has(name) ? [] : [value].flat().flatMap(textsOf);
    return values.length === 0 ? [] : [[name, values]];
  });
  const use = (options.use as { words?: unknown } | undefined)?.words;
  return typeof use === 'string' ? [...asked, ['declared use', [use]]] : asked;
}

function textsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  const { server } = value as { server?: unknown };
  return [typeof server === 'string' ? server : JSON.stringify(value)];
}
