/**
 * The import format: one object a line, of which only `text` is required; other keys are ignored.
 * `{"id","text","title","html","created_at","author","author_name","author_url","place","place_url","url","lang",
 * "in_reply_to","mentions":[],"links":[],"hashtags":[],"kind","area"}`
 */
import {
  type Author,
  emptyPost,
  type Place,
  type PlaceKind,
  POST_KINDS,
  type Post,
  type PostKind,
} from '../../model.js';
import { parseDate } from './dates.js';
import {
  addressOf,
  contentId,
  distinct,
  type Fields,
  hostOf,
  idOf,
  languageOf,
  type Reading,
  wordsOf,
} from './fields.js';
import type { TableDates } from './table-dates.js';

/** The keys of the import format, which are also the fields that a column of a table can be mapped to. */
export const IMPORT_FIELDS = [
  'id',
  'text',
  'title',
  'html',
  'created_at',
  'author',
  'author_name',
  'author_url',
  'place',
  'place_url',
  'url',
  'lang',
  'in_reply_to',
  'mentions',
  'links',
  'hashtags',
  'kind',
  'area',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

export interface ImportSettings {
  /** Name of the source: the platform of posts that show no other. */
  source: string;
  /** What `author`, `mentions` and ids belong to, when the person who imports has said so. */
  platform: string | null;
  /** For dates that are not in our own format: of a table, or under a key that the person who imports has named. */
  dates?: TableDates;
}

const X_HOSTS = ['x.com', 'twitter.com', 'mobile.twitter.com'];
const PLACE_KINDS: Partial<Record<PostKind, PlaceKind>> = { blog: 'blog', forum: 'forum', note: 'offline meeting' };

/**
 * Reads one line. Without an id it is known by all it holds, other keys too: two people may say the same words.
 * Dates are never guessed. In our own format one that is not ISO 8601 (or as unmistakable) refuses the line; with
 * `settings.dates` they are read day first, and a post whose date cannot be read comes without it.
 */
export function readImportLine(line: Fields, item: string, settings: ImportSettings): Reading {
  const text = wordsOf(line.text);
  const html = wordsOf(line.html);
  if (text === null && html === null) return { refused: { reason: 'no text', item } };
  const createdAt = createdOf(line.created_at, item, settings.dates);
  if (createdAt === undefined) return { refused: { reason: 'created_at is not a date', item } };
  const { kind, platform } = natureOf(line, settings);
  return {
    post: {
      ...emptyPost(idOf(line.id) ?? contentId(Object.entries(line).sort(byKey)), kind, platform),
      ...pointersOf(line),
      text,
      html: text === null ? html : null,
      title: wordsOf(line.title),
      createdAt,
      author: authorOf(line, platform),
      place: placeOf(line, kind),
      lang: languageOf(line.lang),
      area: wordsOf(line.area),
    },
  };
}

/** `undefined` when the format is ours and this is not a date in it. */
function createdOf(value: unknown, item: string, dates: TableDates | undefined): string | null | undefined {
  const text = String(value ?? '').trim();
  if (text === '') return null;
  return dates === undefined ? (parseDate(text) ?? undefined) : dates.read(text, item);
}

/** What sort of post, on which platform: as declared, else as its addresses show. */
function natureOf(line: Fields, settings: ImportSettings): { kind: PostKind; platform: string } {
  const host = hostOf(addressOf(line.place_url) ?? addressOf(line.url));
  const declared = POST_KINDS.find((kind) => kind === line.kind);
  const isTweet = declared === 'tweet' || (declared === undefined && host !== null && X_HOSTS.includes(host));
  const platform = settings.platform ?? (isTweet ? 'x' : (host ?? settings.source));
  return { kind: declared ?? (platform === 'x' ? 'tweet' : 'comment'), platform };
}

/** The line with the keys of the import format, where they have other names in it. */
export function renameKeys(line: Fields, map: Readonly<Record<string, string>>): Fields {
  const renamed = Object.entries(map).map(([field, key]) => [field, line[key]] as const);
  return { ...line, ...Object.fromEntries(renamed) };
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function pointersOf(line: Fields): Partial<Post> {
  return {
    url: addressOf(line.url),
    inReplyTo: idOf(line.in_reply_to),
    mentions: distinct(wordList(line.mentions).map((handle) => handle.replace(/^@/, ''))),
    hashtags: distinct(wordList(line.hashtags).map((tag) => tag.replace(/^#/, ''))),
    links: distinct(wordList(line.links).map(addressOf)),
  };
}

function wordList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(idOf).filter((word) => word !== null) : [];
}

/** `author` is a handle, an id or, on a blog, a name; handles of X do not care about case. */
function authorOf(line: Fields, platform: string): Author | null {
  const given = idOf(line.author)?.replace(/^@/, '') ?? null;
  const name = wordsOf(line.author_name);
  const url = addressOf(line.author_url);
  const id = given ?? url ?? name;
  if (id === null || id === '') return null;
  const isHandle = given !== null && /^[\w.-]+(@[\w.-]+)?$/.test(given) && !/^\d{9,}$/.test(given);
  const handle = isHandle ? given : null;
  return {
    id: platform === 'x' ? id.toLowerCase() : id,
    handle,
    name: name ?? (isHandle ? null : given),
    url: url ?? (platform === 'x' && handle !== null ? `https://x.com/${handle}` : null),
    kind: 'unknown',
  };
}

function placeOf(line: Fields, kind: PostKind): Place | null {
  const url = addressOf(line.place_url);
  const name = wordsOf(line.place) ?? hostOf(url);
  if (name === null) return null;
  const placeKind = name.startsWith('#') ? 'hashtag' : (PLACE_KINDS[kind] ?? null);
  return { name, url, kind: placeKind, owner: null, area: null };
}
