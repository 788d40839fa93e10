/**
 * Posts on X by recent search (the last seven days), through the X API v2. Off until a token and a declared use are there.
 *
 * X answers newest first. What is newer than the last complete crawl is read page by page down to `since_id`. A crawl
 * that breaks off or reaches its cap leaves a gap, which the next one closes before it looks for newer posts; only then
 * does `since_id` move, to the newest post of the first page. X charges for every post and user it sends ($0.005 and
 * $0.010 in 2026): each request is paid for from the project's limits before it is sent, see `x:` in the project file.
 * How many posts there are is asked first, so that the store can tell how many of them it has. Since May 2026 this
 * search finds no reposts.
 */
import { z } from 'zod';
import { accountsInQuery } from '../src/crawl/accounts.js';
import { type CrawlContext, type CrawlPage, type Cursor, defineCrawler, type Estimate } from '../src/crawl/crawler.js';
import { dateOfId, type XPage } from '../src/crawl/shapes/x.js';
import { blamedParameters } from '../src/crawl/shapes/x-answer.js';
import { openSearch, PAGE, type Search, type Span } from '../src/crawl/x/search.js';
import { useSchema, whyOff } from '../src/crawl/x/use.js';

const SEVEN_DAYS_MS = 7 * 24 * 60 * 60 * 1000;
/** X counts the seven days at its own clock, at the moment the request arrives. */
const MARGIN_MS = 60_000;

const options = z.strictObject({
  /** In the query language of X, such as `#NHSCitizen -is:nullcast`. */
  query: z.string().min(1).max(512),
  api: z.url({ protocol: /^https?$/ }).default('https://api.x.com/2/'),
  /** The environment variable with the bearer token. */
  token: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, not the token itself')
    .default('X_BEARER_TOKEN'),
  /** Who uses the posts and what for; nothing is read before this is declared. */
  use: useSchema,
  /** Most pages of 100 posts in one crawl. */
  pages: z.int().min(1).max(10_000).default(50),
});
type TweetsOptions = z.output<typeof options>;

const progressSchema = z.object({
  query: z.string(),
  /** Everything up to here has been read. */
  since_id: z.string().nullable(),
  /**
   * Read above `until_id`, up to `newest_id`; not yet read between `since_id` and `until_id`. `counted`: how many posts
   * X said there are above `since_id`; `collected`: how many of them were read so far.
   */
  gap: z
    .object({
      newest_id: z.string(),
      until_id: z.string(),
      counted: z.number().nullable().default(null),
      collected: z.number().default(0),
      missing: z.string().nullable().default(null),
    })
    .nullable(),
});
type Progress = z.infer<typeof progressSchema>;

/** What is known of a stretch beside its ids. */
interface Tally {
  counted: number | null;
  collected: number;
  missing: string | null;
}

interface Walk {
  context: CrawlContext<TweetsOptions>;
  search: Search;
  pagesLeft: number;
}

export const tweets = defineCrawler<TweetsOptions>({
  name: 'tweets',
  summary: 'posts on X by search, the last seven days (X API v2; needs a token and costs money)',
  options,
  secrets: ['X_BEARER_TOKEN'],
  notice: {
    keeps:
      "a post's words, date, address, language, hashtags, links, the accounts it mentions and the post it answers or quotes; of its author the number, handle, display name and address of the account, and whether X marks it as an organisation's",
    honours:
      'Posts of protected accounts are not found by search. The nightly run asks X about the posts kept, up to 100,000 a night: those it no longer shows (deleted, protected, suspended) are removed here. They stay in backups until those are replaced, and in reports already made.',
    thirdParty: 'X (X Corp.), whose interface answers the searches and charges for them',
  },
  follows: ({ query }) => accountsInQuery(query).map((account) => ({ path: ['query'], account })),
  reachMs: SEVEN_DAYS_MS,
  whyOff,
  estimate,
  async *crawl(context) {
    const walk = { context, search: openSearch(context), pagesLeft: context.options.pages };
    let progress = readProgress(context);
    if (progress.gap !== null) progress = yield* sweep(walk, progress);
    if (progress.gap === null) progress = yield* sweep(walk, progress);
    if (progress.gap !== null) {
      context.log.info(`${context.source}: ${context.options.pages} pages read; the next crawl goes on from there.`);
    }
  },
});

/** Another query finds other posts: what was read for the old one says nothing about it. */
function readProgress({ cursor, options: { query } }: CrawlContext<TweetsOptions>): Progress {
  const parsed = progressSchema.safeParse(cursor);
  return parsed.success && parsed.data.query === query ? parsed.data : { query, since_id: null, gap: null };
}

/** What a crawl would find now: only counts are asked for. */
async function estimate(context: CrawlContext<TweetsOptions>): Promise<Estimate> {
  const { count } = openSearch(context);
  const progress = readProgress(context);
  const { gap } = progress;
  const missed = gap === null ? 0 : await countFrom(count, progress, context);
  const fresh = await countFrom(
    count,
    { ...progress, since_id: gap?.newest_id ?? progress.since_id, gap: null },
    context,
  );
  const counted = (missed ?? 0) + (fresh ?? 0);
  return { counted, posts: Math.min(counted, context.options.pages * PAGE.most) };
}

