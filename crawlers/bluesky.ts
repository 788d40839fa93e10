/**
 * Public posts on Bluesky by search, and of accounts that speak for an organisation.
 *
 * Both are read from the newest downwards, to an hour before the newest post that the last crawl had read (posts reach
 * the index late, and may be dated back); the first crawl goes back for so many `days`. Search pages by time: `until` is
 * the moment of the last post of a page, because strangers may not use `cursor`, and nobody gets to the end with it.
 * What a crawl leaves unread, for its cap or a failure, the next one reads before anything newer. Accounts that ask to be
 * shown to signed-in people only (`!no-unauthenticated`) are never stored, signed in or not. The platform gives no way to
 * see that a post it has shown was deleted since.
 */
import { z } from 'zod';
import { accountsInQuery } from '../src/crawl/accounts.js';
import { openService, readPage } from '../src/crawl/bluesky-service.js';
import { type Branch, readBranches, repeatedPage } from '../src/crawl/branches.js';
import { type CrawlContext, type CrawlPage, defineCrawler } from '../src/crawl/crawler.js';
import type { JsonSite } from '../src/crawl/json-site.js';
import { readFeedView, readPostView, type ServedPost } from '../src/crawl/shapes/bluesky.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const HANDLE = /^@?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}|did:(?:plc|web):[\w.:%-]{1,250})$/i;

const options = z
  .strictObject({
    /** In the query language of Bluesky, such as `#NHSCitizen`. */
    queries: z.array(z.string().trim().min(1).max(300)).max(100).default([]),
    /** Handles or DIDs of organisations. */
    accounts: z.array(z.string().regex(HANDLE, 'a handle such as hospital.example.org, or a DID')).max(100).default([]),
    /** Another AppView, or your own server; by default public.api.bsky.app, with an account bsky.social. */
    api: z.url({ protocol: /^https?$/ }).optional(),
    /** Handle to sign in with, which search may need. */
    account: z.string().min(3).max(300).optional(),
    /** The environment variable with an app password of the account. */
    password: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, not the password itself')
      .default('BLUESKY_APP_PASSWORD'),
    /** How far back the first crawl goes. */
    days: z.int().min(1).max(3650).default(7),
    /** Most pages of 100 posts in one crawl, for each query and account. */
    pages: z.int().min(1).max(10_000).default(25),
  })
  .refine(({ queries, accounts }) => queries.length + accounts.length > 0, { message: 'name queries, or accounts' });
type BlueskyOptions = z.output<typeof options>;

const reachSchema = z.object({
  /** ISO 8601: everything up to here has been read. */
  since: z.string().nullable(),
  /** Read from `newest` down to where `next` goes on; not yet read between that and `since`. */
  gap: z.object({ newest: z.string(), next: z.string() }).nullable(),
});
type Reach = z.infer<typeof reachSchema>;
const NOTHING: Reach = { since: null, gap: null };
const cursorSchema = z.object({ lists: z.record(z.string(), reachSchema) });

/** One query or account. */
interface List {
  name: string;
  /** A page, newest first; `next` is what the page before gave, `null` at the top. */
  ask(next: string | null, floor: number): Promise<{ posts: ServedPost[]; next: string | null }>;
}

export const bluesky = defineCrawler<BlueskyOptions>({
  name: 'bluesky',
  summary: 'public posts on Bluesky by search or account; honours whoever asks to be shown to members only',
  options,
  secrets: ['BLUESKY_APP_PASSWORD'],
  notice: {
    keeps:
      "a post's words, date, address, language, hashtags, links, mentions and the post it answers, quotes or repeats; of its author the identifier, handle, display name and address of the account",
    honours:
      'Accounts that ask to be shown to signed-in people only are never stored. Bluesky gives no way to see that a post was deleted after it was read: the author has to ask for its removal here.',
    thirdParty: 'Bluesky (Bluesky Social, PBC), or the server named in the source, which answers the searches',
  },
  follows: ({ queries, accounts }) => [
    ...queries.flatMap((query, index) =>
      accountsInQuery(query).map((account) => ({ path: ['queries', index], account })),
    ),
    ...accounts.map((account, index) => ({ path: ['accounts', index], account })),
  ],
  async *crawl(context) {
    const parsed = cursorSchema.safeParse(context.cursor);
    const reached: Record<string, Reach> = parsed.success ? { ...parsed.data.lists } : {};
    const service = await openService(context);
    const lists = [
      ...context.options.queries.map((query) => searchList(service, query)),
      ...context.options.accounts.map((account) => feedList(service, account.replace('@', ''))),
    ];
    yield* readBranches(
      lists.map((list): Branch => {
        return { name: list.name, pages: () => readList({ context, list, reached, pagesLeft: context.options.pages }) };
      }),
    );
  },
});

