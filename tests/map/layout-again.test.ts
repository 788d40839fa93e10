import { describe, expect, it } from 'vitest';
import { madeMap } from '../../bench/map-graph.js';
import { detectCommunities } from '../../src/map/communities.js';
import { tieGraph } from '../../src/map/graph.js';
import { layOutFrom, type Standing } from '../../src/map/layout.js';
import { layOutApart } from '../../src/map/layout-apart.js';
import type { ConversationMap } from '../../src/model.js';

const SEED = 7;
/** The room of a node, which nobody leaves in a night. */
const ROOM = 30;

function layOutMap({ nodes, edges }: Pick<ConversationMap, 'nodes' | 'edges'>, before: Standing | null): Standing {
  const graph = graphOf({ nodes, edges });
  return layOutFrom(graph, detectCommunities(graph, SEED), SEED, before);
}

function graphOf({ nodes, edges }: Pick<ConversationMap, 'nodes' | 'edges'>) {
  const ties = edges.map(({ source, target, strength: weight }) => ({ source, target, weight }));
  return tieGraph(nodes.map(({ id }) => id).sort(), ties);
}

/** The map without a hundredth of its nodes, as it was the night before. */
function nightBefore(map: ConversationMap): ConversationMap {
  const nodes = map.nodes.filter((_, index) => index % 100 !== 50);
  const there = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: map.edges.filter(({ source, target }) => there.has(source) && there.has(target)) };
}

function moves(one: Standing, other: Standing): number[] {
  return [...one.positions]
    .map(([node, { x, y }]) => {
      const at = other.positions.get(node)!;
      return Math.hypot(at.x - x, at.y - y);
    })
    .sort((a, b) => a - b);
}

describe('a map on the next night', () => {
  const map = madeMap({ nodes: 300, edges: 750 });
  const yesterday = layOutMap(nightBefore(map), null);

  it('moves little when one node in a hundred is new: nobody by more than its own room, half by less than a third of it', () => {
    const today = layOutMap(map, yesterday);
    const moved = moves(yesterday, today);
    expect(moved.at(-1)).toBeLessThanOrEqual(ROOM + 0.02);
    expect(moved[Math.floor(moved.length / 2)]).toBeLessThan(ROOM / 3);
    // Laid out anew it would jump: the test above says something.
    expect(moves(yesterday, layOutMap(map, null))[150]).toBeGreaterThan(3 * ROOM);
  });

  it('puts the new beside those they have to do with', () => {
    const today = layOutMap(map, yesterday);
    const radius = ROOM * Math.sqrt(map.nodes.length);
    const arrived = map.nodes.filter(({ id }) => !yesterday.positions.has(id));
    const distances = arrived.flatMap(({ id }) => {
      const around = map.edges.flatMap(({ source, target }) =>
        source === id ? [target] : target === id ? [source] : [],
      );
      const at = today.positions.get(id)!;
      return around.map((other) => {
        const { x, y } = today.positions.get(other)!;
        return Math.hypot(x - at.x, y - at.y);
      });
    });
    expect(arrived.length).toBe(3);
    const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
    expect(mean).toBeLessThan(radius * 0.75);
  });

  it('stands still when nothing is new, and the same input gives the same positions', () => {
    expect(layOutMap(nightBefore(map), yesterday)).toBe(yesterday);
    expect(layOutMap(map, yesterday)).toEqual(layOutMap(map, yesterday));
  });

  it('is another map with another seed, or where most are new', () => {
    expect(layOutMap(map, { ...yesterday, seed: SEED + 1 })).toEqual(layOutMap(map, null));
    const few = new Map([...yesterday.positions].slice(0, 50));
    expect(layOutMap(map, { ...yesterday, positions: few })).toEqual(layOutMap(map, null));
  });

  it('is the same from a thread as without', async () => {
    const large = madeMap({ nodes: 1_000, edges: 200 });
    const graph = graphOf(large);
    const communities = detectCommunities(graph, SEED);
    expect(await layOutApart(graph, communities, SEED, null)).toEqual(layOutFrom(graph, communities, SEED, null));
  });
});
