/** Communities against published networks with known groups: no worse than the reference Louvain. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectCommunities } from '../../src/map/communities.js';
import { type Tie, type TieGraph, tieGraph } from '../../src/map/graph.js';

const FOLDER = fileURLToPath(new URL('../../../shared/data/networks/', import.meta.url));
const REQUIRED = process.env.CI !== undefined;
const SEED = 1;

interface Reference {
  name: string;
  nodes: number;
  louvain_Q_median: number;
  NMI_louvain_median?: number;
  labelled_nodes?: number;
}

function lines(name: string): string[][] {
  const plain = `${FOLDER}${name}`;
  const text = existsSync(plain)
    ? readFileSync(plain, 'utf8')
    : gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8');
  const rows = text.trim().split(/\r?\n/).slice(1);
  return rows.map((row) => row.split(','));
}

function readTies(name: string): Tie[] {
  return lines(`${name}.edges.csv`).map(([source, target, weight]) => ({
    source: `n${source}`,
    target: `n${target}`,
    weight: weight === undefined ? 1 : Number(weight),
  }));
}

/** Known groups by node; empty where nothing is known. A node can have a group and no tie. */
function readGroups(name: string): Map<string, string> {
  if (!existsSync(`${FOLDER}${name}.labels.csv`)) return new Map();
  const rows = lines(`${name}.labels.csv`).filter(([, label]) => label !== undefined && label !== '');
  return new Map(rows.map(([id, label]) => [`n${id}`, label!]));
}

function readGraph(name: string): TieGraph {
  const ties = readTies(name);
  const nodes = new Set([...ties.flatMap((tie) => [tie.source, tie.target]), ...readGroups(name).keys()]);
  return tieGraph([...nodes], ties);
}

/** Newman's modularity of a weighted undirected graph without self-loops. */
function modularity(graph: TieGraph, labels: ReadonlyMap<string, number>): number {
  let total = 0;
  const inside = new Map<number, number>();
  const strength = new Map<number, number>();
  for (const { weight, ...ends } of graph.ties()) {
    const [source, target] = [graph.names[ends.source]!, graph.names[ends.target]!];
    total += weight;
    for (const node of [source, target]) {
      const label = labels.get(node)!;
      strength.set(label, (strength.get(label) ?? 0) + weight);
    }
    const label = labels.get(source)!;
    if (label === labels.get(target)) inside.set(label, (inside.get(label) ?? 0) + weight);
  }
  let sum = 0;
  for (const [label, ends] of strength) sum += (inside.get(label) ?? 0) / total - (ends / (2 * total)) ** 2;
  return sum;
}

/** Normalised mutual information, arithmetic mean of the entropies. */
function nmi(pairs: readonly (readonly [string, string])[]): number {
  const count = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()];
  };
  const entropy = (counts: readonly number[]) =>
    counts.reduce((sum, n) => sum - (n / pairs.length) * Math.log(n / pairs.length), 0);
  const one = entropy(count(pairs.map(([found]) => found)));
  const other = entropy(count(pairs.map(([, truth]) => truth)));
  const joint = entropy(count(pairs.map(([found, truth]) => `${found}\n${truth}`)));
  return one + other === 0 ? 1 : (2 * (one + other - joint)) / (one + other);
}

function references(): Reference[] {
  const all = JSON.parse(readFileSync(`${FOLDER}reference_values.json`, 'utf8')) as Reference[];
  const present = new Set(readdirSync(FOLDER).map((file) => file.replace(/\.edges\.csv(\.gz)?$/, '')));
  return all.filter((reference) => present.has(reference.name));
}

describe.skipIf(!existsSync(FOLDER) && !REQUIRED)('networks with known communities (needs ../shared/data)', () => {
  const cases = existsSync(FOLDER) ? references() : [];

  test('the data is here', () => expect(cases.length).toBeGreaterThan(0));

  test.each(cases)('$name: as modular and as true as the reference Louvain', (reference) => {
    const graph = readGraph(reference.name);
    expect(graph.order).toBe(reference.nodes);
    const found = detectCommunities(graph, SEED);
    expect(modularity(graph, found)).toBeGreaterThanOrEqual(reference.louvain_Q_median - 0.01);
    if (reference.NMI_louvain_median === undefined) return;
    const pairs = [...readGroups(reference.name)].map(([node, label]) => [String(found.get(node)), label] as const);
    expect(pairs).toHaveLength(reference.labelled_nodes!);
    expect(nmi(pairs)).toBeGreaterThanOrEqual(reference.NMI_louvain_median - 0.05);
  });

  test.each(cases)('$name: the same seed gives the same communities', ({ name }) => {
    const graph = readGraph(name);
    expect([...detectCommunities(graph, SEED)]).toEqual([...detectCommunities(graph, SEED)]);
  });
});
