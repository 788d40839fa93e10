/**
 * What a night has to say for itself: to a terminal, to a mailbox, to another program. It leaves the machine, so there
 * is nothing of anybody's in it: names of sources and themes, numbers, and the words for what failed.
 */
import type { Alert } from '../alerts/alert.js';
import { FAILURES, type FailureSlug } from '../errors.js';
import { surenessWords } from '../method/words.js';
import type { Sureness } from '../store/methods.js';
import { count } from '../terminal.js';

export interface FailingSource {
  name: string;
  slug: FailureSlug;
  /** Failed crawls in a row, over all nights. */
  failures: number;
  /** When it was last crawled without a failure, ISO 8601. */
  lastOkAt: string | null;
}

export interface QuietSource {
  name: string;
  /** ISO 8601; `null` when it never had any. */
  newestPost: string | null;
}

export interface NightSummary {
  startedAt: string;
  finishedAt: string;
  /** `null` when the crawl itself broke off. */
  crawl: {
    sources: number;
    new: number;
    changed: number;
    refused: number;
    failing: FailingSource[];
    /** Not reached or not finished; the first of the next night. */
    unfinished: string[];
    /** Something must be configured before they are crawled. */
    off: string[];
    outOfTime: boolean;
    /** Full texts read from pages; `failures` by reason. */
    articles: { read: number; whole: number; left: number; failures: Partial<Record<FailureSlug, number>> };
  } | null;
  /** What platforms that charge were paid, and which sources stopped for money; `null` when neither. */
  spending: {
    currency: string;
    /** Millionths. */
    micros: number;
    posts: number;
    users: number;
    stopped: string[];
  } | null;
  /** Posts that X was asked about, and those that were removed on its word; `null` when it could not be asked. */
  removed: { checked: number; posts: number; pending: number } | null;
  /** `null` when the analysis broke off. */
  analysis:
    | ({ processed: number; themes: number; chapters: number; born: number; merged: number; split: number } & Sureness)
    | null;
  /** What was written, relative to the data folder. */
  files: string[];
  backup: { file: string; bytes: number; removed: string[] } | null;
  /** What the rules of the project asked to be told of, seen first in this night. */
  alerts: Alert[];
  /** Crawled well, yet without a new post for `nightly.quiet_days`. */
  quiet: QuietSource[];
  /** What needs somebody's attention: any of these makes the night a failure. */
  problems: string[];
  /** Worth knowing, nothing to mend. */
  notes: string[];
}

/** A night that came to nothing. */
export function emptyNight(startedAt: string): NightSummary {
  const nothing = {
    ...{ crawl: null, spending: null, removed: null, analysis: null, files: [], backup: null },
    ...{ alerts: [], quiet: [], problems: [], notes: [] },
  };
  return { startedAt, finishedAt: startedAt, ...nothing };
}

/** One line: how it went. */
export function nightTitle(summary: NightSummary): string {
  const news = summary.crawl === null ? 'no crawl' : count(summary.crawl.new, 'new post');
  const state = summary.problems.length === 0 ? 'all well' : count(summary.problems.length, 'problem');
  return `Night of ${summary.startedAt.slice(0, 10)}: ${news}, ${state}`;
}

/** Plain lines, without colours. */
export function nightText(summary: NightSummary): string {
  return [
    nightTitle(summary),
    '',
    ...lines('Took', `${tookWords(summary)}, from ${summary.startedAt} to ${summary.finishedAt}`),
    ...lines('Crawled', crawlWords(summary)),
    ...lines('Articles', textWords(summary)),
    ...lines('Spent', spendingWords(summary)),
    ...lines('Removed', removedWords(summary)),
    ...lines('Themes', themeWords(summary)),
    ...lines('How sure', summary.analysis === null ? null : surenessWords(summary.analysis)),
    ...lines(
      'Reports',
      summary.files.length === 0 ? null : `${count(summary.files.length, 'file')}, first ${summary.files[0]}`,
    ),
    ...lines('Backup', backupWords(summary)),
    ...list(
      'Alerts',
      summary.alerts.map(({ what, look }) => `${what} (${look[0]})`),
    ),
    ...list('Problems', summary.problems),
    ...list('Quiet sources', summary.quiet.map(quietWords)),
    ...list('Notes', summary.notes),
  ].join('\n');
}