function searchList(service: JsonSite, query: string): List {
  const name = `search for ${query}`;
  return {
    name,
    async ask(until, floor) {
      const span = { since: new Date(floor).toISOString(), ...(until === null ? {} : { until }) };
      const { items } = await readPage(service, 'app.bsky.feed.searchPosts', 'posts', {
        q: query,
        sort: 'latest',
        ...span,
      });
      const posts = items.map(readPostView);
      return { posts, next: nextMoment(name, posts, until) };
    },
  };
}

/**
 * Just above the last post of the page, as several may share its moment; only when that leads no further, just at it.
 * @throws SourceError when the server does not heed `until`
 */
function nextMoment(name: string, posts: readonly ServedPost[], until: string | null): string | null {
  const moments = posts.map(({ at }) => at).filter((at) => !Number.isNaN(at));
  const last = moments.at(-1);
  if (last === undefined) return null;
  const limit = until === null ? Number.POSITIVE_INFINITY : Date.parse(until);
  const next = [last + 1, last].find((moment) => moment < limit);
  if (next === undefined) throw repeatedPage(name);
  return new Date(next).toISOString();
}

function feedList(service: JsonSite, account: string): List {
  const name = `feed of ${account}`;
  const seen = new Set<string>();
  return {
    name,
    async ask(next) {
      const query = { actor: account, filter: 'posts_with_replies', ...(next === null ? {} : { cursor: next }) };
      const { items, cursor } = await readPage(service, 'app.bsky.feed.getAuthorFeed', 'feed', query);
      const posts = items.map(readFeedView);
      const uris = posts.flatMap(({ uri }) => uri ?? []);
      if (next === null) seen.clear();
      const isKnown = uris.length > 0 && uris.every((uri) => seen.has(uri));
      if (cursor !== null && (cursor === next || isKnown)) throw repeatedPage(name);
      for (const uri of uris) seen.add(uri);
      return { posts, next: cursor };
    },
  };
}

interface Walk {
  context: CrawlContext<BlueskyOptions>;
  list: List;
  /** Of all lists. */
  reached: Record<string, Reach>;
  pagesLeft: number;
}

/** What the last crawl left, then what is new. */
async function* readList(walk: Walk): AsyncGenerator<CrawlPage, void, void> {
  const { context, list, reached } = walk;
  const isUnfinished = () => (reached[list.name] ?? NOTHING).gap !== null;
  if (isUnfinished()) yield* sweep(walk);
  if (!isUnfinished()) yield* sweep(walk);
  if (isUnfinished()) {
    context.log.info(
      `${context.source}: ${list.name}: ${context.options.pages} pages read; the next crawl goes on there.`,
    );
  }
}

/** From the gap, or from the top, down to what is known, or until the pages are used up. */
async function* sweep(walk: Walk): AsyncGenerator<CrawlPage, void, void> {
  const { context, list, reached } = walk;
  let reach = reached[list.name] ?? NOTHING;
  const floor = floorOf(reach, context);
  while (walk.pagesLeft > 0) {
    walk.pagesLeft -= 1;
    const { posts, next } = await list.ask(reach.gap?.next ?? null, floor);
    reach = advance(reach, posts, next, floor);
    reached[list.name] = reach;
    const readings = posts.map(({ reading }) => reading);
    yield {
      posts: readings.flatMap((reading) => ('post' in reading ? reading.post : [])),
      refused: readings.flatMap((reading) => ('refused' in reading ? reading.refused : [])),
      cursor: { lists: { ...reached } },
    };
    if (reach.gap === null) return;
  }
}

function floorOf({ since }: Reach, { now, options: { days } }: CrawlContext<BlueskyOptions>): number {
  return since === null ? now() - days * DAY_MS : Date.parse(since) - HOUR_MS;
}

/** How far we are once this page is saved. */
function advance({ since, gap }: Reach, posts: readonly ServedPost[], next: string | null, floor: number): Reach {
  const moments = posts.map(({ at }) => at).filter((at) => !Number.isNaN(at));
  const newest = gap?.newest ?? (moments.length === 0 ? since : new Date(Math.max(...moments)).toISOString());
  const isDone = next === null || newest === null || (moments.at(-1) ?? floor) < floor;
  return isDone ? { since: newest, gap: null } : { since, gap: { newest, next } };
}
