/** `discover sources add URL`: from the address of a site to a source in the project file. */
import { type Config, SOURCE_NAME, SOURCE_NAME_WORDS, type SourceConfig } from '../../config.js';
import { feedProblem } from '../../crawl/accounts.js';
import type { Discovery, FoundFeed } from '../../crawl/discovery.js';
import { SourceError, UsageError, UserError, wordsOf } from '../../errors.js';
import { PLACE_KINDS, type PlaceKind } from '../../model.js';
import type { SourceEntry } from '../../project-file.js';
import { count, inert, table } from '../../terminal.js';
import type { Context, Outcome } from '../command.js';
import { choose } from './choose.js';
import { withClient } from './client.js';
import { newName, placeName, sourceWith } from './known.js';
import { projectFileOf } from './project-file.js';

export interface AddOptions {
  name?: string;
  kind?: string;
  yes?: boolean;
}

/** What a person says of the new source. */
interface Wishes {
  name: string | null;
  kind: PlaceKind | null;
}

export async function addSource(context: Context, options: AddOptions, written: string): Promise<Outcome> {
  const wishes = wishesOf(options);
  const addresses = addressesOf(written);
  const { file, config } = await projectFileOf(context);
  refuseTakenName(config, wishes.name);
  refuseKnown(config, file, addresses);
  const found = await withClient(context, config, (fetch) => find(context, addresses, fetch));
  if (found.feeds.length === 0) throw new UserError(nothingFound(found, written));
  const chosen = await chooseFeeds(context, found, config, options.yes ?? false);
  if (chosen.length === 0) {
    return { json: { file, added: [], found: found.feeds }, text: `Nothing was added to ${file}.` };
  }
  refuseAccounts(chosen);
  const { addSources } = await import('../../project-file.js');
  const added = await addSources(file, (now) => {
    refuseTakenName(now, wishes.name);
    const fresh = chosen.filter((feed) => sourceOf(now, feed) === undefined);
    if (fresh.length === 0) refuseKnown(now, file, [chosen[0]!.url, chosen[0]!.answeredBy]);
    return entriesFor(fresh, found, wishes, now.sources);
  });
  return { json: { file, added, found: found.feeds }, text: addedText(file, added, found) };
}

function wishesOf({ name, kind }: AddOptions): Wishes {
  if (name !== undefined && !SOURCE_NAME.test(name)) throw new UsageError(`--name ${name}: ${SOURCE_NAME_WORDS}.`);
  if (kind !== undefined && !(PLACE_KINDS as readonly string[]).includes(kind)) {
    throw new UsageError(`--kind ${kind}: there are ${PLACE_KINDS.join(', ')}.`);
  }
  return { name: name ?? null, kind: (kind as PlaceKind | undefined) ?? null };
}

/** An address as people write it: without a scheme TLS is tried first. */
function addressesOf(written: string): string[] {
  const text = written.trim();
  const bare = text.replace(/^feed:(?=https?:)/i, '').replace(/^feed:/i, '');
  const tries = /^[a-z][a-z\d+.-]*:\/\//i.test(bare)
    ? [bare]
    : [`https://${bare.replace(/^\/\//, '')}`, `http://${bare.replace(/^\/\//, '')}`];
  if (text === '' || !tries.every((address) => URL.canParse(address))) {
    throw new UsageError(`${written}: expected the address of a site, such as https://blog.example.org/.`);
  }
  return tries.map((address) => new URL(address).href);
}

function refuseTakenName(config: Config, name: string | null): void {
  if (name !== null && config.sources.some((source) => source.name === name)) {
    throw new UsageError(`There is a source "${name}" already. Choose another name with --name.`);
  }
}

function refuseKnown(config: Config, file: string, addresses: readonly string[]): void {
  const known = sourceWith(config.sources, ...addresses);
  if (known !== undefined) {
    throw new UserError(`${addresses[0]} is in ${file} already, as "${known.name}". Nothing was added.`);
  }
}

/** Whose it is stands in the project file, where a person has to write it. */
function refuseAccounts(chosen: readonly FoundFeed[]): void {
  for (const { url } of chosen) {
    const problem = feedProblem(null, url);
    if (problem !== null) throw new UserError(`Nothing was added: ${problem}.`);
  }
}

/** The source that reads a found feed already. */
function sourceOf({ sources }: Config, { url, answeredBy }: FoundFeed): SourceConfig | undefined {
  return sourceWith(sources, url, answeredBy);
}

/** @throws UserError when the site cannot be looked at, with what to do */
async function find(
  { effects }: Context,
  addresses: readonly string[],
  fetch: Parameters<Parameters<typeof withClient>[2]>[0],
): Promise<Discovery> {
  const { discoverFeeds } = await import('../../crawl/discovery.js');
  const { REMEDIES } = await import('../../crawl/discovery/remedies.js');
  const world = { fetch, now: effects.now, log: effects.log };
  try {
    return await discoverFeeds(addresses[0]!, world).catch((error: unknown) => {
      if (addresses.length === 1 || !(error instanceof SourceError) || !NO_TLS.includes(error.slug)) throw error;
      return discoverFeeds(addresses[1]!, world);
    });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UserError(`Nothing was added (${error.slug}): ${wordsOf(error)}. ${REMEDIES[error.slug]}`, {
      cause: error,
    });
  }
}

