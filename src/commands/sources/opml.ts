/** `discover sources import` and `export`: lists of feeds as other readers know them. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SOURCE_NAME, type SourceConfig } from '../../config.js';
import { feedProblem } from '../../crawl/accounts.js';
import { checkAddress } from '../../crawl/address.js';
import { MOST_OPML_BYTES, type OpmlFeed, readOpml, writeOpml } from '../../crawl/opml.js';
import { isNotFound, SourceError, UsageError, UserError, wordsOf } from '../../errors.js';
import { OWNER_KINDS, type OwnerKind, PLACE_KINDS } from '../../model.js';
import type { SourceEntry } from '../../project-file.js';
import { count, inert, table } from '../../terminal.js';
import { ALREADY_WRITTEN, type Context, type Outcome } from '../command.js';
import { confirm } from './choose.js';
import { addressKey, feedsOf, newName, placeName } from './known.js';
import { projectFileOf } from './project-file.js';

/** Groups in groups make one area: `England / Leeds`. */
const BETWEEN_GROUPS = ' / ';
/** How an exported list carries what OPML has no word for: as categories, which every reader keeps or passes over. */
const OURS = /^\/discover\/(crawler|source|kind|owner)\/(.+)$/;
/** Feeds of forums by the software that makes them, in lists that do not say. */
const FORUM_FEED =
  /\/(?:feed|external|syndication)\.php|\/(?:posts|latest)\.rss|\/-\/index\.rss|\/discussions\/feed|\/forums?\/|^https?:\/\/forums?\./i;

export interface OpmlImportOptions {
  yes?: boolean;
}

interface Refused {
  item: string;
  reason: string;
}

interface Plan {
  entries: SourceEntry[];
  refused: Refused[];
  /** Feeds that the project or the list itself has already. */
  known: string[];
}

export async function importOpml(context: Context, options: OpmlImportOptions, name: string): Promise<Outcome> {
  const { file, config } = await projectFileOf(context);
  const list = readList(name, await readBytes(name));
  const plan = planFor(list, config.sources, config.http.allowPrivate);
  const shown = planText(plan, name);
  if (plan.entries.length === 0) {
    return { json: { file, added: [], ...leftOut(plan) }, text: `${shown}\nNothing was added to ${file}.` };
  }
  if (!options.yes) {
    if (context.ask === null) {
      throw new UsageError(`${shown}\nNothing was added: nobody is at the terminal to agree. Say --yes to add them.`);
    }
    if (!(await confirm(context.ask, shown, `Add ${count(plan.entries.length, 'source')} to ${file}?`))) {
      return { json: { file, added: [], ...leftOut(plan) }, text: `Nothing was added to ${file}.` };
    }
  }
  const { addSources } = await import('../../project-file.js');
  const added = await addSources(file, (now) => planFor(list, now.sources, now.http.allowPrivate).entries);
  const text = `Added ${count(added.length, 'source')} to ${file}.\nNext: \`discover sources check\` asks each of them once.`;
  return { json: { file, added, ...leftOut(plan) }, text: options.yes ? `${shown}\n${text}` : text };
}

function leftOut({ refused, known }: Plan) {
  return { refused, known };
}

