import { describe, expect, test } from 'vitest';
import { detectCommunities } from '../../src/map/communities.js';
import { type Tie, type TieGraph, tieGraph } from '../../src/map/graph.js';
import { layOut, type Position } from '../../src/map/layout.js';
import { seededRandom } from '../../src/random.js';

function draw(graph: TieGraph, seed: number): Map<string, Position> {
  return layOut(graph, detectCommunities(graph, seed), seed);
}

/** Three groups of twenty with few ties between them, and ten nodes alone. */
function threeGroups(): TieGraph {
  const random = seededRandom(3);
  const names = Array.from({ length: 60 }, (_, index) => `g${index % 3}-${index}`);
  const alone = Array.from({ length: 10 }, (_, index) => `alone-${index}`);
  const ties: Tie[] = [];
  for (const source of names) {
    for (const target of names) {
      const isNear = source[1] === target[1];
      if (source < target && random() < (isNear ? 0.5 : 0.02)) ties.push({ source, target, weight: 1 });
    }
  }
  return tieGraph([...names, ...alone], ties);
}

/** A hub with so many rays, and a pair far from everything. */
function star(rays: number): TieGraph {
  const names = Array.from({ length: rays }, (_, index) => `ray ${index}`);
  const ties = names.map((source) => ({ source, target: 'hub', weight: 1 }));
  return tieGraph(['hub', ...names, 'one', 'other'], [...ties, { source: 'one', target: 'other', weight: 0.1 }]);
}

const distance = (a: Position, b: Position) => Math.hypot(a.x - b.x, a.y - b.y);

describe('a layout', () => {
  test('is the same for the same seed', () => {
    expect([...draw(threeGroups(), 7)]).toEqual([...draw(threeGroups(), 7)]);
  });

  test('puts those who have to do with each other nearer than others', () => {
    const positions = [...draw(threeGroups(), 7)].filter(([name]) => name.startsWith('g'));
    const mean = (isNear: boolean) => {
      const pairs = positions.flatMap(([a, one]) =>
        positions.filter(([b]) => a < b && (a[1] === b[1]) === isNear).map(([, other]) => distance(one, other)),
      );
      return pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    };
    expect(mean(true)).toBeLessThan(mean(false) * 0.6);
  });

  test('puts nodes without a tie around the others, each in a place of its own', () => {
    const positions = draw(threeGroups(), 7);
    const reach = (prefix: string) =>
      [...positions].filter(([name]) => name.startsWith(prefix)).map(([, at]) => Math.hypot(at.x, at.y));
    expect(Math.min(...reach('alone'))).toBeGreaterThan(Math.max(...reach('g')));
    expect(new Set([...positions.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(70);
  });

  test.each([0, 1, 2, 3, 50])('has %s nodes without ties in places of their own', (count) => {
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    const positions = draw(tieGraph(names, []), 1);
    expect(new Set([...positions.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
  });

  test('of two nodes with a tie, and of a star, is finite', () => {
    const star = Array.from({ length: 30 }, (_, index): Tie => ({ source: 'hub', target: `n${index}`, weight: 500 }));
    for (const ties of [star.slice(0, 1), star]) {
      const graph = tieGraph([...new Set(ties.flatMap((tie) => [tie.source, tie.target]))], ties);
      const positions = [...draw(graph, 1).values()];
      expect(positions.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
      expect(new Set(positions.map(({ x, y }) => `${x} ${y}`)).size).toBe(graph.order);
    }
  });

  test('of a hub with twenty thousand rays puts everybody somewhere, rays round the hub', () => {
    const positions = draw(star(20_000), 1);
    expect(positions.size).toBe(20_003);
    const hub = positions.get('hub')!;
    const far = [...positions].filter(([name, at]) => name.startsWith('ray') && distance(at, hub) < 10_000);
    expect(far).toHaveLength(20_000);
    for (const { x, y } of positions.values()) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });
});
