/** Runs made again, one after the other, in a temporary store. */
import { isoNow } from '../effects.js';
import { cleanPosts, groupPosts } from '../listen.js';
import type { Settings } from '../method/settings.js';
import type { Project } from '../project.js';
import { hasRegrouped, type Method, type MethodParts, readMethod, readMethodParts } from '../store/methods.js';
import { beginAgain, bringPosts, compareIds, dropPosts, handIds, handSteps, stepsBetween } from '../store/replay.js';
import { addDigests } from '../store/run-posts.js';
import { type Database, SQLITE } from '../store/store.js';
import { recordHand, undoHand } from '../store/theme-hand.js';
import type { Base } from './base.js';

export interface Replay {
  /** Runs made again, oldest first. */
  runs: number[];
  /** The first run that could not be given what it rested on, and how many posts are not as they were. */
  lost: { run: number; posts: number } | null;
  /** The first run whose posts were cleaned into other words. */
  cleanedOtherwise: number | null;
  /** The first run whose themes came out otherwise. */
  groupedOtherwise: number | null;
}

/** Makes the runs after that of the base again, up to one, as far as their posts are still there. */
export async function replay(project: Project, base: Base, folder: string, upTo: number): Promise<Replay> {
  const { store, effects, signal } = project;
  const outcome: Replay = { runs: [], lost: null, cleanedOtherwise: null, groupedOtherwise: null };
  const steps = await stepsBetween(store, base.run, upTo);
  for (const [index, runId] of steps.entries()) {
    signal.throwIfAborted();
    effects.log.info(`making run ${runId} again, ${index + 1} of ${steps.length}`);
    const method = (await readMethod(store, runId))!;
    await beginAgain(store, base.store, runId);
    await bringPosts(store, base.store, runId, method.finishedAt ?? isoNow(effects));
    outcome.lost = await settleInput(project, base.store, method, upTo);
    if (outcome.lost !== null) return outcome;
    await makeAgain(temporary(project, base.store, folder, method), store, method, outcome);
    outcome.runs.push(runId);
    if (outcome.cleanedOtherwise !== null) return outcome;
  }
  return outcome;
}

/** The project with everything that a run may change taken elsewhere, and with the settings the run had. */
function temporary(project: Project, store: Database, data: string, { settings }: Method): Project {
  const { words, languages, seed, model } = settings as unknown as Settings;
  const quiet = { info: () => undefined, warn: () => undefined };
  const { queue } = project.config;
  return {
    ...project,
    ...{ store, data, effects: { ...project.effects, log: quiet } },
    config: {
      ...project.config,
      ...{
        words,
        languages,
        seed,
        sources: [],
        themes: { model: model === null ? null : project.config.themes.model },
      },
      queue: { ...queue, url: 'embedded' },
      store: { url: SQLITE },
    },
  };
}

/**
 * Sees to it that the copy has the posts the run had: those deleted since the base was made may have been there still, or
 * not any more. Both are tried; where neither gives what was kept of the run, its posts cannot be had any more.
 */
async function settleInput(
  { store }: Project,
  copy: Database,
  { run, input }: Method,
  upTo: number,
): Promise<Replay['lost']> {
  if (input === undefined) return null;
  const expected = () => addDigests([{ store: copy }, { store, run }]);
  const having = await expected();
  if (having.digest === input.digest) return null;
  const { gone } = await compareIds(store, copy, upTo);
  if (gone.length > 0) {
    await dropPosts(copy, gone);
    if ((await expected()).digest === input.digest) return null;
  }
  return { run, posts: Math.max(1, Math.abs(input.posts - having.posts), gone.length) };
}

async function makeAgain(
  there: Project,
  from: Database,
  { run, input, process }: Method,
  outcome: Replay,
): Promise<void> {
  const kept = await readMethodParts(from, run);
  await moveHands(from, there.store, run);
  if (process !== undefined || (await addDigests([{ store: from, run }])).posts > 0) await cleanPosts(there, run);
  if (input !== undefined) {
    const { digest } = await addDigests([{ store: there.store }]);
    if (digest !== input.digest) outcome.cleanedOtherwise = run;
  }
  const regrouped = kept?.grouping?.run === run || (await hasRegrouped(from, run));
  if (!regrouped || outcome.cleanedOtherwise !== null) return;
  await groupPosts(there, run, { again: true });
  const made = await readMethodParts(there.store, run);
  if (!sameGrouping(kept, made)) outcome.groupedOtherwise ??= run;
}

function sameGrouping(kept: MethodParts | null, made: MethodParts | null): boolean {
  // A run that was killed before it could keep anything is not held against anybody.
  if (kept?.grouping === undefined) return true;
  return JSON.stringify(kept.grouping.digests) === JSON.stringify(made?.grouping?.digests);
}

/** What people did and undid in this run, in its place. */
async function moveHands(from: Database, to: Database, run: number): Promise<void> {
  for (const [place, { wish, reason, at, runId, undone }] of (await handSteps(from)).entries()) {
    if (runId === run) await recordHand(to, wish, reason, at);
    if (undone?.runId === run) await undoHand(to, (await handIds(to))[place]!, undone.reason, undone.at);
  }
}