async function countFrom(
  count: Search['count'],
  progress: Progress,
  context: CrawlContext<TweetsOptions>,
): Promise<number | null> {
  try {
    return await count(spanOf(progress));
  } catch (error) {
    const mended = mend(spanOf(progress), progress, error, context);
    return mended.span === null ? 0 : count(mended.span);
  }
}

/** Reads downwards from the gap, or from the newest post, until nothing older is missing or the pages are used up. */
async function* sweep(walk: Walk, start: Progress): AsyncGenerator<CrawlPage, Progress, void> {
  let progress = start;
  if (walk.pagesLeft <= 0) return progress;
  let { span, tally } = await begin(walk, start);
  const seen = new Set<string>();
  while (walk.pagesLeft > 0) {
    let page: XPage;
    try {
      page = await walk.search.page(span ?? {});
    } catch (error) {
      const mended = mend(span ?? {}, progress, error, walk.context);
      span = mended.span;
      if (mended.missing !== null) tell(walk, mended.missing);
      tally = { ...tally, missing: mended.missing ?? tally.missing };
      if (span !== null) continue;
      page = { posts: [], refused: [], newestId: null, oldestId: null, nextToken: null };
    }
    walk.pagesLeft -= 1;
    tally = { ...tally, collected: tally.collected + page.posts.length };
    // A page that was there before is there for ever.
    const isLast = page.nextToken === null || span === null || seen.has(page.nextToken);
    progress = advance(progress, isLast ? { ...page, nextToken: null } : page, tally);
    yield {
      ...{ posts: page.posts, refused: page.refused, cursor: progress satisfies Cursor },
      ...(isLast ? { coverage: tally } : {}),
    };
    if (isLast) return progress;
    seen.add(page.nextToken!);
    span = { ...span, next_token: page.nextToken! };
  }
  return progress;
}

/** A new stretch is counted before it is read; one that was broken off goes on with what is known of it. */
async function begin({ search, context }: Walk, progress: Progress): Promise<{ span: Span | null; tally: Tally }> {
  const span = spanOf(progress);
  if (progress.gap !== null) {
    const { counted, collected, missing } = progress.gap;
    return { span, tally: { counted, collected, missing } };
  }
  try {
    return { span, tally: { counted: await search.count(span), collected: 0, missing: null } };
  } catch (error) {
    const mended = mend(span, progress, error, context);
    if (mended.span === null) throw error;
    if (mended.missing !== null) tell({ context }, mended.missing);
    const counted = await search.count(mended.span);
    return { span: mended.span, tally: { counted, collected: 0, missing: mended.missing } };
  }
}

function tell({ context: { log, source } }: Pick<Walk, 'context'>, missing: string): void {
  log.warn(`${source}: X no longer searches ${missing}; it is missing.`);
}

/** How far we are once this page is saved. */
function advance({ query, since_id, gap }: Progress, page: XPage, tally: Tally): Progress {
  const newest_id = gap?.newest_id ?? page.newestId;
  const until_id = page.oldestId ?? gap?.until_id ?? null;
  if (page.nextToken === null) return { query, since_id: newest_id ?? since_id, gap: null };
  // An empty page may have a successor; before the first post there is nothing to remember.
  return { query, since_id, gap: newest_id === null || until_id === null ? null : { newest_id, until_id, ...tally } };
}

function spanOf({ since_id, gap }: Pick<Progress, 'since_id' | 'gap'>): Span {
  return { ...(since_id === null ? {} : { since_id }), ...(gap === null ? {} : { until_id: gap.until_id }) };
}

/**
 * What to ask for instead when X refuses a part of the request (`span` is `null` when there is nothing left to ask for),
 * and what can no longer be read.
 * @throws whatever it was given, when asking otherwise would not help
 */
function mend(
  span: Span,
  progress: Progress,
  error: unknown,
  { now }: Pick<Walk['context'], 'now'>,
): { span: Span | null; missing: string | null } {
  const blamed = blamedParameters(error);
  if (span.next_token !== undefined && blamed.some((name) => name.endsWith('_token')) && progress.gap !== null) {
    const again = span.since_id === undefined ? { ...progress, since_id: null } : progress;
    return { span: spanOf(again), missing: null };
  }
  if (span.until_id !== undefined && blamed.includes('until_id')) {
    return { span: null, missing: `what the last crawl did not reach (below post ${span.until_id})` };
  }
  if (span.since_id === undefined || !blamed.includes('since_id')) throw error;
  const start = `${new Date(now() - SEVEN_DAYS_MS + MARGIN_MS).toISOString().slice(0, 19)}Z`;
  const last = dateOfId(span.since_id)?.slice(0, 10) ?? `post ${span.since_id}`;
  const missing = `what was posted between the last crawl (${last}) and ${start.slice(0, 10)}, more than seven days ago`;
  // Without a beginning, X takes the last seven days; it allows a time beside no id.
  if (progress.gap !== null) return { span: spanOf({ since_id: null, gap: progress.gap }), missing };
  return { span: { start_time: start }, missing };
}
