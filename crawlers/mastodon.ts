/**
 * Public statuses by hashtag from one or more Mastodon servers, and of accounts that speak for an organisation.
 *
 * The first crawl of a timeline goes back from its newest status for so many `days`; every later one goes forward with
 * `min_id`, page by page, so that nothing said between two nights is missed. A status that two servers show is one post:
 * its id is its address in ActivityPub (`uri`). What is not `public` is never stored, nor anybody who asks to be left
 * alone: `noindex`, `indexable: false`, `discoverable: false`, or #nobot, #noindex, #nosearch, #noarchive in the profile.
 * Of a status that is answered only the address is asked for. Edits made after a status was read are not seen.
 */
import { z } from 'zod';
import { type Branch, readBranches, repeatedPage } from '../src/crawl/branches.js';
import { type CrawlContext, type CrawlPage, defineCrawler } from '../src/crawl/crawler.js';
import {
  accountId,
  askAddresses,
  baseOf,
  checkTagsAreOpen,
  openServer,
  type Page,
  readPage,
  type Server,
  type ServerOption,
  serverOption,
} from '../src/crawl/mastodon-server.js';
import { readServedStatus, type ServedStatus } from '../src/crawl/shapes/mastodon-served.js';
import type { Post } from '../src/model.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const ACCOUNT = /^@?([\p{L}\p{N}_.-]{1,100})@([\p{L}\p{N}.-]{1,253}(?::\d{1,5})?)$/u;

