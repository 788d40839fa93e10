/** `discover sources check`: asks each source now, keeps nothing, and says what is wrong and what to do. */
import type { SourceConfig } from '../../config.js';
import type { Crawler, Fetch } from '../../crawl/crawler.js';
import { ASKING, type FeedReport, FORMATS, readFeed, reportOf } from '../../crawl/discovery/feed-report.js';
import { type FailureSlug, SourceError, UsageError } from '../../errors.js';
import type { Post } from '../../model.js';
import { count, inert, section } from '../../terminal.js';
import type { Context, Outcome } from '../command.js';
import { noSources } from '../crawl.js';
import { withClient } from './client.js';
import { feedsOf } from './known.js';
import { projectFileOf } from './project-file.js';

interface Problem {
  slug: FailureSlug;
  message: string;
  remedy: string;
  /** The address of the feed, where a source has several. */
  url: string | null;
}

export interface Checked {
  name: string;
  crawler: string;
  /** `good`, `failed`, or `not asked` because asking is charged for. */
  state: 'good' | 'failed' | 'not asked';
  feeds: FeedReport[];
  /** Of a source that is not made of feeds: posts on its first page. */
  posts: number | null;
  /** The newest date found (ISO 8601), never in the future. */
  newest: string | null;
  problems: Problem[];
}

/** Sources asked at the same time; of each host only one. */
const AT_ONCE = 8;

export async function checkSources(context: Context, names: readonly string[]): Promise<Outcome> {
  const { file, config } = await projectFileOf(context);
  if (config.sources.length === 0) throw new UsageError(noSources(file));
  const unknown = names.find((name) => !config.sources.some((source) => source.name === name));
  if (unknown !== undefined) {
    const there = config.sources.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no source "${unknown}" in ${file}; there are ${there}.`);
  }
  const wanted = config.sources.filter(({ name }) => names.length === 0 || names.includes(name));
  const checked = await withClient(context, config, (fetch) =>
    inParallel(wanted, (source) => checkSource(source, { context, fetch, folder: config.folder })),
  );
  const failed = checked.some(({ state }) => state === 'failed');
  return { json: { failed, sources: checked }, text: section('Sources', ...checked.flatMap(lines)), failed };
}

interface World {
  context: Context;
  fetch: Fetch;
  folder: string;
}

/** In the order of the list, whichever is done first. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...items.entries()].reverse();
  const hand = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return results;
}

async function checkSource(source: SourceConfig, world: World): Promise<Checked> {
  const feeds = feedsOf(source);
  const checked: Checked = {
    ...{
      name: source.name,
      crawler: source.crawler,
      state: 'good',
      feeds: [],
      posts: null,
      newest: null,
      problems: [],
    },
  };
  world.context.effects.log.info(`Asking ${source.name}`);
  for (const url of feeds) {
    await noting(checked, url, async () => void checked.feeds.push(await readReport(url, world)));
  }
  if (feeds.length === 0) await noting(checked, null, () => firstPage(source, world, checked));
  const newest = checked.feeds.flatMap((feed) => feed.newest ?? []).sort();
  return {
    ...checked,
    newest: newest.at(-1) ?? checked.newest,
    state: checked.problems.length > 0 ? 'failed' : checked.state,
  };
}

async function noting(checked: Checked, url: string | null, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { REMEDIES } = await import('../../crawl/discovery/remedies.js');
    const { slug, message } = error;
    checked.problems.push({ slug, message, remedy: REMEDIES[slug], url });
  }
}

async function readReport(url: string, { context, fetch }: World): Promise<FeedReport> {
  const { now } = context.effects;
  const answer = await fetch(url, ASKING);
  return reportOf(await readFeed(answer, now()), url, answer, now());
}

/** A source that is not made of feeds is asked by its own crawler, as far as its first page. */
async function firstPage(source: SourceConfig, { context, fetch, folder }: World, checked: Checked): Promise<void> {
  const { loadCrawler } = await import('../../crawl/registry.js');
  const { effects } = context;
  const crawler: Crawler = await loadCrawler(source.crawler);
  // With a token every answer counts against a quota, or costs money.
  if (crawler.secrets?.some((name) => (effects.env[name] ?? '') !== '')) {
    checked.state = 'not asked';
    return;
  }
  const options = crawler.options.safeParse(source.options).data;
  const { env, log, now } = effects;
  const pages = crawler.crawl({ source: source.name, options, cursor: null, fetch, env, folder, now, log });
  const { value } = await pages.next();
  await pages.return(undefined);
  const posts = value?.posts ?? [];
  checked.posts = posts.length;
  checked.newest = newestOf(posts, new Date(now()).toISOString());
}

function newestOf(posts: readonly Post[], limit: string): string | null {
  const dates = posts.flatMap(({ createdAt }) => (createdAt !== null && createdAt <= limit ? createdAt : []));
  return dates.sort().at(-1) ?? null;
}

function lines({ name, state, feeds, posts, newest, problems }: Checked): string[] {
  const found: string[] = [];
  for (const feed of feeds) found.push(...feedLines(feed));
  if (posts !== null)
    found.push(`    ${count(posts, 'post')} on its first page; newest ${newest?.slice(0, 10) ?? 'not dated'}`);
  if (state === 'not asked')
    found.push('    Its token is set. It is not asked: the platform counts or charges every answer.');
  for (const { slug, message, remedy } of problems) found.push(inert(`    ${slug}: ${message}`), `    ${remedy}`);
  return [`  ${inert(name)}: ${state}`, ...found];
}

function feedLines({ url, format, items, newest, validators, warnings }: FeedReport): string[] {
  const offered = validators.length === 0 ? 'no ETag or Last-Modified' : validators.join(' and ');
  return [
    `    ${inert(url)}`,
    `    ${FORMATS[format]}, ${count(items, 'item')}, newest ${newest?.slice(0, 10) ?? 'not dated'}; ${offered}`,
    ...warnings.map((warning) => inert(`    Note: ${warning}.`)),
  ];
}
