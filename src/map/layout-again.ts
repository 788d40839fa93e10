/**
 * A map that was laid out before stays as it was: whoever is known keeps its place or moves a little, whoever is new comes
 * beside those it has to do with.
 */
import { type Position, simulate } from './forces.js';
import type { Tie } from './graph.js';

/** Of the night before. */
export interface Standing {
  /** By public id, in drawing units. */
  positions: ReadonlyMap<string, Position>;
  /** Drawing units in one unit of the simulation. */
  scale: number;
  /** Of the graph that was laid out, see `fingerprintOf`. */
  fingerprint: string;
  seed: number;
}

/** Fewer known nodes than this share, and it is another map. */
const MOSTLY_KNOWN = 0.5;
/** Steps in which the new find their place among the known, and in which then all of them settle. */
const ARRIVING = 60;
const SETTLING = 10;
/** A known node moves no further than this in a night, in drawing units: the room of a node. */
const FARTHEST = 30;
/** How far from the middle of its neighbours a new node starts. */
const BESIDE = 8;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Whether these nodes can start from where they stood. */
export function isKnown(nodes: readonly string[], before: Standing | null, seed: number): before is Standing {
  if (before === null || before.seed !== seed) return false;
  return nodes.filter((node) => before.positions.has(node)).length > nodes.length * MOSTLY_KNOWN;
}

/** Positions in drawing units. */
export function settle(nodes: readonly string[], ties: readonly Tie[], before: Standing): Map<string, Position> {
  const known = new Set(nodes.filter((node) => before.positions.has(node)));
  const start = new Map<string, Position>();
  for (const [node, { x, y }] of startBeside(nodes, ties, before.positions)) {
    start.set(node, { x: x / before.scale, y: y / before.scale });
  }
  const arrived = known.size === nodes.length ? start : simulate(ties, start, ARRIVING, known);
  const settled = simulate(ties, arrived, SETTLING);
  return new Map(
    [...settled].map(([node, { x, y }]) => {
      const found = { x: x * before.scale, y: y * before.scale };
      const stood = before.positions.get(node);
      return [node, stood === undefined ? found : notFar(stood, found)];
    }),
  );
}

/** The known where they stood; the others, those with most known neighbours first, beside the middle of their neighbours. */
function startBeside(
  nodes: readonly string[],
  ties: readonly Tie[],
  stood: ReadonlyMap<string, Position>,
): Map<string, Position> {
  const around = new Map<string, string[]>();
  for (const { source, target } of ties) {
    for (const [one, other] of [
      [source, target],
      [target, source],
    ] as const) {
      const list = around.get(one);
      if (list === undefined) around.set(one, [other]);
      else list.push(other);
    }
  }
  const placed = new Map(nodes.flatMap((node) => (stood.has(node) ? [[node, stood.get(node)!] as const] : [])));
  const waiting = nodes.filter((node) => !placed.has(node));
  const outermost = [...placed.values()].reduce((most, { x, y }) => Math.max(most, Math.hypot(x, y)), 0);
  for (let seat = 0; waiting.length > 0; seat += 1) {
    const next = waiting.findIndex((node) => (around.get(node) ?? []).some((other) => placed.has(other)));
    const [node] = waiting.splice(Math.max(0, next), 1);
    const neighbours = (around.get(node!) ?? []).flatMap((other) => placed.get(other) ?? []);
    placed.set(node!, besideMiddle(neighbours, seat, outermost));
  }
  return new Map(nodes.map((node) => [node, placed.get(node)!]));
}

function besideMiddle(neighbours: readonly Position[], seat: number, outermost: number): Position {
  const angle = seat * GOLDEN_ANGLE;
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  if (neighbours.length === 0) return { x: outermost * dx, y: outermost * dy };
  const x = neighbours.reduce((sum, one) => sum + one.x, 0) / neighbours.length;
  const y = neighbours.reduce((sum, one) => sum + one.y, 0) / neighbours.length;
  return { x: x + BESIDE * dx, y: y + BESIDE * dy };
}

function notFar(stood: Position, found: Position): Position {
  const [dx, dy] = [found.x - stood.x, found.y - stood.y];
  const distance = Math.hypot(dx, dy);
  if (distance <= FARTHEST) return found;
  return { x: stood.x + (dx / distance) * FARTHEST, y: stood.y + (dy / distance) * FARTHEST };
}
