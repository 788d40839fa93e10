import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectCommunities } from '../../src/map/communities.js';
import { type Tie, type TieGraph, tieGraph } from '../../src/map/graph.js';

const tie = (source: string, target: string, weight = 1): Tie => ({ source, target, weight });

function neighboursOf(graph: TieGraph, name: string): string[] {
  const node = graph.names.indexOf(name);
  const targets = graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1]);
  return Array.from(targets, (target) => graph.names[target]!);
}

function clique(names: string): Tie[] {
  return [...names].flatMap((a) => [...names].filter((b) => a < b).map((b) => tie(a, b)));
}

test('ties in both directions and of several kinds add up; a node with itself is no tie', () => {
  const graph = tieGraph(['a', 'b'], [tie('a', 'b', 2), tie('b', 'a', 3), tie('a', 'a', 9)]);
  expect(graph.size).toBe(1);
  expect([...graph.ties()]).toEqual([{ source: 0, target: 1, weight: 5 }]);
});

describe('communities', () => {
  test('are numbered by size, then by their first node', () => {
    const ties = [...clique('wxyz'), ...clique('abc'), ...clique('def'), tie('a', 'w', 0.1), tie('d', 'x', 0.1)];
    const found = detectCommunities(tieGraph([...'fedcbazyxwq'], ties), 1);
    expect(Object.fromEntries(found)).toEqual({
      ...{ w: 0, x: 0, y: 0, z: 0, a: 1, b: 1, c: 1, d: 2, e: 2, f: 2, q: 3 },
    });
  });

  test('without ties every node is its own', () => {
    expect([...detectCommunities(tieGraph(['b', 'a'], []), 1)]).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(detectCommunities(tieGraph([], []), 1).size).toBe(0);
  });

  test('are connected and cover every node, whatever the graph', () => {
    const node = fc.integer({ min: 0, max: 25 }).map((number) => `n${number}`);
    const ties = fc.array(fc.record({ source: node, target: node, weight: fc.integer({ min: 1, max: 9 }) }));
    fc.assert(
      fc.property(ties, fc.integer(), (given, seed) => {
        const graph = tieGraph(
          Array.from({ length: 26 }, (_, index) => `n${index}`),
          given,
        );
        const found = detectCommunities(graph, seed);
        expect(found.size).toBe(26);
        for (const number of new Set(found.values())) {
          const members = [...found.keys()].filter((key) => found.get(key) === number);
          const reached = new Set([members[0]!]);
          for (const member of reached) {
            for (const next of neighboursOf(graph, member)) if (found.get(next) === number) reached.add(next);
          }
          expect(reached.size).toBe(members.length);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
