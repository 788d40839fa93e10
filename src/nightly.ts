/**
 * A night, top to bottom: crawl for as long as the night may, analyse what there is, back it up, and tell how it went.
 * A step that fails is named in the summary and the next ones are tried all the same; only a stop from outside and
 * damage to the store end a night early.
 */
import { relative } from 'node:path';
import { alertAfter, keysOf } from './alerting.js';
import { comply } from './compliance.js';
import type { Rest } from './crawl/due.js';
import { createFetch } from './crawl/http.js';
import { isoNow } from './effects.js';
import { restOf, SourceError, UserError, wordsOf } from './errors.js';
import { type CrawlSummary, cleanPosts, crawlSources, groupPosts } from './listen.js';
import { noteFiles } from './method/method.js';
import { sendSummary } from './notify/notify.js';
import { emptyNight, failingWords, type NightSummary } from './notify/summary.js';
import type { Project } from './project.js';
import { writeEverything } from './publish.js';
import { makeBackup, ToolMissingError } from './store/backup/backup.js';
import { fullDisk, isDamage, isFullDisk, storeTrouble } from './store/damage.js';
import { spentSince } from './store/ledger.js';
import { readOverdue } from './store/outcomes.js';
import { bandOf, type SourceFigures, sourceFigures, type WeekBand } from './store/source-figures.js';
import { hasFallen, STATES, stateOf } from './store/source-state.js';
import { sourceHealth } from './store/sources.js';
import { count } from './terminal.js';

const DAY_MS = 86_400_000;
/** Overdue replies named in a summary. */
const MOST_OVERDUE = 5;

/** The whole night; the caller holds the project's lock. */
export async function nightly(project: Project, runId: number): Promise<NightSummary> {
  const summary = emptyNight(isoNow(project.effects));
  const steps = [crawlForTheNight, complyWithPlatforms, analyse, alert, backUp, listenForSilence, lookForOverdue];
  for (const step of steps) await attempt(project, summary, () => step(project, summary, runId));
  summary.finishedAt = isoNow(project.effects);
  summary.problems.push(...(await tell(project, summary)));
  return summary;
}

/** A night as the record of runs keeps it. */
export function keptNight(summary: NightSummary): unknown {
  return { ...summary, alerts: keysOf(summary.alerts) };
}

/** Sends the summary to where the project wants it; a line for each way that failed. */
export async function tell(
  { config, version, effects }: Pick<Project, 'config' | 'version' | 'effects'>,
  summary: NightSummary,
): Promise<string[]> {
  const { fetch, close } = createFetch({ ...config.http, version }, effects);
  try {
    return await sendSummary(summary, config.nightly, { now: effects.now, env: effects.env, fetch });
  } finally {
    await close();
  }
}

/** One problem in words is one line, however many steps ran into it (a full disk stops them all). */
async function attempt(project: Project, summary: NightSummary, step: () => Promise<void>): Promise<void> {
  const { data, effects, signal } = project;
  try {
    await step();
  } catch (error) {
    if (signal.aborted || isDamage(error)) throw error;
    const words = await problemWords(error, data, effects);
    if (!summary.problems.includes(words)) summary.problems.push(words);
  }
}

/** A fault of the program may quote anything: its own words go to the log of this machine only. */
async function problemWords(error: unknown, data: string, effects: Project['effects']): Promise<string> {
  // All that a night writes is in the data folder.
  const known = isFullDisk(error) ? fullDisk(data, error) : ((await storeTrouble(error, data, effects.now())) ?? error);
  if (known instanceof UserError) return known.message;
  effects.log.warn(error instanceof Error ? (error.stack ?? error.message) : wordsOf(error));
  return 'An unexpected fault in discover itself stopped a part of the night; the log has the details.';
}

async function crawlForTheNight(project: Project, summary: NightSummary, runId: number): Promise<void> {
  const { patienceMs } = project.config.queue;
  const { result, outOfTime } = await withinTime(project, (enough) =>
    crawlSources(project, runId, { only: null, patienceMs, enough }),
  );
  const crawl = await crawlPart(project, result, outOfTime);
  summary.crawl = crawl;
  if (result.nextDue !== null) summary.notes.push(notDueWords(result.notDue, result.nextDue));
  summary.spending = await spendingPart(project, summary.startedAt, result);
  summary.problems.push(...crawl.failing.map(failingWords));
  const off = result.sources.filter(({ state }) => state === 'off');
  summary.notes.push(...off.map(({ name, message }) => `${name} is off: ${message}.`));
  if (outOfTime && crawl.unfinished.length > 0) {
    summary.notes.push(
      `Time was over before every source was crawled; the next night begins with: ${crawl.unfinished.join(', ')}.`,
    );
  }
}

