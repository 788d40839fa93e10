/**
 * Campaigns: posts that say nearly the same thing. Two such posts are a pair, which nobody is shown; the third makes
 * them a campaign. Likeness passes on: a post like any member joins.
 */
import {
  type Candidate,
  enlist,
  findCandidates,
  mergeCampaigns,
  newCampaign,
  saveBands,
  savePair,
} from '../store/clean.js';
import type { Database } from '../store/database.js';
import { areCopies, bandsOf, sketchFrom } from './duplicates.js';

/** A band is full with this many posts: enough to be found by, and the thousandth copy costs no more than the fifth. */
const BAND_POSTS = 4;

/** Finds the earlier posts that a saved post nearly repeats, joins them, and makes it known to later ones. */
export async function joinCampaign(tx: Database, postId: number, sketched: Uint32Array): Promise<void> {
  const bands = bandsOf(sketched);
  if (bands.length === 0) return;
  const candidates = await findCandidates(tx, bands);
  const copies = distinct(candidates).filter(({ sketch }) => areCopies(sketched, sketchFrom(sketch)));
  await joinCopies(tx, postId, copies);
  await saveBands(tx, postId, withRoom(bands, candidates));
}

async function joinCopies(tx: Database, postId: number, copies: readonly Candidate[]): Promise<void> {
  const [oldest, ...newer] = campaignsOf(copies);
  const alone = copies.filter((copy) => copy.campaignId === null);
  const joining = new Set([
    postId,
    ...alone.flatMap(({ postId: id, twinId }) => (twinId === null ? [id] : [id, twinId])),
  ]);
  if (oldest !== undefined) {
    for (const campaign of newer) await mergeCampaigns(tx, oldest, campaign);
    await enlist(tx, oldest, joining);
  } else if (joining.size > 2) {
    await enlist(tx, await newCampaign(tx), joining);
  } else if (alone[0] !== undefined) {
    await savePair(tx, postId, alone[0].postId);
  }
}

/** Campaigns among the copies, oldest first. */
function campaignsOf(copies: readonly Candidate[]): string[] {
  const ids = new Set(copies.flatMap(({ campaignId }) => campaignId ?? []));
  return [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

/** A candidate comes once per shared band. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.postId, candidate])).values()];
}

function withRoom(bands: readonly number[], candidates: readonly Candidate[]): number[] {
  const posts = new Map<number, number>();
  for (const { band } of candidates) posts.set(band, (posts.get(band) ?? 0) + 1);
  return [...new Set(bands)].filter((band) => (posts.get(band) ?? 0) < BAND_POSTS);
}
