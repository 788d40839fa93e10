/** Centralities as NetworkX reckons them, on the networks of Zachary and on made-up ones with every oddity. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { arcRows, type Tie, tieGraph } from '../../../src/map/graph.js';
import { betweenness } from '../../../src/map/measures/betweenness.js';
import { arrivals, mutual, pageRank, strengthsOut } from '../../../src/map/measures/centrality.js';
import { seededRandom } from '../../../src/random.js';

// Not the python3 of the path: the libraries are packages of the system.
const PYTHON = '/usr/bin/python3';
const REQUIRED = process.env.CI !== undefined;
const HAS_NETWORKX = spawnSync(PYTHON, ['-c', 'import networkx']).status === 0;

const SCRIPT = `
import json, sys, networkx
given = json.load(sys.stdin)
graph = networkx.DiGraph()
graph.add_nodes_from(given['nodes'])
for tie in given['ties']:
    if tie['source'] == tie['target']: continue
    known = graph.get_edge_data(tie['source'], tie['target'], {'weight': 0})['weight']
    graph.add_edge(tie['source'], tie['target'], weight=known + tie['weight'])
plain = graph.to_undirected()
nodes = given['nodes']
rank = networkx.pagerank(graph, alpha=0.85, tol=1e-14, max_iter=10000)
between = networkx.betweenness_centrality(plain, normalized=False)
print(json.dumps({
  'rank': [rank[n] for n in nodes], 'between': [between[n] for n in nodes],
  'inStrength': [graph.in_degree(n, weight='weight') for n in nodes],
  'outStrength': [graph.out_degree(n, weight='weight') for n in nodes],
  'inDegree': [graph.in_degree(n) for n in nodes], 'degree': [plain.degree(n) for n in nodes],
  'mutual': [sum(1 for m in graph.successors(n) if graph.has_edge(m, n)) for n in nodes],
}))`;

interface Reckoned {
  rank: number[];
  between: number[];
  inStrength: number[];
  outStrength: number[];
  inDegree: number[];
  degree: number[];
  mutual: number[];
}

function networkx(nodes: readonly string[], ties: readonly Tie[]): Reckoned {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', SCRIPT], {
    ...{ input: JSON.stringify({ nodes, ties }), encoding: 'utf8', maxBuffer: 1e9 },
  });
  expect(`${status} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as Reckoned;
}

/** Random ties with weights, ties to itself, ties there and back, several parts, and nodes that stand alone. */
function oddNetwork(seed: number, order: number, ties: number): { nodes: string[]; ties: Tie[] } {
  const random = seededRandom(seed);
  const nodes = Array.from({ length: order }, (_, index) => `n${index}`);
  const pick = () => nodes[Math.floor(random() ** 2 * order * 0.9)]!;
  const made = Array.from({ length: ties }, () => ({
    ...{ source: pick(), target: pick(), weight: 1 + Math.floor(random() * 5) },
  }));
  return { nodes, ties: made };
}

describe.skipIf(!HAS_NETWORKX && !REQUIRED)('centralities (needs python3-networkx)', () => {
  test.each([
    [1, 30, 40],
    [2, 120, 400],
    [3, 200, 150],
  ])('seed %i, %i nodes and %i ties: the same to a millionth', (seed, order, count) => {
    const { nodes, ties } = oddNetwork(seed, order, count);
    const theirs = networkx(nodes, ties);
    const [graph, arcs] = [tieGraph(nodes, ties), arcRows(nodes, ties)];
    const near = (ours: ArrayLike<number>, reference: readonly number[]) => {
      for (const [place, value] of reference.entries()) expect(Math.abs(ours[place]! - value)).toBeLessThan(1e-6);
    };
    const found = betweenness(graph, 1);
    expect(found.pivots).toBeNull();
    near(found.values, theirs.between);
    near(pageRank(arcs), theirs.rank);
    near(arrivals(arcs).strengths, theirs.inStrength);
    near(strengthsOut(arcs), theirs.outStrength);
    near(arrivals(arcs).degrees, theirs.inDegree);
    near(mutual(arcs), theirs.mutual);
    near(
      nodes.map((_, node) => graph.degree(node)),
      theirs.degree,
    );
  });
});

describe('sampled betweenness', () => {
  const { nodes, ties } = oddNetwork(5, 600, 2_400);
  const graph = tieGraph(nodes, ties);
  const exact = betweenness(graph, 1).values;

  test('is near the exact one, and nearer the more nodes the ways are counted from', () => {
    const error = (pivots: number) => {
      const { values } = betweenness(graph, 1, pivots);
      return (
        values.reduce((sum, value, node) => sum + Math.abs(value - exact[node]!), 0) / exact.reduce((a, b) => a + b)
      );
    };
    expect(error(300)).toBeLessThan(0.1);
    expect(error(300)).toBeLessThan(error(20));
  });

  test('is right on the whole: over many seeds the mean comes to the exact value', () => {
    const busiest = exact.indexOf(Math.max(...exact));
    const runs = Array.from({ length: 60 }, (_, seed) => betweenness(graph, seed, 30).values[busiest]!);
    const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
    expect(Math.abs(mean / exact[busiest]! - 1)).toBeLessThan(0.05);
  });

  test('is the same for the same seed', () => {
    expect(betweenness(graph, 3, 50)).toEqual(betweenness(graph, 3, 50));
  });
});

test('nothing, one node and a star are no trouble', () => {
  expect(betweenness(tieGraph([], []), 1).values).toHaveLength(0);
  expect([...pageRank(arcRows(['a'], []))]).toEqual([1]);
  expect([...betweenness(tieGraph(['a'], [{ source: 'a', target: 'a', weight: 1 }]), 1).values]).toEqual([0]);
  const rays = Array.from({ length: 1_000 }, (_, index) => `ray ${index}`);
  const star = tieGraph(
    ['hub', ...rays],
    rays.map((ray) => ({ source: ray, target: 'hub', weight: 1 })),
  );
  expect(betweenness(star, 1).values[0]).toBe((1_000 * 999) / 2);
});