function notDueWords(notDue: number, { name, dueAt }: Rest): string {
  return `Not due tonight: ${count(notDue, 'source')}; the next is ${name}, from ${dueAt.slice(0, 10)}.`;
}

/** Runs `work` with a signal that is aborted when the night's time for crawling is over. */
async function withinTime<T>(
  { config, effects }: Project,
  work: (enough: AbortSignal) => Promise<T>,
): Promise<{ result: T; outOfTime: boolean }> {
  const enough = new AbortController();
  const done = new AbortController();
  const clock = effects.sleep(config.nightly.crawlMs, done.signal).then(
    () => enough.abort(new Error('the time of this night is over')),
    () => undefined,
  );
  try {
    const result = await work(enough.signal);
    return { result, outOfTime: enough.signal.aborted };
  } finally {
    done.abort();
    await clock;
  }
}

async function crawlPart(
  { store }: Project,
  { sources, new: fresh, articles }: CrawlSummary,
  outOfTime: boolean,
): Promise<NonNullable<NightSummary['crawl']>> {
  const health = new Map((await sourceHealth(store)).map((source) => [source.name, source]));
  const failing = sources.flatMap(({ name, slug }) => {
    const known = health.get(name);
    return slug === null || restOf(slug) !== null
      ? []
      : [{ name, slug, failures: known?.failures ?? 1, lastOkAt: known?.lastOkAt ?? null }];
  });
  return {
    sources: sources.length,
    new: fresh,
    changed: sources.reduce((sum, source) => sum + source.changed, 0),
    refused: sources.reduce((sum, source) => sum + source.refused, 0),
    failing,
    unfinished: sources
      .filter(({ state, slug }) => state === 'waiting' && (slug === null || restOf(slug) !== null))
      .map(({ name }) => name),
    off: sources.filter(({ state }) => state === 'off').map(({ name }) => name),
    outOfTime,
    articles,
  };
}

async function spendingPart(
  { config, store }: Project,
  since: string,
  { sources }: CrawlSummary,
): Promise<NightSummary['spending']> {
  const { requests, posts, users, micros } = await spentSince(store, since);
  const stopped = sources.filter(({ slug, state }) => restOf(slug) === 'waiting' && state === 'waiting');
  if (requests === 0 && stopped.length === 0) return null;
  return { currency: config.x.currency, micros, posts, users, stopped: stopped.map(({ name }) => name) };
}

/** Before the analysis: what was taken back is in no report. */
async function complyWithPlatforms(project: Project, summary: NightSummary): Promise<void> {
  try {
    const done = await comply(project);
    if (done !== null) summary.removed = { checked: done.checked, posts: done.removed, pending: done.pending };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const words = `Deleted posts could not be asked for: ${wordsOf(error)}.`;
    (error.retryable ? summary.notes : summary.problems).push(words);
  }
}

async function analyse(project: Project, summary: NightSummary, runId: number): Promise<void> {
  const { processed } = await cleanPosts(project, runId);
  const grouped = await groupPosts(project, runId);
  const { themes, chapters, born, merged, split, outlierShare, stability, coverage } = grouped;
  summary.analysis = { processed, themes, chapters, born, merged, split, outlierShare, stability, coverage };
  const files = await writeEverything(project, runId);
  await noteFiles(project, runId, files);
  summary.files = files.map((file) => relative(project.data, file));
}

/** Before the backup: a project that is restored does not tell everything again. */
async function alert(project: Project, summary: NightSummary, runId: number): Promise<void> {
  const { new: fresh, problems, notes } = await alertAfter(project, runId);
  summary.alerts = fresh;
  summary.problems.push(...problems);
  summary.notes.push(...notes);
}

