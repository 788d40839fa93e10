/**
 * Where nodes stand: ForceAtlas2 (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679), started from communities set
 * side by side, so that the same seed gives the same drawing and related groups need not cross the page to meet.
 */
import { createHash } from 'node:crypto';
import { seededRandom } from '../random.js';
import { type Position, simulate } from './forces.js';
import type { Tie, TieGraph } from './graph.js';
import { isKnown, type Standing, settle } from './layout-again.js';

export type { Position } from './forces.js';
export type { Standing } from './layout-again.js';

/** Node-iterations that can be afforded: about four seconds on one core (measured at 5,000 nodes and 20,000 ties). */
const WORK = 600_000;
const MOST_ITERATIONS = 500;
const FEWEST_ITERATIONS = 20;
/** Of a larger map the strongest so many are laid out, by the strongest ties between them; the rest goes beside them. */
const MOST_LAID_OUT = 2_000;
const MOST_TIES = 5_000;
/** Room for a node: nearly all of the finished drawing is within this times the square root of the number of nodes. */
const SPACING = 30;
/** How far from its neighbour a node stands that was not laid out, at first, and how much farther each next one. */
const BESIDE = 6;
/** Share of the nodes that the radius of the drawing holds, and how far beyond it the rest may stand, in radii. */
const NEARLY_ALL = 0.97;
const OUTSIDE = 0.2;
/** The angle at which seeds sit in a sunflower: fills a disc evenly. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * A position for every node, centred on 0, 0 and rounded to hundredths. Nodes without ties stand in rings around the rest.
 * @param communities number of the community of each node
 */
export function layOut(graph: TieGraph, communities: ReadonlyMap<string, number>, seed: number): Map<string, Position> {
  return layOutFrom(graph, communities, seed, null).positions as Map<string, Position>;
}

/**
 * As `layOut`, from where the nodes stood before. The graph that was laid out before comes back as it was; one that is
 * mostly the same moves a little; another is laid out anew. The same graph, seed and standing give the same positions.
 */
export function layOutFrom(
  graph: TieGraph,
  communities: ReadonlyMap<string, number>,
  seed: number,
  before: Standing | null,
): Standing {
  const fingerprint = fingerprintOf(graph);
  if (before?.fingerprint === fingerprint && before.seed === seed) return before;
  const every = Array.from({ length: graph.order }, (_, node) => node);
  const tied = every.filter((node) => graph.degree(node) > 0);
  const alone = every.filter((node) => graph.degree(node) === 0).map((node) => graph.names[node]!);
  const radius = SPACING * Math.sqrt(tied.length);
  const strong = strongest(graph, tied);
  const names = strong.map((node) => graph.names[node]!);
  const ties = strongTies(graph, strong);
  const known = isKnown(names, before, seed) ? before : null;
  const { positions, scale } =
    known === null ? anew(names, ties, communities, seed, radius) : again(names, ties, known);
  const kept = known === null ? [] : keepOthers(graph, tied, positions, known);
  putBeside(graph, [...strong, ...kept], positions);
  putAround(alone, positions, tied.length === 0 ? 0 : radius * (1 + OUTSIDE) + SPACING, known);
  const rounded = [...positions].map(([node, { x, y }]) => [node, { x: hundredths(x), y: hundredths(y) }] as const);
  return { positions: new Map(rounded), scale, fingerprint, seed };
}

