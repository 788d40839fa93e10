/** Campaigns counted while their posts go by: nothing is kept but the one at hand. */
import type { Copy } from '../store/campaign-figures.js';

/** How often something occurs, in the order in which it first did. */
class Counts<Key> extends Map<Key, number> {
  add(key: Key): void {
    this.set(key, (this.get(key) ?? 0) + 1);
  }

  /** The most frequent; of several the one that came first. `null` without any. */
  most(): { key: Key; times: number } | null {
    let most: { key: Key; times: number } | null = null;
    for (const [key, times] of this) if (times > (most?.times ?? 0)) most = { key, times };
    return most;
  }
}

/** One campaign. */
export class CampaignTally {
  readonly id: string;
  /** Of its oldest post. */
  readonly firstPostId: number;
  posts = 0;
  organisations = 0;
  individuals = 0;
  postsWithoutAuthor = 0;
  firstSeen: string | null = null;
  lastSeen: string | null = null;
  /** Posts by voice, by day, and by theme. */
  readonly voices = new Counts<number>();
  readonly days = new Counts<string>();
  readonly themes = new Counts<string>();
  readonly places = new Set<number>();
  readonly platforms = new Set<string>();

  constructor({ campaignId, postId }: Copy) {
    this.id = campaignId;
    this.firstPostId = postId;
  }

  /** @param copy no older than those before */
  add({ voiceId, voiceKind, placeId, platform, themeId, createdAt }: Copy): void {
    this.posts += 1;
    this.platforms.add(platform);
    if (placeId !== null) this.places.add(placeId);
    if (themeId !== null) this.themes.add(themeId);
    if (createdAt !== null) {
      this.firstSeen ??= createdAt;
      this.lastSeen = createdAt;
      this.days.add(createdAt.slice(0, 10));
    }
    if (voiceId === null) {
      this.postsWithoutAuthor += 1;
      return;
    }
    if (!this.voices.has(voiceId) && voiceKind === 'organisation') this.organisations += 1;
    if (!this.voices.has(voiceId) && voiceKind === 'individual') this.individuals += 1;
    this.voices.add(voiceId);
  }
}

/** @param copies campaign by campaign, the oldest first */
export async function* countCampaigns(copies: AsyncIterable<Copy>): AsyncIterable<CampaignTally> {
  let tally: CampaignTally | null = null;
  for await (const copy of copies) {
    if (tally?.id !== copy.campaignId) {
      if (tally !== null) yield tally;
      tally = new CampaignTally(copy);
    }
    tally.add(copy);
  }
  if (tally !== null) yield tally;
}
