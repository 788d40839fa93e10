/** What stands in the store of the project against what was kept when it was written: nobody needs to make it again. */

import { SetDigest } from '../store/digest.js';
import { latestMethod, readMethodParts } from '../store/methods.js';
import { postName } from '../store/replay.js';
import {
  digestCampaigns,
  digestThemes,
  misnamedThemes,
  type ResultDigests,
  rowsThatDiffer,
} from '../store/result-digests.js';
import { postDigest, takenUpTo } from '../store/run-posts.js';
import type { Database } from '../store/store.js';
import { count } from '../terminal.js';
import { agrees, type Check, differs, type Whole } from './check.js';

/** How many are named. */
const NAMED = 3;

/** The posts the run rested on: whether all are still there, and whether they still have the words they had. */
export async function checkPosts(store: Database, { run, input }: Whole): Promise<Check[]> {
  const all = new SetDigest();
  const altered: number[] = [];
  for await (const post of takenUpTo(store, run)) {
    if (post.digest === null) continue;
    all.add(post.digest);
    if (!postDigest(post).equals(post.digest)) altered.push(post.id);
  }
  const still = all.value === input.digest;
  const gone = Math.max(1, input.posts - all.size);
  return [
    still
      ? agrees('posts', `${count(all.size, 'post')}, none gone, none edited`)
      : { stage: 'posts', state: 'unknown', words: `${gone} of ${count(input.posts, 'post')} gone or edited since` },
    altered.length === 0
      ? agrees('clean words', 'as they were saved')
      : differs('clean words', `not as they were saved: ${await postNames(store, altered)}`),
  ];
}

/** Posts that come out of the pipeline with other words than they did. */
export async function cleanedOtherwise(store: Database, copy: Database): Promise<Check> {
  const kept = new Map<number, string>();
  for await (const { id, digest } of takenUpTo(store, Number.MAX_SAFE_INTEGER)) {
    if (digest !== null) kept.set(id, digest.toString('latin1'));
  }
  const other: number[] = [];
  for await (const { id, digest } of takenUpTo(copy, Number.MAX_SAFE_INTEGER)) {
    if (digest !== null && kept.has(id) && kept.get(id) !== digest.toString('latin1')) other.push(id);
  }
  return differs('cleaned again', `other words than then: ${await postNames(copy, other)}`);
}

/**
 * Themes as they stand now, where no later run has changed them.
 * @param copy the run made again, to tell which rows are not as they were; `null` where it could not be
 */
export async function checkStanding(
  store: Database,
  { run, grouping }: Whole,
  copy: Database | null,
): Promise<Check[]> {
  const latest = await latestMethod(store);
  const standing = latest === null ? null : await readMethodParts(store, latest);
  if (latest === null || latest > run || standing?.grouping === undefined) return [];
  const kept: ResultDigests = { campaigns: standing.input!.campaigns, ...grouping.digests };
  const now: ResultDigests = { campaigns: await digestCampaigns(store), ...(await digestThemes(store)) };
  const wrong: string[] = [];
  for (const stage of Object.keys(kept) as (keyof ResultDigests)[]) {
    if (kept[stage] !== now[stage]) wrong.push(await whatDiffers(store, copy, stage));
  }
  const misnamed = await misnamedThemes(store);
  if (misnamed.length > 0) wrong.push(`the name of ${listed(misnamed)}`);
  return [
    wrong.length === 0
      ? agrees('the store now', 'as the run left it')
      : differs('the store now', `not as the run left it: ${wrong.join('; ')}`),
  ];
}

const NAMES: Record<keyof ResultDigests, string> = {
  campaigns: 'campaigns of posts',
  microThemes: 'micro-themes of posts',
  themesOfPosts: 'themes of posts',
  themes: 'themes',
  chapters: 'chapters',
};

async function whatDiffers(store: Database, copy: Database | null, stage: keyof ResultDigests): Promise<string> {
  if (copy === null) return NAMES[stage];
  const rows = await rowsThatDiffer(store, copy, stage);
  const names = [];
  for (const row of rows) names.push(typeof row === 'number' ? await postName(store, row) : row);
  return `${NAMES[stage]} (${listed(names)})`;
}

async function postNames(store: Database, ids: readonly number[]): Promise<string> {
  const names: string[] = [];
  for (const id of ids.slice(0, NAMED)) names.push(await postName(store, id));
  return listed(names, ids.length);
}

function listed(names: readonly string[], all = names.length): string {
  const more = all - Math.min(NAMED, names.length);
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more.toLocaleString('en-GB')} more` : '');
}