/** Names a graph: its nodes, who is tied to whom, and how strongly. */
function fingerprintOf(graph: TieGraph): string {
  const hash = createHash('sha256').update(JSON.stringify(graph.names));
  for (const row of [graph.offsets, graph.targets, graph.weights])
    hash.update(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
  return hash.digest('hex');
}

interface Laid {
  positions: Map<string, Position>;
  scale: number;
}

function anew(
  names: readonly string[],
  ties: readonly Tie[],
  communities: ReadonlyMap<string, number>,
  seed: number,
  radius: number,
): Laid {
  const start = startPositions(names, communities, seed);
  const steps = Math.max(FEWEST_ITERATIONS, Math.min(MOST_ITERATIONS, Math.floor(WORK / Math.max(1, start.size))));
  return scaled(simulate(ties, start, steps), radius);
}

function again(names: readonly string[], ties: readonly Tie[], before: Standing): Laid {
  return { positions: settle(names, ties, before), scale: before.scale };
}

/** Those that are not laid out stay beside whom they stood. */
function keepOthers(
  graph: TieGraph,
  tied: readonly number[],
  positions: Map<string, Position>,
  before: Standing,
): number[] {
  const kept = tied.filter((node) => !positions.has(graph.names[node]!) && before.positions.has(graph.names[node]!));
  for (const node of kept) positions.set(graph.names[node]!, before.positions.get(graph.names[node]!)!);
  return kept;
}

/** Nodes without ties, each where it stood, or in the first free seat of the rings. */
function putAround(
  alone: readonly string[],
  positions: Map<string, Position>,
  innermost: number,
  before: Standing | null,
): void {
  const stands = (node: string) => {
    const at = before?.positions.get(node);
    return at !== undefined && Math.hypot(at.x, at.y) >= innermost - 2 * SPACING ? at : undefined;
  };
  const cellOf = ({ x, y }: Position) => `${Math.round(x / SPACING)} ${Math.round(y / SPACING)}`;
  const taken = new Set<string>();
  for (const node of alone) {
    const at = stands(node);
    if (at === undefined) continue;
    positions.set(node, at);
    taken.add(cellOf(at));
  }
  const coming = alone.filter((node) => !positions.has(node));
  const seats = rings(coming.length + 2 * taken.size, innermost).filter((seat) => !taken.has(cellOf(seat)));
  for (const [index, node] of coming.entries()) positions.set(node, seats[index]!);
}

/** The nodes that are laid out, in the order of the graph. */
function strongest(graph: TieGraph, tied: readonly number[]): number[] {
  if (tied.length <= MOST_LAID_OUT) return [...tied];
  const strengths = new Map(tied.map((node) => [node, graph.strength(node)]));
  const ranked = [...tied].sort((a, b) => strengths.get(b)! - strengths.get(a)! || a - b);
  return ranked.slice(0, MOST_LAID_OUT).sort((a, b) => a - b);
}

function strongTies(graph: TieGraph, strong: readonly number[]): Tie[] {
  const kept = new Set(strong);
  const named = ({ source, target, weight }: { source: number; target: number; weight: number }): Tie => ({
    source: graph.names[source]!,
    target: graph.names[target]!,
    weight,
  });
  const ties = [...graph.ties()].filter(({ source, target }) => kept.has(source) && kept.has(target));
  if (graph.order <= MOST_LAID_OUT && ties.length <= MOST_TIES) return ties.map(named);
  return ties
    .sort((a, b) => b.weight - a.weight || a.source - b.source || a.target - b.target)
    .slice(0, MOST_TIES)
    .map(named);
}

/** Whoever was not laid out stands beside the neighbour that reaches it first; groups out of all reach go outside. */
function putBeside(graph: TieGraph, placed: readonly number[], positions: Map<string, Position>): void {
  const isPlaced = new Uint8Array(graph.order);
  for (const node of placed) isPlaced[node] = 1;
  spread(graph, placed, isPlaced, positions);
  for (let node = 0; node < graph.order; node += 1) {
    if (isPlaced[node] === 1 || graph.degree(node) === 0) continue;
    const spot = positions.size;
    const reach = SPACING * Math.sqrt(graph.order + spot);
    positions.set(graph.names[node]!, onCircle({ x: 0, y: 0 }, spot, reach));
    isPlaced[node] = 1;
    spread(graph, [node], isPlaced, positions);
  }
}

/** Puts whoever can be reached from these nodes, step by step, in a sunflower around the neighbour it is reached from. */
function spread(
  graph: TieGraph,
  from: readonly number[],
  isPlaced: Uint8Array,
  positions: Map<string, Position>,
): void {
  const reached = [...from];
  for (let next = 0; next < reached.length; next += 1) {
    const node = reached[next]!;
    const around = positions.get(graph.names[node]!)!;
    let seats = 0;
    for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) {
      const neighbour = graph.targets[at]!;
      if (isPlaced[neighbour] === 1) continue;
      isPlaced[neighbour] = 1;
      seats += 1;
      positions.set(graph.names[neighbour]!, onCircle(around, seats, BESIDE * Math.sqrt(seats)));
      reached.push(neighbour);
    }
  }
}

