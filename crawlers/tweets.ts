/**
 * Posts on X by recent search (the last seven days), through the X API v2.
 *
 * X answers newest first. What is newer than the last complete crawl is read page by page down to `since_id`. A crawl
 * that breaks off or reaches its cap leaves a gap, which the next one closes before it looks for newer posts; only then
 * does `since_id` move, to the newest post of the first page. X charges for every post and user it sends ($0.005 and
 * $0.010 in 2026): `pages` is the cap on that. Since May 2026 this search finds no reposts.
 */
import { z } from 'zod';
import { type CrawlContext, type CrawlPage, type Cursor, defineCrawler } from '../src/crawl/crawler.js';
import type { XPage } from '../src/crawl/shapes/x.js';
import { blamedParameters } from '../src/crawl/shapes/x-answer.js';
import { openSearch, type Search, type Span } from '../src/crawl/shapes/x-search.js';

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
  /** Most pages of 100 posts in one crawl. */
  pages: z.int().min(1).max(10_000).default(50),
});
type TweetsOptions = z.output<typeof options>;

const progressSchema = z.object({
  query: z.string(),
  /** Everything up to here has been read. */
  since_id: z.string().nullable(),
  /** Read above `until_id`, up to `newest_id`; not yet read between `since_id` and `until_id`. */
  gap: z.object({ newest_id: z.string(), until_id: z.string() }).nullable(),
});
type Progress = z.infer<typeof progressSchema>;

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
  reachMs: SEVEN_DAYS_MS,
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

/** Reads downwards from the gap, or from the newest post, until nothing older is missing or the pages are used up. */
async function* sweep(walk: Walk, start: Progress): AsyncGenerator<CrawlPage, Progress, void> {
  let progress = start;
  let span: Span | null = spanOf(start);
  while (walk.pagesLeft > 0) {
    let page: XPage;
    try {
      page = await walk.search(span);
    } catch (error) {
      span = mendSpan(span, progress, error, walk.context);
      if (span !== null) continue;
      page = { posts: [], refused: [], newestId: null, oldestId: null, nextToken: null };
    }
    walk.pagesLeft -= 1;
    progress = advance(progress, page);
    yield { posts: page.posts, refused: page.refused, cursor: progress satisfies Cursor };
    if (page.nextToken === null || span === null) return progress;
    span = { ...span, next_token: page.nextToken };
  }
  return progress;
}

/** How far we are once this page is saved. */
function advance({ query, since_id, gap }: Progress, page: XPage): Progress {
  const newest_id = gap?.newest_id ?? page.newestId;
  const until_id = page.oldestId ?? gap?.until_id ?? null;
  if (page.nextToken === null) return { query, since_id: newest_id ?? since_id, gap: null };
  // An empty page may have a successor; before the first post there is nothing to remember.
  return { query, since_id, gap: newest_id === null || until_id === null ? null : { newest_id, until_id } };
}

function spanOf({ since_id, gap }: Pick<Progress, 'since_id' | 'gap'>): Span {
  return { ...(since_id === null ? {} : { since_id }), ...(gap === null ? {} : { until_id: gap.until_id }) };
}

/**
 * What to ask for instead when X refuses a part of the request; `null` when there is nothing left to ask for.
 * @throws whatever it was given, when asking otherwise would not help
 */
function mendSpan(span: Span, progress: Progress, error: unknown, { source, log, now }: Walk['context']): Span | null {
  const blamed = blamedParameters(error);
  if (span.next_token !== undefined && blamed.some((name) => name.endsWith('_token')) && progress.gap !== null) {
    return spanOf(span.since_id === undefined ? { ...progress, since_id: null } : progress);
  }
  if (span.until_id !== undefined && blamed.includes('until_id')) {
    log.warn(`${source}: X no longer has the posts that the last crawl did not reach; they are missing.`);
    return null;
  }
  if (span.since_id === undefined || !blamed.includes('since_id')) throw error;
  log.warn(`${source}: the last crawl is more than seven days old; what X no longer searches is missing.`);
  // Without a beginning, X takes the last seven days; it allows a time beside no id.
  if (progress.gap !== null) return spanOf({ since_id: null, gap: progress.gap });
  return { start_time: `${new Date(now() - SEVEN_DAYS_MS + MARGIN_MS).toISOString().slice(0, 19)}Z` };
}