const options = z
  .strictObject({
    /** Each a host name, or `{ server, token }` with the name of an environment variable. */
    servers: z.array(serverOption).max(50).default([]),
    /** Hashtags, read on every one of the servers. */
    tags: z
      .array(z.string().regex(/^#?[\p{L}\p{M}\p{N}_·]{1,200}$/u, 'a hashtag, such as #buses'))
      .max(100)
      .default([]),
    /** Accounts of organisations (see `follows`), such as `hospital@social.example.org`, read on their own server. */
    accounts: z
      .array(z.string().regex(ACCOUNT, 'an account, such as hospital@social.example.org'))
      .max(100)
      .default([]),
    /** How far back the first crawl goes. */
    days: z.int().min(1).max(3650).default(7),
    /** Most pages of 40 statuses in one crawl, for each timeline. */
    pages: z.int().min(1).max(10_000).default(25),
  })
  .refine(({ tags, accounts }) => tags.length + accounts.length > 0, { message: 'name tags, or accounts' })
  .refine(({ servers, tags }) => tags.length === 0 || servers.length > 0, {
    message: 'name the servers to read tags on',
  });
type MastodonOptions = z.output<typeof options>;

/** How far a timeline was read, in numbers of its server. */
const reachSchema = z.object({
  /** Everything up to here has been read, except what `below` still leaves out. */
  newest: z.string().nullable(),
  /** The first crawl has not come to its end: it goes on below this number. */
  below: z.string().nullable(),
});
type Reach = z.infer<typeof reachSchema>;
const cursorSchema = z.object({ timelines: z.record(z.string(), reachSchema) });

interface Timeline {
  name: string;
  server: Server;
  path: string;
  isTag: boolean;
}

interface Crawl {
  context: CrawlContext<MastodonOptions>;
  reached: Record<string, Reach>;
  /** When each status of this crawl was last edited, by its address. */
  given: Map<string, string>;
  /** Addresses of statuses by host and number. */
  addresses: Map<string, string>;
}

export const mastodon = defineCrawler<MastodonOptions>({
  name: 'mastodon',
  summary: 'public statuses on Mastodon servers by hashtag or account; honours whoever asks not to be indexed',
  options,
  notice: {
    keeps:
      "a status's words, date, address, language, hashtags, links, mentions and the status it answers; of its author the address, handle and display name of the account",
    honours:
      'Only statuses that are public are stored. Accounts that ask not to be indexed or discovered, in their settings or with #nobot, #noindex, #nosearch or #noarchive in their profile, are never stored. Whether a status was deleted or changed after it was read is not seen: the author has to ask for its removal here.',
    thirdParty: null,
  },
  follows: ({ accounts }) => accounts.map((account, index) => ({ path: ['accounts', index], account })),
  async *crawl(context) {
    const crawl: Crawl = { context, reached: readReached(context), given: new Map(), addresses: new Map() };
    yield* readBranches(branchesOf(crawl));
  },
});

function readReached({ cursor }: CrawlContext<MastodonOptions>): Record<string, Reach> {
  const parsed = cursorSchema.safeParse(cursor);
  return parsed.success ? { ...parsed.data.timelines } : {};
}

function branchesOf(crawl: Crawl): Branch[] {
  const { context } = crawl;
  const { servers, tags, accounts } = context.options;
  const opened = new Map<string, Server>();
  const open = (option: ServerOption): Server => {
    const base = baseOf(typeof option === 'string' ? option : option.server);
    const server = opened.get(base) ?? openServer(context, option);
    opened.set(base, server);
    return server;
  };
  const ofTags = servers.flatMap((option) =>
    tags.map((written) => {
      const tag = written.replace('#', '');
      const name = `#${tag} on ${typeof option === 'string' ? option : option.server}`;
      const path = `api/v1/timelines/tag/${encodeURIComponent(tag)}`;
      return { name, pages: () => readTimeline(crawl, { name, server: open(option), path, isTag: true }) };
    }),
  );
  const ofAccounts = accounts.map((account) => {
    const [, user = '', host = ''] = ACCOUNT.exec(account) ?? [];
    const name = `@${user}@${host}`;
    const known = servers.find(
      (option) => new URL(baseOf(typeof option === 'string' ? option : option.server)).host === host,
    );
    return { name, pages: () => readAccount(crawl, name, open(known ?? host), user) };
  });
  return [...ofTags, ...ofAccounts];
}

async function* readAccount(
  crawl: Crawl,
  name: string,
  server: Server,
  user: string,
): AsyncGenerator<CrawlPage, void, void> {
  const path = `api/v1/accounts/${encodeURIComponent(await accountId(server, user))}/statuses`;
  yield* readTimeline(crawl, { name, server, path, isTag: false });
}

async function* readTimeline(crawl: Crawl, timeline: Timeline): AsyncGenerator<CrawlPage, void, void> {
  const { context, reached } = crawl;
  const seen = new Set<string>();
  let reach = reached[timeline.name] ?? { newest: null, below: null };
  for (let pagesLeft = context.options.pages; pagesLeft > 0; pagesLeft -= 1) {
    const isFirstCrawl = reach.newest === null || reach.below !== null;
    const page = await readPage(timeline.server, timeline.path, queryOf(reach));
    const statuses = page.items.map((item) => readServedStatus(item, timeline.server.host));
    const ids = statuses.flatMap(({ id }) => id ?? []);
    if (ids.length === 0 && reach.newest === null && timeline.isTag) await checkTagsAreOpen(timeline.server);
    if (ids.length > 0 && ids.every((id) => seen.has(id))) throw repeatedPage(timeline.name);
    for (const id of ids) seen.add(id);
    const found = await pageOf(crawl, timeline.server, statuses);
    reach = isFirstCrawl ? backwards(reach, page, statuses, floorOf(context)) : forwards(reach, page, ids);
    // Not before all of the page is there: the next timeline saves this one's reach along with its own.
    reached[timeline.name] = reach;
    yield { ...found, cursor: { timelines: { ...reached } } };
    if (ids.length === 0 && !isFirstCrawl) return;
    if (reach.newest === null) return;
  }
  context.log.info(
    `${context.source}: ${timeline.name}: ${context.options.pages} pages read; the next crawl goes on there.`,
  );
}

function floorOf({ now, options: { days } }: CrawlContext<MastodonOptions>): number {
  return now() - days * DAY_MS;
}

function queryOf({ newest, below }: Reach): Record<string, string> {
  if (below !== null) return { max_id: below };
  return newest === null ? {} : { min_id: newest };
}

/** The first crawl: down to the floor, or to the beginning. */
function backwards(reach: Reach, page: Page, statuses: readonly ServedStatus[], floor: number): Reach {
  const ids = statuses.flatMap(({ id }) => id ?? []);
  const newest = reach.newest ?? page.newer ?? ids[0] ?? null;
  const isLow = statuses.some(({ createdAt }) => createdAt < floor);
  return { newest, below: ids.length === 0 || isLow ? null : (page.older ?? ids.at(-1)!) };
}

/** Every later crawl: up from the newest status read. Within a page the newest stands first. */
function forwards(reach: Reach, page: Page, ids: readonly string[]): Reach {
  return ids.length === 0 ? reach : { newest: page.newer ?? ids[0]!, below: null };
}

/** The posts of a page with the addresses of what they answer. */
async function pageOf(crawl: Crawl, server: Server, statuses: readonly ServedStatus[]): Promise<CrawlPage> {
  const posts: Post[] = [];
  const refused: NonNullable<CrawlPage['refused']> = [];
  const key = (id: string) => `${server.host} ${id}`;
  for (const { reading, id } of statuses) {
    if ('post' in reading && id !== null) crawl.addresses.set(key(id), reading.post.externalId);
  }
  const kept = statuses.filter(({ reading }) => 'post' in reading);
  const unknown = new Set(
    kept.flatMap(({ inReplyTo }) => inReplyTo ?? []).filter((id) => !crawl.addresses.has(key(id))),
  );
  for (const [id, address] of await askAddresses(server, [...unknown])) crawl.addresses.set(key(id), address);
  for (const { reading, inReplyTo, editedAt } of statuses) {
    if ('refused' in reading) refused.push(reading.refused);
    else if (isNews(crawl, reading.post, editedAt)) {
      posts.push({
        ...reading.post,
        inReplyTo: inReplyTo === null ? null : (crawl.addresses.get(key(inReplyTo)) ?? null),
      });
    }
  }
  return { posts, refused };
}

/** A copy on a second server may be older than the first. */
function isNews({ given }: Crawl, { externalId }: Post, editedAt: string): boolean {
  const known = given.get(externalId);
  if (known !== undefined && known >= editedAt) return false;
  given.set(externalId, editedAt);
  return true;
}
