/**
 * How much each group is talked of around a post of the stream: what was said just before and after is likelier to be about
 * the same than what was said long ago (Ahmed and Xing, "Dynamic non-parametric mixture models and the recurrent Chinese
 * restaurant process", SDM 2008).
 */
import { PARAMETERS } from './parameters.js';

/** The groups of the posts on either side of one post. */
export class Nearby {
  readonly #groupOf: Int32Array;
  readonly #settled: number;
  readonly #posts: Int32Array;
  readonly #near: Int32Array;
  /** The posts around the one at hand: from, and up to but without. */
  #from = 0;
  #to = 0;

  /**
   * @param groupOf group of each post in stream order
   * @param settled so many posts at the head are not in that order, and near nothing
   */
  constructor(groupOf: Int32Array, groups: number, settled = 0) {
    this.#groupOf = groupOf;
    this.#settled = settled;
    this.#posts = new Int32Array(groups);
    for (const group of groupOf) this.#posts[group]! += 1;
    this.#near = new Int32Array(groups);
  }

  /** Makes `post` the post at hand. Cheap in the order of the stream; never dearer than a look at all posts around. */
  goTo(post: number): void {
    const { around } = PARAMETERS.nearby;
    const from = Math.max(Math.min(this.#settled, post), post - around);
    const to = Math.min(this.#groupOf.length, post + around + 1);
    if (from >= this.#to || to <= this.#from) this.#forget(from);
    while (this.#to < to) this.#near[this.#groupOf[this.#to++]!]! += 1;
    while (this.#from > from) this.#near[this.#groupOf[--this.#from]!]! += 1;
    while (this.#to > to) this.#near[this.#groupOf[--this.#to]!]! -= 1;
    while (this.#from < from) this.#near[this.#groupOf[this.#from++]!]! -= 1;
  }

  /**
   * Posts that the group would have if it were talked of everywhere as it is here, tempered by those that it has.
   * @param less 1 where the post at hand is in the group and is not to count
   */
  size(group: number, less: number): number {
    const { share } = PARAMETERS.nearby;
    const here = ((this.#near[group]! - less) * this.#groupOf.length) / (this.#to - this.#from);
    return (1 - share) * (this.#posts[group]! - less) + share * here;
  }

  #forget(next: number): void {
    this.#near.fill(0);
    this.#from = next;
    this.#to = next;
  }
}
