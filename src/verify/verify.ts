/**
 * A run made again: what it rested on is brought into a temporary store, every run goes through the same stages with the
 * settings it had, and what comes out is held, stage by stage, against what was kept of the run.
 */
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.js';
import type { Settings } from '../method/settings.js';
import type { Project } from '../project.js';
import { writeTables } from '../publish.js';
import { RUN_REPORTS } from '../reports/reports.js';
import { isGone, thisHolder } from '../store/holder.js';
import { type Method, readMethod, readMethodParts, type Sureness } from '../store/methods.js';
import { postsBeforeAll } from '../store/replay.js';
import { digestCampaigns, digestKnown, digestThemes, type ResultDigests } from '../store/result-digests.js';
import type { Database } from '../store/store.js';
import { count } from '../terminal.js';
import { fileDigest } from '../whole-file.js';
import { type Base, openBase } from './base.js';
import { agrees, type Check, differs, type Whole } from './check.js';
import { type Replay, replay } from './replay.js';
import { checkPosts, checkStanding, cleanedOtherwise } from './standing.js';

export interface Verification {
  run: number;
  /** The backup that the replay began with; `null`: the beginning. */
  backup: string | null;
  /** Runs made again, oldest first. */
  replayed: number[];
  /** Versions the run was made with that are not those at work now. */
  versions: string[];
  checks: Check[];
  /** Nothing differs and nothing that the run rested on is missing. */
  verified: boolean;
}

const FOLDER = 'verify';
const STAGES: readonly [keyof ResultDigests, string, string][] = [
  ['campaigns', 'campaigns', 'near-identical posts'],
  ['microThemes', 'micro-themes', 'the micro-theme of every post'],
  ['themesOfPosts', 'posts in themes', 'the themes of every post, with weights'],
  ['themes', 'themes', "ids, the engine's labels, chapters, lanes, evidence"],
  ['chapters', 'chapters', 'ids and labels'],
];

/**
 * Makes a run again. Reads the project and changes nothing in it.
 * @throws UserError where nothing was kept of the run
 */
export async function verifyRun(project: Project, runId: number): Promise<Verification> {
  const method = await readMethod(project.store, runId);
  if (method === null) throw new UserError(`There is no run ${runId}. \`discover status\` lists the latest.`);
  if (method.input === undefined || method.grouping === undefined) {
    throw new UserError(`Run ${runId} (${method.command}) grouped nothing: there is nothing to verify.`);
  }
  const folder = await temporaryFolder(project.data);
  const base = await openBase(project, runId, folder);
  try {
    return await compare(project, method as Whole, base, folder);
  } finally {
    await base.store.close();
    await rm(folder, { recursive: true, force: true });
    // Another verification may still be at work beside this one.
    await rmdir(join(project.data, FOLDER)).catch(() => undefined);
  }
}

