/** Labels that do not run into each other: the most important nodes choose first, whoever finds no room goes without. */
import { shownLabel } from './markup.js';
import { type DrawnNode, PAPER } from './picture.js';
import { REACH } from './shapes.js';

const LONGEST = 34;
/** Pseudonyms say little: a few to find one's way by. */
const MOST_VOICES = 40;
const SMALLEST_SIZE = 12;
const LARGEST_SIZE = 17;
const PADDING = 2;
/** Radius from which a voice should not be covered. */
const LARGE = 8;
/** Themes and places are written in bold, which is wider. */
const BOLD = 1.12;

export interface Label {
  node: DrawnNode;
  text: string;
  /** Left end of the base line. */
  x: number;
  y: number;
  /** Font size in drawing units. */
  size: number;
  width: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Labels for the picture. What is talked about and where comes before who says it. */
export function placeLabels(nodes: readonly DrawnNode[]): Label[] {
  const landmarks = nodes.filter(({ node: { kind } }) => kind !== 'voice');
  // Rather the name of a theme across a few voices, the smaller ones first, than a theme without a name.
  const inTheWay = [nodes, nodes.filter((node) => node.radius >= LARGE || node.node.kind !== 'voice'), landmarks];
  const obstaclesInTurn = inTheWay.map((these) => these.map(boxOfNode));
  const labels: Label[] = [];
  const taken: Box[] = [];
  const place = (node: DrawnNode, obstacles: readonly Box[]): boolean => {
    const label = candidates(node).find((candidate) => {
      const box = boxOf(candidate);
      const isFree = (other: Box) => !overlaps(box, other);
      return isOnPaper(box) && taken.every(isFree) && obstacles.every(isFree);
    });
    if (label === undefined) return false;
    labels.push(label);
    taken.push(boxOf(label));
    return true;
  };
  for (const node of landmarks) obstaclesInTurn.some((obstacles) => place(node, obstacles));
  let voices = 0;
  for (const node of nodes.filter(({ node: { kind } }) => kind === 'voice')) {
    if (voices < MOST_VOICES && place(node, obstaclesInTurn[0]!)) voices += 1;
  }
  return labels;
}

/** Right, left, below, above, then the corners. */
function candidates(node: DrawnNode): Label[] {
  const text = shownLabel(node.node.label, LONGEST);
  if (text === '') return [];
  const size = Math.min(LARGEST_SIZE, SMALLEST_SIZE + node.radius / 5);
  const width = textWidth(text, size) * (node.node.kind === 'voice' ? 1 : BOLD);
  const reach = node.radius * REACH[node.node.kind] + 2 * PADDING;
  const [right, left, middle] = [node.x + reach, node.x - reach - width, node.x - width / 2];
  const [level, below, above] = [node.y + size * 0.35, node.y + reach + size, node.y - reach - size * 0.3];
  const spots: Array<[number, number]> = [
    ...([
      [right, level],
      [left, level],
      [middle, below],
      [middle, above],
    ] as Array<[number, number]>),
    ...([
      [right, below],
      [right, above],
      [left, below],
      [left, above],
    ] as Array<[number, number]>),
  ];
  return spots.map(([x, y]) => ({ node, text, size, x, y, width }));
}

/** An estimate that errs on the wide side: the reader's font is not known. */
function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text)
    ems += /[ -~\u00a0-\u024f]/.test(character) ? (/[A-Z@#mwMW]/.test(character) ? 0.8 : 0.56) : 1;
  return ems * size;
}

function boxOf(label: Label): Box {
  return {
    left: label.x - PADDING,
    top: label.y - label.size - PADDING,
    right: label.x + label.width + PADDING,
    bottom: label.y + label.size * 0.3 + PADDING,
  };
}

function boxOfNode({ x, y, radius, node }: DrawnNode): Box {
  const reach = radius * REACH[node.kind];
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}

function isOnPaper(box: Box): boolean {
  return box.left >= 0 && box.top >= 0 && box.right <= PAPER.width && box.bottom <= PAPER.height;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