function onCircle(middle: Position, seat: number, reach: number): Position {
  const angle = seat * GOLDEN_ANGLE;
  return { x: middle.x + reach * Math.cos(angle), y: middle.y + reach * Math.sin(angle) };
}

/** Each community a sunflower of its own, their centres on a circle in which each has an arc by its size. */
function startPositions(
  nodes: readonly string[],
  communities: ReadonlyMap<string, number>,
  seed: number,
): Map<string, Position> {
  const random = seededRandom(seed);
  const groups = new Map<number, string[]>();
  for (const node of nodes) {
    const community = communities.get(node)!;
    const members = groups.get(community);
    if (members === undefined) groups.set(community, [node]);
    else members.push(node);
  }
  const circle = groups.size === 1 ? 0 : Math.sqrt(nodes.length) * 2;
  const positions = new Map<string, Position>();
  let before = 0;
  for (const [, members] of [...groups].sort(([a], [b]) => a - b)) {
    const middle = ((before + members.length / 2) / nodes.length) * 2 * Math.PI;
    const turn = random() * 2 * Math.PI;
    for (const [index, node] of members.entries()) {
      const angle = turn + index * GOLDEN_ANGLE;
      const reach = Math.sqrt(index + 0.5);
      positions.set(node, {
        x: circle * Math.cos(middle) + reach * Math.cos(angle),
        y: circle * Math.sin(middle) + reach * Math.sin(angle),
      });
    }
    before += members.length;
  }
  return positions;
}

/**
 * Centred; nearly all within the given distance of the centre. The few that stand far out are drawn nearer, or everybody
 * else would be crowded in the middle of the paper for their sake.
 */
function scaled(positions: ReadonlyMap<string, Position>, radius: number): Laid {
  const middle = (pick: (position: Position) => number) => {
    const values = [...positions.values()].map(pick);
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  };
  const [x, y] = [middle((position) => position.x), middle((position) => position.y)];
  const distances = [...positions.values()].map((position) => Math.hypot(position.x - x, position.y - y));
  const reach = distances.sort((a, b) => a - b)[Math.floor((distances.length - 1) * NEARLY_ALL)] ?? 0;
  const factor = reach === 0 ? 1 : radius / reach;
  const drawn = [...positions].map(
    ([node, at]) => [node, drawnIn((at.x - x) * factor, (at.y - y) * factor, radius)] as const,
  );
  return { positions: new Map(drawn), scale: factor };
}

/** What is farther out than the radius comes within a fifth of it. */
function drawnIn(x: number, y: number, radius: number): Position {
  const distance = Math.hypot(x, y);
  if (distance <= radius || distance === 0) return { x, y };
  const nearer = (radius * (1 + OUTSIDE * (1 - radius / distance))) / distance;
  return { x: x * nearer, y: y * nearer };
}

/** Rings from the given radius outwards, each as full as the spacing allows; a disc when the radius is 0. */
function rings(count: number, innermost: number): Position[] {
  if (innermost === 0) {
    return Array.from({ length: count }, (_, index) => {
      const reach = SPACING * Math.sqrt(index);
      return { x: reach * Math.cos(index * GOLDEN_ANGLE), y: reach * Math.sin(index * GOLDEN_ANGLE) };
    });
  }
  const places: Position[] = [];
  for (let radius = innermost; places.length < count; radius += SPACING) {
    const room = Math.min(Math.floor((2 * Math.PI * radius) / SPACING), count - places.length);
    for (let index = 0; index < room; index += 1) {
      const angle = (index / room) * 2 * Math.PI;
      places.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
    }
  }
  return places;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100 + 0; // + 0 turns a negative zero into zero
}