async function readBytes(name: string): Promise<Buffer> {
  const path = resolve(name);
  try {
    if ((await stat(path)).size > MOST_OPML_BYTES)
      throw new UserError(`${name}: larger than 10 MB, the most an OPML file may have.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Cannot read ${name}: ${isNotFound(error) ? 'there is no such file' : (error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}

function readList(name: string, body: Buffer): ReturnType<typeof readOpml> {
  try {
    return readOpml(body);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UserError(`${name}: ${error.message}. Nothing was added.`, { cause: error });
  }
}

/** Addresses are judged as they are written; when they are asked, the addresses they stand for are judged again. */
function planFor(
  list: ReturnType<typeof readOpml>,
  there: readonly SourceConfig[],
  allowPrivate: readonly string[],
): Plan {
  const names = new Set(there.map(({ name }) => name));
  const places = there.map(({ place }) => ({ place }));
  const seen = new Set(there.flatMap(feedsOf).map(addressKey));
  const ours = new Map<string, SourceEntry>();
  const plan: Plan = { entries: [], refused: [...list.refused], known: [] };
  for (const feed of list.feeds) {
    const tags = tagsOf(feed);
    const owner = ownerOf(tags);
    const problem = problemWith(feed.url, allowPrivate) ?? feedProblem(owner, feed.url);
    if (problem !== null) {
      plan.refused.push({ item: feed.title ?? feed.url, reason: problem });
      continue;
    }
    if (seen.has(addressKey(feed.url))) {
      plan.known.push(feed.url);
      continue;
    }
    seen.add(addressKey(feed.url));
    const sibling = tags.source === undefined ? undefined : ours.get(tags.source);
    if (sibling?.crawler === 'forums' && tags.crawler === 'forums') {
      (sibling.options.feeds as string[]).push(feed.url);
      continue;
    }
    const entry = entryOf(feed, tags, names, places);
    names.add(entry.name);
    places.push({ place: { ...entry.place!, url: entry.place!.url ?? null, kind: null, owner: null, area: null } });
    if (tags.source !== undefined) ours.set(tags.source, entry);
    plan.entries.push(entry);
  }
  return plan;
}

function problemWith(url: string, allowPrivate: readonly string[]): string | null {
  try {
    checkAddress(url, allowPrivate);
    return null;
  } catch (error) {
    if (error instanceof SourceError) return `${error.slug}: ${wordsOf(error)}`;
    throw error;
  }
}

type Tags = Partial<Record<'crawler' | 'source' | 'kind' | 'owner', string>>;

function tagsOf({ categories }: OpmlFeed): Tags {
  const found = categories.flatMap((category) => {
    const match = OURS.exec(category);
    return match === null ? [] : [[match[1], match[2]]];
  });
  return Object.fromEntries(found) as Tags;
}

function ownerOf(tags: Tags): OwnerKind | null {
  return OWNER_KINDS.find((one) => one === tags.owner) ?? null;
}

function entryOf(
  feed: OpmlFeed,
  tags: Tags,
  names: ReadonlySet<string>,
  places: readonly Pick<SourceConfig, 'place'>[],
): SourceEntry {
  const isForum = tags.crawler === undefined ? FORUM_FEED.test(feed.url) : tags.crawler === 'forums';
  const site = feed.site ?? new URL('/', feed.url).href;
  const wished = tags.source !== undefined && SOURCE_NAME.test(tags.source) && !names.has(tags.source);
  const name = wished ? tags.source! : newName(feed.title, feed.url, names);
  const kind =
    PLACE_KINDS.find((one) => one === tags.kind) ?? (isForum && tags.crawler === undefined ? 'forum' : undefined);
  const owner = ownerOf(tags);
  const area = inert(feed.groups.join(BETWEEN_GROUPS)).slice(0, 200);
  const title = feed.title ?? name;
  return {
    name,
    ...(isForum
      ? { crawler: 'forums', options: { feeds: [feed.url] } }
      : { crawler: 'blogs', options: { feed: feed.url } }),
    place: {
      name: wished ? inert(title) : placeName(title, site, places),
      ...(feed.site === null && tags.source !== undefined ? {} : { url: site }),
      ...(kind === undefined ? {} : { kind }),
      ...(owner === null ? {} : { owner }),
      ...(area === '' ? {} : { area }),
    },
  };
}

/** Lines of what is to be added and what is not; the rest is counted. */
const MOST_SHOWN = 20;

function planText({ entries, refused, known }: Plan, name: string): string {
  const rows = entries.slice(0, MOST_SHOWN).map((entry) => [entry.name, entry.crawler, entry.place?.area ?? '-']);
  const more = (all: readonly unknown[]) => (all.length > MOST_SHOWN ? [`  and ${all.length - MOST_SHOWN} more`] : []);
  return [
    `${name} has ${count(entries.length, 'new source')}${entries.length > 0 ? ':' : '.'}`,
    ...(rows.length === 0 ? [] : [table([{ title: 'source' }, { title: 'crawler' }, { title: 'area' }], rows)]),
    ...more(entries),
    ...refused.slice(0, MOST_SHOWN).map(({ item, reason }) => inert(`  Refused: ${item}: ${reason}`)),
    ...more(refused),
    ...(known.length === 0 ? [] : [`  ${count(known.length, 'feed')} of it is there already.`]),
  ].join('\n');
}

export interface OpmlExportOptions {
  out?: string;
}

export async function exportOpml(context: Context, { out }: OpmlExportOptions): Promise<Outcome> {
  const { config } = await projectFileOf(context);
  const feeds = config.sources.flatMap(exported);
  const without = config.sources.filter((source) => feedsOf(source).length === 0).map(({ name }) => name);
  const { effects } = context;
  for (const name of without) effects.log.warn(`${name} reads no feed, and is not in the list.`);
  const opml = writeOpml(config.purpose, effects.now(), feeds);
  if (out === '-') {
    await context.write(opml);
    return ALREADY_WRITTEN;
  }
  if (out === undefined) return { json: { opml, feeds: feeds.length, without }, text: opml.trimEnd() };
  const { saveWhole } = await import('../../whole-file.js');
  const file = resolve(out);
  await saveWhole(file, [opml]);
  return { json: { file, feeds: feeds.length, without }, text: `Wrote ${file}: ${count(feeds.length, 'feed')}.` };
}

function exported(source: SourceConfig): OpmlFeed[] {
  const { name, crawler, place } = source;
  const tags = { crawler, source: name, kind: place.kind, owner: place.owner };
  const categories = Object.entries(tags).flatMap(([key, value]) =>
    value === null ? [] : `/discover/${key}/${value}`,
  );
  const groups = place.area === null ? [] : place.area.split(BETWEEN_GROUPS);
  return feedsOf(source).map((url) => ({ url, title: place.name, site: place.url, groups, categories }));
}
