/** Networks to measure on: a made-up one with a power law, published ones where they are beside the checkout, and rivals. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PACKAGE_FOLDER } from '../src/config.js';
import type { Tie } from '../src/map/graph.js';
import { seededRandom } from '../src/random.js';

const FOLDER = resolve(PACKAGE_FOLDER, '../shared/data/networks');
const PYTHON = '/usr/bin/python3';

export interface Network {
  name: string;
  nodes: string[];
  ties: Tie[];
  /** Known groups by node; empty where nothing is known. */
  groups: Map<string, string>;
}

/** As large as a published network of reposts: the first come draw the most ties (Barabási and Albert 1999). */
export function powerLaw(order: number, size: number): Network {
  const random = seededRandom(1);
  const nodes = Array.from({ length: order }, (_, index) => `n${index}`);
  const ends = [0];
  const seen = new Set<string>();
  const ties: Tie[] = [];
  const join = (one: number, other: number) => {
    const key = one < other ? `${one} ${other}` : `${other} ${one}`;
    if (one === other || seen.has(key)) return;
    seen.add(key);
    ends.push(one, other);
    ties.push({ source: nodes[one]!, target: nodes[other]!, weight: 1 });
  };
  const popular = () => ends[Math.floor(random() * ends.length)]!;
  for (let node = 1; node < order; node += 1) join(node, popular());
  while (ties.length < size) join(Math.floor(random() * order), popular());
  return { name: 'power law', nodes, ties, groups: new Map() };
}

/** The published networks that are there. */
export function publishedNetworks(): Network[] {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER).flatMap((file) => /^(.*)\.edges\.csv(\.gz)?$/.exec(file)?.[1] ?? []);
  return names.sort().map((name) => {
    const ties = lines(`${name}.edges.csv`).map(([source, target, weight]) => ({
      ...{ source: source!, target: target!, weight: weight === undefined ? 1 : Number(weight) },
    }));
    const labelled = existsSync(`${FOLDER}/${name}.labels.csv`) ? lines(`${name}.labels.csv`) : [];
    const groups = new Map(labelled.filter(([, label]) => label).map(([id, label]) => [id!, label!]));
    const nodes = [...new Set([...ties.flatMap(({ source, target }) => [source, target]), ...groups.keys()])];
    return { name, nodes, ties, groups };
  });
}

function lines(name: string): string[][] {
  const plain = `${FOLDER}/${name}`;
  const text = existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString();
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
}

// Processor time, as ours is taken: on a busy machine a clock would measure the neighbours.
const RIVALS = `
import json, sys, time, igraph, networkx, random
given = json.load(sys.stdin)
number = {name: at for at, name in enumerate(given['nodes'])}
weights = {}
for tie in given['ties']:
    a, b = number[tie['source']], number[tie['target']]
    if a == b: continue
    key = (min(a, b), max(a, b))
    weights[key] = weights.get(key, 0) + tie['weight']
pairs = list(weights)
graph = igraph.Graph(n=len(number), edges=pairs)
graph.es['weight'] = [weights[p] for p in pairs]
random.seed(1)
began = time.process_time()
leiden = graph.community_leiden(objective_function='modularity', weights='weight', n_iterations=-1)
leidenSeconds = time.process_time() - began
other = networkx.Graph()
other.add_nodes_from(range(len(number)))
other.add_weighted_edges_from((a, b, w) for (a, b), w in weights.items())
began = time.process_time()
louvain = networkx.algorithms.community.louvain_communities(other, seed=1)
louvainSeconds = time.process_time() - began
labels = [0] * len(number)
for at, members in enumerate(louvain):
    for node in members: labels[node] = at
print(json.dumps({
  'leiden': {'labels': leiden.membership, 'seconds': leidenSeconds},
  'louvain': {'labels': labels, 'seconds': louvainSeconds},
}))`;

export interface Rival {
  labels: number[];
  /** Of processor time. */
  seconds: number;
}

export const rivalsMissing =
  spawnSync(PYTHON, ['-c', 'import igraph, networkx']).status === 0
    ? null
    : 'python3-igraph and python3-networkx are not installed: no rivals';

/** Leiden of igraph, run until nothing changes, and Louvain of NetworkX, on the same network. */
export function rivalsOn({ nodes, ties }: Network): { leiden: Rival; louvain: Rival } {
  const input = JSON.stringify({ nodes, ties });
  const answer = execFileSync(PYTHON, ['-c', RIVALS], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return JSON.parse(answer) as { leiden: Rival; louvain: Rival };
}
