import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThemeEngine } from '../../src/themes/engine.js';
import { Directions } from '../../src/themes/nearest.js';
import { PARAMETERS } from '../../src/themes/parameters.js';
import { cosine, Vectors } from '../../src/themes/vectors.js';
import { MeaningView } from '../../src/themes/views.js';
import { chatter, dice, tokensOf } from './conversation.js';

function directions(count: number, width: number, random = dice(7)): Int16Array[] {
  return Array.from({ length: count }, () =>
    Int16Array.from({ length: width }, () => Math.round(1000 * (random() - 0.5))),
  );
}

describe('vectors of posts', () => {
  it('are seen from their mean: what all posts share is nothing', () => {
    const vectors = new Vectors([
      Int16Array.of(1000, 200),
      Int16Array.of(1000, -200),
      Int16Array.of(1000, 0),
      undefined,
    ]);
    expect([...vectors.of(0)]).toEqual([0, 1]);
    expect([...vectors.of(1)]).toEqual([0, -1]);
    expect([0, 1, 2, 3].map((post) => vectors.knows(post))).toEqual([true, true, false, false]);
    expect([...vectors.of(2), ...vectors.of(3)]).toEqual([0, 0, 0, 0]);
  });

  it('say nothing where nothing is known', () => {
    const vectors = new Vectors([undefined, Int16Array.of(0, 0)]);
    const view = new MeaningView(vectors, Int32Array.of(0, 1));
    view.score(0, 0);
    expect([view.met, view.scoreOf(0), view.scoreOf(1)]).toEqual([[], 0, 0]);
  });

  it('change nothing in the engine where none is known', () => {
    const said = chatter(300).map(({ text }) => tokensOf(text));
    const groupingOf = (vectors: Vectors | null) => {
      const engine = new ThemeEngine();
      for (const tokens of said) engine.add(tokens);
      engine.corpus.vectors = vectors;
      const grouping = engine.group();
      return { ...grouping, about: said.map((_, post) => grouping.about(post)) };
    };
    const without = groupingOf(null);
    expect(without.themes).toBeGreaterThan(3);
    expect(groupingOf(new Vectors(said.map(() => undefined)))).toEqual(without);
  });
});

describe('the nearest directions', () => {
  it('are those that looking at all of them finds, where they are few', () => {
    const all = directions(200, 8);
    const found = new Directions(all);
    for (const [index, own] of all.entries()) {
      const likeness = (other: number) => cosine(all[other]!, own);
      const expected = all
        .map((_, other) => other)
        .sort((a, b) => likeness(b) - likeness(a))
        .slice(0, 5);
      expect(found.nearest((other) => found.cosine(other, found.unit(index)), 5)).toEqual(expected);
    }
  });

  it('are nearly always found where they are many', () => {
    const random = dice(3);
    const centres = directions(60, 16, random);
    const all = Array.from({ length: 600 }, (_, index) =>
      centres[index % centres.length]!.map((component) => component + Math.round(400 * (random() - 0.5))),
    );
    const found = new Directions(all);
    const right = all.filter((own, index) => {
      const best = all.reduce(
        (best, other, at) => (at !== index && cosine(other, own) > cosine(all[best]!, own) ? at : best),
        (index + 1) % all.length,
      );
      return found.nearest((other) => found.cosine(other, found.unit(index)), 2).includes(best);
    });
    expect(right.length / all.length).toBeGreaterThan(0.95);
  });

  it('are none of those that have no direction', () => {
    const found = new Directions([Int16Array.of(0, 0), [], Int16Array.of(3, 4)]);
    expect(found.nearest((other) => found.cosine(other, Float32Array.of(1, 0)), 5)).toEqual([2]);
    expect([...found.lengths]).toEqual([0, 0, 5]);
  });
});

describe('the view of what posts mean', () => {
  it('holds each post against the others of its group', () => {
    const groups = 4;
    const sample = fc.array(
      fc.tuple(fc.nat(groups - 1), fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 3, maxLength: 3 })),
      { minLength: 2, maxLength: 25 },
    );
    fc.assert(
      fc.property(sample, (posts) => {
        const vectors = new Vectors(posts.map(([, vector]) => Int16Array.from(vector)));
        const groupOf = Int32Array.from(posts, ([group]) => group);
        const view = new MeaningView(vectors, groupOf);
        for (const [post, [own]] of posts.entries()) {
          view.score(post, own);
          for (const group of new Set(groupOf)) {
            const others = posts.flatMap(([of], at) => (of === group && at !== post ? [vectors.of(at)] : []));
            const sum = Array.from({ length: vectors.width }, (_, at) =>
              others.reduce((total, vector) => total + vector[at]!, 0),
            );
            // Where the others nearly cancel out there is no direction to speak of.
            if (Math.hypot(...sum) < 0.05) continue;
            expect(view.scoreOf(group)).toBeCloseTo(
              PARAMETERS.vectors.concentration * cosine(sum, vectors.of(post)),
              1,
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
