/**
 * Campaigns: posts that say nearly the same thing. Two such posts are a pair, which nobody is shown; the third makes
 * them a campaign. Likeness passes on: a post like any member joins.
 */
import {
  findCandidates,
  enlist as keepCampaign,
  savePair as keepPair,
  mergeCampaigns,
  newCampaign,
  saveBands,
} from '../store/clean.js';
import type { Database } from '../store/database.js';
import { areCopies, bandsOf, sketchFrom } from './duplicates.js';
import { type Member, NearCopies } from './near-copies.js';

/**
 * Finds the earlier posts that saved posts nearly repeat, joins them, and makes them known to later ones. As if they came
 * one by one in the order given; but the store is asked and told once for all, in the order of its index.
 */
export async function joinCampaigns(tx: Database, posts: readonly { postId: number; sketch: Buffer }[]): Promise<void> {
  const comers = posts.map(({ postId, sketch }) => newcomer(postId, sketchFrom(sketch)));
  const bands = [...new Set(comers.flatMap((comer) => comer.bands))].sort(ascending);
  const known = new NearCopies(await findCandidates(tx, bands));
  for (const comer of comers) {
    const copies = known.inBands(comer.bands).filter(({ sketch }) => areCopies(comer.sketch, sketch));
    known.add(comer, comer.bands);
    await joinCopies(tx, known, comer, copies);
  }
  await save(tx, known);
}

function newcomer(id: number, sketch: Uint32Array): Member & { bands: number[] } {
  return { id, sketch, campaign: null, twin: null, bands: [...new Set(bandsOf(sketch))] };
}

async function joinCopies(tx: Database, known: NearCopies, comer: Member, copies: readonly Member[]): Promise<void> {
  const [oldest, ...newer] = campaignsOf(known, copies);
  const alone = copies.filter((copy) => copy.campaign === null);
  const joining = new Set([comer.id, ...alone.flatMap(({ id, twin }) => (twin === null ? [id] : [id, twin]))]);
  if (oldest !== undefined) {
    for (const campaign of newer) known.merge(oldest, campaign);
    known.enlist(oldest, joining);
  } else if (joining.size > 2) {
    known.enlist(await newCampaign(tx), joining);
  } else if (alone[0] !== undefined) {
    known.pair(comer, alone[0]);
  }
}

/** Campaigns among the copies, oldest first. */
function campaignsOf(known: NearCopies, copies: readonly Member[]): string[] {
  const ids = new Set(copies.flatMap(({ campaign }) => (campaign === null ? [] : known.standing(campaign))));
  return [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

async function save(tx: Database, known: NearCopies): Promise<void> {
  for (const [older, newer] of known.merges) await mergeCampaigns(tx, older, newer);
  for (const { id, campaign, twin } of known.changed()) {
    if (campaign !== null) await keepCampaign(tx, known.standing(campaign), [id]);
    else if (twin !== null) await keepPair(tx, id, twin);
  }
  await saveBands(
    tx,
    known.newBands().sort((one, other) => ascending(one.band, other.band)),
  );
}

function ascending(one: number, other: number): number {
  return one - other;
}