function tookWords({ startedAt, finishedAt }: NightSummary): string {
  const minutes = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000);
  return minutes < 1 ? 'less than a minute' : `${minutes} min`;
}

function lines(title: string, words: string | null): string[] {
  return words === null ? [] : [`${title.padEnd(9)}${words}`];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `- ${item}`)];
}

function crawlWords({ crawl }: NightSummary): string | null {
  if (crawl === null) return null;
  const good = crawl.sources - crawl.failing.length - crawl.unfinished.length - crawl.off.length;
  const states = [
    `${good} good`,
    ...(crawl.failing.length > 0 ? [`${crawl.failing.length} failing`] : []),
    ...(crawl.off.length > 0 ? [`${crawl.off.length} off`] : []),
    ...(crawl.unfinished.length > 0 ? [`${crawl.unfinished.length} left for the next night`] : []),
  ];
  const counts = `${count(crawl.new, 'new post')}, ${crawl.changed} changed, ${crawl.refused} refused`;
  return `${count(crawl.sources, 'source')} (${states.join(', ')}): ${counts}`;
}

function textWords({ crawl }: NightSummary): string | null {
  if (crawl === null) return null;
  const { read, whole, left, failures } = crawl.articles;
  return read + whole + left + Object.keys(failures).length === 0 ? null : articleWords(crawl.articles);
}

/** What came of the posts whose feed gave a summary only. */
export function articleWords({ read, whole, left, failures }: NonNullable<NightSummary['crawl']>['articles']): string {
  const reasons = Object.entries(failures).map(([slug, times]) => `${times} ${slug}`);
  return [
    `${count(read, 'full text')} read from their pages`,
    ...(whole > 0 ? [`${whole} given whole by their feeds`] : []),
    ...(reasons.length > 0 ? [`none from ${reasons.join(', ')}`] : []),
    ...(left > 0 ? [`${left} left for the next run`] : []),
  ].join('; ');
}

function spendingWords({ spending }: NightSummary): string | null {
  if (spending === null) return null;
  const { currency, micros, posts, users, stopped } = spending;
  const money = `${currency} ${(micros / 1e6).toFixed(2)} on X (${count(posts, 'post')}, ${count(users, 'user')})`;
  return stopped.length === 0 ? money : `${money}; stopped for money, first of the next night: ${stopped.join(', ')}`;
}

function removedWords({ removed }: NightSummary): string | null {
  if (removed === null || removed.checked + removed.pending === 0) return null;
  const waiting = removed.pending === 0 ? '' : `; X is still at work on ${count(removed.pending, 'post')}`;
  return `${count(removed.posts, 'post')} that X no longer shows, of ${removed.checked} asked about${waiting}`;
}

function themeWords({ analysis }: NightSummary): string | null {
  if (analysis === null) return null;
  const moves = (['born', 'merged', 'split'] as const).filter((move) => analysis[move] > 0);
  const words = moves.map((move) => `${analysis[move]} ${move}`).join(', ');
  return `${count(analysis.themes, 'theme')} in ${count(analysis.chapters, 'chapter')}${words === '' ? '' : ` (${words})`}`;
}

function backupWords({ backup }: NightSummary): string | null {
  if (backup === null) return null;
  const size = `${(backup.bytes / 1e6).toFixed(1)} MB`;
  const gone = backup.removed.length === 0 ? '' : `; ${count(backup.removed.length, 'older one')} let go`;
  return `${backup.file}, ${size}, opened and checked${gone}`;
}

/** What a failing source is reported as. */
export function failingWords({ name, slug, failures, lastOkAt }: FailingSource): string {
  const since = lastOkAt === null ? 'never crawled well' : `last crawled well on ${lastOkAt.slice(0, 10)}`;
  return `${name}: ${FAILURES[slug]} (${slug}); ${count(failures, 'failed crawl')} in a row, ${since}`;
}

function quietWords({ name, newestPost }: QuietSource): string {
  return newestPost === null ? `${name}: no posts so far` : `${name}: nothing new since ${newestPost.slice(0, 10)}`;
}
