import { describe, expect, it } from 'vitest';
import { Nearby } from '../../src/themes/nearby.js';
import { PARAMETERS } from '../../src/themes/parameters.js';

const { around, share } = PARAMETERS.nearby;

/** What `size` promises, counted anew. */
function counted(of: Int32Array, post: number, group: number, less: number): number {
  const near = of.subarray(Math.max(0, post - around), post + around + 1);
  const those = (posts: Int32Array) => posts.filter((one) => one === group).length - less;
  return (1 - share) * those(of) + (share * those(near) * of.length) / near.length;
}

describe('the size of a group nearby', () => {
  // Three groups that follow one another, and a fourth that is everywhere.
  const of = Int32Array.from({ length: 5 * around }, (_, post) =>
    post % 4 === 0 ? 3 : Math.floor(post / (2 * around)),
  );

  it.each([
    ['in the order of the stream', [...of.keys()].filter((post) => post % 97 === 0)],
    ['backwards', [...of.keys()].filter((post) => post % 97 === 0).reverse()],
    ['from one end to the other and back', [0, of.length - 1, around, 4 * around, 3 * around, 0]],
  ])('is counted from the posts around, %s', (_, posts) => {
    const nearby = new Nearby(of, 4);
    for (const post of posts) {
      nearby.goTo(post);
      for (let group = 0; group < 4; group++) {
        const less = of[post] === group ? 1 : 0;
        expect(nearby.size(group, less)).toBeCloseTo(counted(of, post, group, less), 6);
      }
    }
  });

  it('is the size in the whole corpus where the corpus is no larger than what is around', () => {
    const few = Int32Array.of(0, 1, 1, 0, 1);
    const nearby = new Nearby(few, 2);
    nearby.goTo(0);
    expect(nearby.size(0, 1)).toBeCloseTo(1, 9);
    expect(nearby.size(1, 0)).toBeCloseTo(3, 9);
  });

  it('is never nothing for a group that has posts elsewhere', () => {
    const nearby = new Nearby(of, 4);
    nearby.goTo(of.length - 1);
    expect(nearby.size(0, 0)).toBeGreaterThan(0);
    expect(nearby.size(2, 1)).toBeGreaterThan(5 * nearby.size(0, 0));
  });
});