/** How a host answers that speaks no TLS. */
const NO_TLS = ['connection-refused', 'connection-lost', 'tls-error', 'timeout'];

async function chooseFeeds({ ask }: Context, found: Discovery, config: Config, yes: boolean): Promise<FoundFeed[]> {
  if (yes) return found.feeds.slice(0, 1);
  const shown = foundText(found, config);
  if (ask === null) {
    throw new UsageError(
      `${shown}\n\nNothing was added: nobody is at the terminal to choose. Say --yes to take number 1, or give the address of the feed you want with --yes.`,
    );
  }
  const chosen = await choose(ask, shown, 'Which to add?', found.feeds.length);
  return chosen.map((index) => found.feeds[index]!);
}

/** The feeds of one forum make one source; of all else each feed is a source of its own. */
function entriesFor(
  chosen: readonly FoundFeed[],
  found: Discovery,
  wishes: Wishes,
  there: readonly SourceConfig[],
): SourceEntry[] {
  const names = new Set(there.map(({ name }) => name));
  const isForum = (feed: FoundFeed) => (wishes.kind === null ? feed.crawler === 'forums' : wishes.kind === 'forum');
  const forum = chosen.filter(isForum);
  const groups = [
    ...(forum.length > 0 ? [forum] : []),
    ...chosen.filter((feed) => !isForum(feed)).map((feed) => [feed]),
  ];
  return groups.map((feeds) => {
    const [first] = feeds as [FoundFeed, ...FoundFeed[]];
    const title = feeds.length > 1 || first.title === null ? (found.title ?? first.title) : first.title;
    const site = first.site ?? (found.title === null ? new URL('/', first.url).href : found.address);
    const name = wishes.name !== null && !names.has(wishes.name) ? wishes.name : newName(title, site, names);
    names.add(name);
    const reading = isForum(first)
      ? { crawler: 'forums', options: { feeds: feeds.map(({ url }) => url) } }
      : { crawler: 'blogs', options: { feed: first.url } };
    const kind = wishes.kind ?? (isForum(first) ? 'forum' : 'blog');
    return { name, ...reading, place: { name: placeName(title ?? name, site, there), url: site, kind } };
  });
}

/** What was found, with numbers. */
function foundText(found: Discovery, config: Config): string {
  const rows = found.feeds.map((feed, index) => [
    String(index + 1),
    shortened(feed.title ?? '(no title)', 34),
    feed.talk,
    feed.items,
    feed.newest?.slice(0, 10) ?? '-',
    feed.crawler,
  ]);
  const columns = [
    ...[{ title: '#' }, { title: 'title' }, { title: 'what' }, { title: 'items', align: 'right' as const }],
    ...[{ title: 'newest' }, { title: 'crawler' }],
  ];
  const made = found.software === null ? '' : ` (made with ${found.software})`;
  return [
    `Found at ${inert(found.address)}${made}:`,
    table(columns, rows),
    ...found.feeds.flatMap((feed, index) => [
      `  ${index + 1}: ${inert(feed.url)}`,
      ...feed.warnings.map((warning) => `     Note: ${inert(warning)}.`),
      ...knownLine(sourceOf(config, feed)),
    ]),
    ...failedLines(found),
  ].join('\n');
}

function knownLine(source: SourceConfig | undefined): string[] {
  return source === undefined ? [] : [`     Note: it is there already, as "${source.name}".`];
}

function failedLines({ failed }: Discovery): string[] {
  return failed.map(({ url, slug, message }) => inert(`  Not taken: ${url.slice(0, 200)} (${slug}): ${message}`));
}

function shortened(text: string, width: number): string {
  const signs = [...text];
  return signs.length > width ? `${signs.slice(0, width - 1).join('')}…` : text;
}

function nothingFound(found: Discovery, written: string): string {
  return [
    `No feed was found at ${inert(written)} in ${count(found.requests, 'request')}.`,
    ...failedLines(found),
    'Look at the site in a browser for a link called RSS, Atom or Feed, and give its address.',
  ].join('\n');
}

function addedText(file: string, added: readonly SourceEntry[], found: Discovery): string {
  const lines = added.map(({ name, crawler, options, place }) => {
    const feeds = [options.feed ?? options.feeds].flat().join(', ');
    return `  ${name}: ${feeds} (${crawler}; ${place!.kind})`;
  });
  const warnings = found.feeds
    .filter(({ url }) => added.some(({ options }) => [options.feed, options.feeds].flat().includes(url)))
    .flatMap(({ url, warnings: notes }) => notes.map((note) => inert(`  Note on ${url}: ${note}.`)));
  const [first] = added;
  return [
    `Added ${count(added.length, 'source')} to ${file}:`,
    ...lines,
    ...warnings,
    ...failedLines(found),
    'Who owns the place, and its area, are yours to add there.',
    `Next: \`discover crawl --source ${/\s/.test(first!.name) ? `"${first!.name}"` : first!.name}\`, or \`discover run\`.`,
  ].join('\n');
}