async function backUp({ config, data, effects }: Project, summary: NightSummary): Promise<void> {
  try {
    const { file, bytes, removed } = await makeBackup(config.store.url, data, config.nightly.backups, effects);
    summary.backup = { file, bytes, removed };
  } catch (error) {
    // A managed PostgreSQL is often backed up by whoever runs it: worth saying, not a failure of every night.
    if (!(error instanceof ToolMissingError)) throw error;
    summary.notes.push(error.message);
  }
}

/** A crawl that goes well and brings nothing looks like success: sources that changed address fall silent like that. */
async function listenForSilence({ config, store, effects }: Project, summary: NightSummary): Promise<void> {
  const since = new Date(effects.now() - config.nightly.quietDays * DAY_MS).toISOString();
  const configured = new Set(config.sources.map(({ name }) => name));
  const failing = new Set(summary.crawl?.failing.map(({ name }) => name));
  const figures = await sourceFigures(store, effects.now());
  const heard = figures.filter(({ name }) => configured.has(name) && !failing.has(name));
  const isQuiet = ({ newestPost }: SourceFigures) => newestPost === null || newestPost < since;
  summary.notes.push(...restingWords(config, figures, summary, effects.now()));
  summary.quiet = heard.filter(isQuiet).map(({ name, newestPost }) => ({ name, newestPost }));
  if (figures.every(({ newestPost }) => newestPost === null)) {
    summary.problems.push('There is not a single post in this project: nothing was heard.');
  } else if (figures.every(isQuiet)) {
    summary.problems.push(`Nothing new was heard from any source for ${config.nightly.quietDays} days.`);
  } else {
    tellOfFalls(heard, summary);
  }
}

/** Sources that keep failing are asked less often: the nights between must not make them look well. */
function restingWords(
  { sources, nightly }: Project['config'],
  figures: readonly SourceFigures[],
  { crawl }: NightSummary,
  now: number,
): string[] {
  const configured = new Set(sources.map(({ name }) => name));
  const told = new Set([...(crawl?.failing ?? []).map(({ name }) => name), ...(crawl?.unfinished ?? [])]);
  return figures.flatMap((source) => {
    const state = stateOf(source, now, nightly.quietDays);
    const isBad =
      ['failing', 'blocked', 'gone'].includes(state) && configured.has(source.name) && !told.has(source.name);
    return isBad ? [`${source.name}: ${STATES[state]} (${source.lastSlug}); not asked tonight.`] : [];
  });
}

/** One source that falls quiet may have said all it had to say; all of them together rarely have. */
function tellOfFalls(heard: readonly SourceFigures[], summary: NightSummary): void {
  const all = together(heard);
  if (hasFallen(all.lastWeek, all.expected))
    summary.problems.push(fallWords('All sources together', all.lastWeek, all.expected));
  for (const { name, lastWeek, expected } of heard) {
    if (hasFallen(lastWeek, expected)) summary.notes.push(fallWords(name, lastWeek, expected));
  }
}

function together(heard: readonly SourceFigures[]): { lastWeek: number; expected: WeekBand | null } {
  const longest = Math.max(0, ...heard.map(({ weeks }) => weeks.length));
  const sums = Array.from({ length: longest }, (_, week) =>
    heard.reduce((sum, { weeks }) => sum + (weeks[week] ?? 0), 0),
  );
  return { lastWeek: heard.reduce((sum, { lastWeek }) => sum + lastWeek, 0), expected: bandOf(sums) };
}

function fallWords(who: string, lastWeek: number, { low, high }: WeekBand): string {
  return `${who}: ${count(lastWeek, 'post')} in seven days, where ${Math.floor(low)} to ${Math.ceil(high)} are usual.`;
}

/** A reply that does not come is for people to ask after: no failure of the night. The summary leaves the machine, so no words of themes. */
async function lookForOverdue({ store, effects }: Project, summary: NightSummary): Promise<void> {
  const overdue = await readOverdue(store, isoNow(effects).slice(0, 10));
  if (overdue.length === 0) return;
  const first = overdue.slice(0, MOST_OVERDUE).map(({ owner, themeId, due }) => `${owner} on ${themeId}, due ${due}`);
  const rest = overdue.length - first.length;
  summary.notes.push(
    `Overdue: ${count(overdue.length, 'reply', 'replies')} (${first.join('; ')}${rest > 0 ? `; ${rest} more` : ''}). \`discover outcome overdue\` lists them.`,
  );
}
