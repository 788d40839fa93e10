/**
 * Where nodes stand: ForceAtlas2 (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679), started from communities set
 * side by side, so that the same seed gives the same drawing and related groups need not cross the page to meet.
 */
import { UndirectedGraph } from 'graphology';
import { seededRandom } from '../random.js';
import type { TieGraph } from './communities.js';
import { forceAtlas2 } from './interop.js';

/** Drawing units. */
export interface Position {
  x: number;
  y: number;
}

/** Node-iterations that can be afforded: about four seconds on one core (measured at 5,000 nodes and 20,000 ties). */
const WORK = 600_000;
const MOST_ITERATIONS = 500;
const FEWEST_ITERATIONS = 20;
/** From here on the far field is approximated (Barnes-Hut): faster than exact above about a thousand nodes. */
const BARNES_HUT_FROM = 800;
/** Room for a node: the finished drawing has a radius of this times the square root of the number of nodes. */
const SPACING = 30;
/** The angle at which seeds sit in a sunflower: fills a disc evenly. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * A position for every node, centred on 0, 0 and rounded to hundredths. Nodes without ties stand in rings around the rest.
 * @param communities number of the community of each node
 */
export function layOut(graph: TieGraph, communities: ReadonlyMap<string, number>, seed: number): Map<string, Position> {
  const tied = graph.filterNodes((node) => graph.degree(node) > 0);
  const alone = graph.filterNodes((node) => graph.degree(node) === 0);
  const radius = SPACING * Math.sqrt(tied.length);
  const positions = scaled(simulate(graph, startPositions(tied, communities, seed)), radius);
  for (const [index, position] of rings(alone.length, tied.length === 0 ? 0 : radius + 2 * SPACING).entries()) {
    positions.set(alone[index]!, position);
  }
  return new Map([...positions].map(([node, { x, y }]) => [node, { x: hundredths(x), y: hundredths(y) }]));
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

function simulate(graph: TieGraph, start: ReadonlyMap<string, Position>): Map<string, Position> {
  if (start.size < 3) return new Map([...start].map(([node, position]) => [node, { ...position }]));
  const plane = new UndirectedGraph();
  for (const [node, position] of start) plane.addNode(node, { ...position });
  // A tie of a hundred posts should draw its ends nearer than a tie of one, not on top of each other.
  graph.forEachEdge((_edge, { weight }, source, target) => {
    plane.addEdge(source, target, { weight: 1 + Math.log2(weight) });
  });
  const found = forceAtlas2(plane, {
    iterations: Math.max(FEWEST_ITERATIONS, Math.min(MOST_ITERATIONS, Math.floor(WORK / start.size))),
    settings: { ...forceAtlas2.inferSettings(start.size), barnesHutOptimize: start.size > BARNES_HUT_FROM },
  });
  return new Map(Object.entries(found));
}

/** Centred, with the given distance from the centre to the farthest node. */
function scaled(positions: ReadonlyMap<string, Position>, radius: number): Map<string, Position> {
  const middle = (pick: (position: Position) => number) => {
    const values = [...positions.values()].map(pick);
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  };
  const [x, y] = [middle((position) => position.x), middle((position) => position.y)];
  let reach = 0;
  for (const position of positions.values()) reach = Math.max(reach, Math.hypot(position.x - x, position.y - y));
  const factor = reach === 0 ? 1 : radius / reach;
  return new Map([...positions].map(([node, at]) => [node, { x: (at.x - x) * factor, y: (at.y - y) * factor }]));
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