/** In the data folder, because posts are personal data. What a verification that was killed has left there goes. */
async function temporaryFolder(data: string): Promise<string> {
  const parent = join(data, FOLDER);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const here = thisHolder();
  for (const name of await readdir(parent)) {
    if (isGone({ ...here, pid: Number.parseInt(name, 10), start: '' })) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
  return mkdtemp(join(parent, `${here.pid}-`));
}

async function compare(project: Project, method: Whole, base: Base, folder: string): Promise<Verification> {
  const { run } = method;
  const checks = await checkPosts(project.store, method);
  const early = base.run === 0 ? await postsBeforeAll(project.store) : 0;
  const made = early > 0 ? null : await replay(project, base, folder, run);
  if (made === null)
    checks.push(
      unverifiable(
        `${count(early, 'post was', 'posts were')} taken in before runs kept what they rest on, and no backup since is older than this run`,
      ),
    );
  else if (made.lost !== null) checks.push(unverifiable(lostWords(made.lost)));
  else if (made.cleanedOtherwise !== null) checks.push(await cleanedOtherwise(project.store, base.store));
  else checks.push(...(await checkResults(project, method, base.store, folder, made)));
  const isWhole = made !== null && made.lost === null && made.cleanedOtherwise === null;
  checks.push(...(await checkStanding(project.store, method, isWhole ? base.store : null)));
  return {
    run,
    backup: base.backup,
    replayed: made?.runs ?? [],
    versions: otherVersions(project, method),
    checks,
    verified: !checks.some(({ stage, state }) => state === 'differs' || (stage === REPLAY && state === 'unknown')),
  };
}

const REPLAY = 'made again';

function unverifiable(why: string): Check {
  return { stage: REPLAY, state: 'unknown', words: `cannot be verified: ${why}` };
}

function lostWords({ run, posts }: NonNullable<Replay['lost']>): string {
  return `${count(posts, 'post')} that run ${run} rested on ${posts === 1 ? 'has' : 'have'} gone or changed since`;
}

/** What came out against what was kept. */
async function checkResults(
  { signal }: Project,
  method: Whole,
  copy: Database,
  folder: string,
  { groupedOtherwise }: Replay,
): Promise<Check[]> {
  const made: ResultDigests = { campaigns: await digestCampaigns(copy), ...(await digestThemes(copy)) };
  const kept: ResultDigests = { campaigns: method.input.campaigns, ...method.grouping.digests };
  const since = groupedOtherwise === null ? '' : `, first in run ${groupedOtherwise}`;
  const stages = STAGES.map(([key, stage, what]) =>
    made[key] === kept[key]
      ? agrees(stage, what)
      : differs(
          stage,
          `${what}: made again ${key === 'campaigns' ? 'they come out' : `they come out${since}`} otherwise`,
        ),
  );
  return [...stages, await checkSureness(method, copy), ...(await checkReports(method, copy, folder, signal))];
}

async function checkSureness({ grouping, sureness }: Whole, copy: Database): Promise<Check> {
  const made = (await readMethodParts(copy, grouping.run))?.sureness;
  const figures = (of: Sureness | undefined) => JSON.stringify([of?.outlierShare, of?.stability]);
  const words = 'share of outliers, agreement with the grouping before';
  return figures(made) === figures(sureness)
    ? agrees('how sure', words)
    : differs('how sure', `${words}: ${figures(sureness)} then, ${figures(made)} now`);
}

/** The tables that rest on the posts of the run alone, written anew from the copy. */
async function checkReports(method: Whole, store: Database, folder: string, signal: AbortSignal): Promise<Check[]> {
  const kept = new Map((method.files ?? []).map(({ name, sha256 }) => [name, sha256]));
  if (kept.size === 0) return [];
  if ((await digestKnown(store)) !== method.input.known) {
    const words = 'what is known of voices and places has changed since: the tables cannot be compared';
    return [{ stage: 'reports', state: 'unknown', words }];
  }
  const beyond = new Set(RUN_REPORTS.filter(({ beyondPosts }) => beyondPosts).map(({ name }) => `${name}.csv`));
  const files = (await writeTables({ store, signal }, join(folder, 'reports'))).filter(
    (file) => file.endsWith('.csv') && !beyond.has(basename(file)),
  );
  const wrong: string[] = [];
  for (const file of files) if (kept.get(basename(file)) !== (await fileDigest(file))) wrong.push(basename(file));
  const names = files.map((file) => basename(file)).filter((name) => !name.includes('.dictionary.'));
  return [
    wrong.length === 0 ? agrees('reports', names.join(', ')) : differs('reports', `${wrong.join(', ')}: other bytes`),
  ];
}

/** Another version may rightly come to another result. */
function otherVersions({ version }: Project, { settings }: Method): string[] {
  const then = settings as unknown as Partial<Settings>;
  return [
    ...(then.version === version ? [] : [`discover ${then.version} then, ${version} now`]),
    ...(then.node === process.version ? [] : [`Node ${then.node} then, ${process.version} now`]),
  ];
}
