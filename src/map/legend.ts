/** The key to the picture, drawn beside it. */
import { ASSERTED_KINDS, type ConversationMap, type EdgeKind, NODE_KINDS } from '../model.js';
import { escapeMarkup } from './markup.js';
import { PAPER, type Picture } from './picture.js';
import { EDGE_DASHES, SHAPES } from './shapes.js';
import { countEdges, countNodes, describeCommunities, EDGE_WORDS } from './summary.js';

export const LEGEND_WIDTH = 400;
const LEFT = PAPER.width + 10;
const INDENT = LEFT + 40;
const LINE = 24;

/** Lines of a legend, top to bottom. */
export function legend(map: ConversationMap, picture: Picture): string {
  const lines = [
    heading('Conversation map'),
    plain(countNodes(map.nodes)),
    gap,
    ...shapeLines(map),
    gap,
    ...countEdges(map).map(({ kind, count }) => edgeLine(`${EDGE_WORDS[kind]}${said(kind)}`, EDGE_DASHES[kind], count)),
    ...(map.edges.length > 0 ? [plain('Bent lines turn clockwise from source to target.')] : []),
    gap,
    ...communityLines(map),
    ...hiddenLines(picture),
    ...omittedLines(map),
  ];
  return `<g class="map-legend">${lines.map((line, index) => line(PAPER.margin + index * LINE)).join('')}</g>`;
}

type Line = (y: number) => string;

const gap: Line = () => '';

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x}" y="${y}"${attributes}>${escapeMarkup(words)}</text>`;
}

function heading(words: string): Line {
  return (y) => text(LEFT, y, words, ' class="map-heading"');
}

function plain(words: string): Line {
  return (y) => text(LEFT, y, words);
}

function shapeLines(map: ConversationMap): Line[] {
  const present = NODE_KINDS.filter((kind) => map.nodes.some((node) => node.kind === kind));
  return present.map((kind) => (y) => {
    const shape = SHAPES[kind]({ x: LEFT + 14, y: y - 5, radius: 7 });
    return `<g class="map-shape">${shape}</g>${text(INDENT, y, kind)}`;
  });
}

function edgeLine(words: string, dash: string, count: number): Line {
  return (y) => {
    const sample = `x1="${LEFT}" y1="${y - 5}" x2="${LEFT + 30}" y2="${y - 5}" stroke-dasharray="${dash}"`;
    return `<line ${sample}/>${text(INDENT, y, `${words} (${count})`)}`;
  };
}

function communityLines(map: ConversationMap): Line[] {
  const coloured = describeCommunities(map).filter((community) => community.colour !== undefined);
  if (coloured.length === 0) return [];
  const lines = coloured.map(
    ({ name, size, colour }): Line =>
      (y) => {
        const swatch = `<circle class="map-swatch map-c${colour}" cx="${LEFT + 14}" cy="${y - 5}" r="7"/>`;
        return swatch + text(INDENT, y, `${name} (${size})`);
      },
  );
  const others: Line = (y) =>
    `<circle class="map-swatch map-other" cx="${LEFT + 14}" cy="${y - 5}" r="7"/>${text(INDENT, y, 'smaller communities, or none')}`;
  return [plain('Communities'), ...lines, others];
}

function hiddenLines({ hiddenNodes, hiddenEdges }: Picture): Line[] {
  if (hiddenNodes + hiddenEdges === 0) return [];
  return [gap, plain(`Not drawn: ${hiddenNodes} nodes, ${hiddenEdges} relations`)];
}

/** Characters that fit beside the picture at the size of the legend. */
const LINE_CHARS = 52;

/** What the map itself leaves out, and by what rule. */
function omittedLines({ omitted }: ConversationMap): Line[] {
  if (omitted === undefined) return [];
  const words = `Left out of the map: ${omitted.nodes} nodes, ${omitted.edges} relations. ${omitted.rules.join(' ')}`;
  return [gap, ...wrapped(words).map(plain)];
}

function wrapped(words: string): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length + 1 > LINE_CHARS) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** Marks what nobody has seen in a post. */
function said(kind: EdgeKind): string {
  return (ASSERTED_KINDS as readonly EdgeKind[]).includes(kind) ? ', people say' : '';
}
