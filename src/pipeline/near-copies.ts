/** What is known of near copies while some posts are placed: who is in which band, pair and campaign by now. */
import type { Candidate } from '../store/clean.js';
import { sketchFrom } from './duplicates.js';

/** A band is full with this many posts: enough to be found by, and the thousandth copy costs no more than the fifth. */
const BAND_POSTS = 4;

export interface Member {
  readonly id: number;
  readonly sketch: Uint32Array;
  /** As it was called when the post joined it; see `standing`. */
  campaign: string | null;
  /** The other one of a mere pair. */
  twin: number | null;
}

export class NearCopies {
  readonly #members = new Map<number, Member>();
  readonly #inBand = new Map<number, Member[]>();
  readonly #changed = new Set<Member>();
  readonly #bands: { band: number; postId: number }[] = [];
  readonly #mergedInto = new Map<string, string>();
  /** Older and newer, in the order in which they were merged. */
  readonly merges: [older: string, newer: string][] = [];

  /** @param candidates everything the store has in any band of the posts to place */
  constructor(candidates: readonly Candidate[]) {
    for (const { band, postId, campaignId, twinId, sketch } of candidates) {
      const known = this.#members.get(postId);
      const member = known ?? { id: postId, sketch: sketchFrom(sketch), campaign: campaignId, twin: twinId };
      this.#members.set(postId, member);
      this.#in(band).push(member);
    }
  }

  /** The posts in any of these bands, each once. */
  inBands(bands: readonly number[]): Member[] {
    return [...new Set(bands.flatMap((band) => this.#inBand.get(band) ?? []))];
  }

  /** A post that later ones are to find, in those of its bands that are not full. */
  add(member: Member, bands: readonly number[]): void {
    this.#members.set(member.id, member);
    for (const band of bands) {
      const posts = this.#in(band);
      if (posts.length >= BAND_POSTS) continue;
      posts.push(member);
      this.#bands.push({ band, postId: member.id });
    }
  }

  /** What a campaign is called by now. */
  standing(campaign: string): string {
    const into = this.#mergedInto.get(campaign);
    return into === undefined ? campaign : this.standing(into);
  }

  merge(older: string, newer: string): void {
    this.#mergedInto.set(newer, older);
    this.merges.push([older, newer]);
  }

  enlist(campaign: string, ids: Iterable<number>): void {
    for (const id of ids) this.#change(this.#member(id), { campaign, twin: null });
  }

  pair(one: Member, other: Member): void {
    this.#change(one, { campaign: null, twin: other.id });
    this.#change(other, { campaign: null, twin: one.id });
  }

  /** Posts whose pair or campaign is another than the store has. */
  changed(): Iterable<Member> {
    return this.#changed;
  }

  /** What the store does not have yet. */
  newBands(): { band: number; postId: number }[] {
    return [...this.#bands];
  }

  #in(band: number): Member[] {
    const posts = this.#inBand.get(band) ?? [];
    this.#inBand.set(band, posts);
    return posts;
  }

  /** The twin of a candidate need not share a band with any post at hand. */
  #member(id: number): Member {
    const member = this.#members.get(id) ?? { id, sketch: new Uint32Array(), campaign: null, twin: null };
    this.#members.set(id, member);
    return member;
  }

  #change(member: Member, to: Pick<Member, 'campaign' | 'twin'>): void {
    Object.assign(member, to);
    this.#changed.add(member);
  }
}
