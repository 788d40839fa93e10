/** The picture of a map as SVG: the same map gives the same bytes. */
import type { ConversationMap } from '../model.js';
import { isSymmetric } from './fields.js';
import { type Label, placeLabels } from './labels.js';
import { LEGEND_WIDTH, legend } from './legend.js';
import { escapeMarkup, shownLabel } from './markup.js';
import { type DrawnEdge, type DrawnNode, drawPicture, PAPER, type Picture } from './picture.js';
import { BENDS, inPath, SHAPES } from './shapes.js';
import { PICTURE_STYLE } from './style.js';
import { countNodes, EDGE_WORDS } from './summary.js';

/** Long lines bend no further than this, or they would leave the paper. */
const WIDEST_BEND = 70;

/** A file of its own, with its legend. */
export function writeSvg(map: ConversationMap): string {
  const picture = drawPicture(map);
  return `${svgElement(map, picture, PAPER.width + LEGEND_WIDTH, legend(map, picture))}\n`;
}

/** The picture alone, for a page that has its own legend. */
export function pictureSvg(map: ConversationMap, picture: Picture): string {
  return svgElement(map, picture, PAPER.width, '');
}

const NOTHING = `<text class="map-label" x="${PAPER.width / 2}" y="${PAPER.height / 2}" font-size="20" text-anchor="middle">Nothing to draw yet: no posts have been processed.</text>`;

function svgElement(map: ConversationMap, picture: Picture, width: number, beside: string): string {
  const labels = placeLabels(picture.nodes);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 ${width} ${PAPER.height}" role="img" aria-labelledby="map-title map-description">`,
    '<title id="map-title">Conversation map</title>',
    `<desc id="map-description">${escapeMarkup(describe(map, picture))}</desc>`,
    `<style>${PICTURE_STYLE}</style>`,
    `<rect class="map-ground" width="${width}" height="${PAPER.height}"/>`,
    // Strong edges and nodes with many posts come first in the picture and go on top of the rest.
    `<g class="map-edges" fill="none">${picture.edges.toReversed().map(edgePath).join('\n')}</g>`,
    `<g class="map-nodes">${picture.nodes.toReversed().map(nodeShape).join('\n')}</g>`,
    `<g class="map-labels">${labels.map(labelText).join('\n')}</g>`,
    ...(map.nodes.length === 0 ? [NOTHING] : []),
    beside,
    '</svg>',
  ].join('\n');
}

/** What the picture shows, in words, for those who cannot see it. */
export function describeMap(map: ConversationMap): string {
  return describe(map, drawPicture(map));
}

function describe(map: ConversationMap, picture: Picture): string {
  const communities = new Set(map.nodes.map((node) => node.community)).size;
  const hidden = `${picture.hiddenNodes} nodes and ${picture.hiddenEdges} relations are not drawn.`;
  return [
    `A network of ${countNodes(map.nodes)}, with ${map.edges.length} relations, in ${communities} communities.`,
    'Near each other are those that have much to do with one another; colours tell communities, sizes the number of posts.',
    ...(picture.hiddenNodes + picture.hiddenEdges > 0 ? [hidden] : []),
    ...(map.omitted?.rules ?? []),
  ].join(' ');
}

function edgePath({ edge, source, target }: DrawnEdge): string {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const bend = Math.min(BENDS[edge.kind], WIDEST_BEND / (Math.hypot(dx, dy) || 1));
  // To the left of the way from source to target, which is clockwise on a screen, where y grows downwards.
  const [x, y] = [(source.x + target.x) / 2 + dy * bend, (source.y + target.y) / 2 - dx * bend];
  const within = source.node.community === target.node.community ? colourClass(source.colour) : 'map-between';
  const names = [source, target].map((end) => shownLabel(end.node.label) || end.node.id);
  const title = `${names[0]} ${EDGE_WORDS[edge.kind]} ${names[1]} (${edge.weight})`;
  return [
    `<path class="map-edge map-${edge.kind} ${within}" data-source="${escapeMarkup(edge.source)}"`,
    ` data-target="${escapeMarkup(edge.target)}" stroke-width="${(0.5 + 0.6 * Math.log2(1 + edge.weight)).toFixed(1)}"`,
    ` d="M${inPath(source)}${isSymmetric(edge) ? 'L' : `Q${inPath({ x, y })} `}${inPath(target)}"><title>${escapeMarkup(title)}</title></path>`,
  ].join('');
}

function nodeShape(drawn: DrawnNode): string {
  const { node } = drawn;
  const title = `${shownLabel(node.label) || node.id} (${node.kind}, posts: ${node.posts})`;
  const attributes = `class="map-node ${colourClass(drawn.colour)}" data-id="${escapeMarkup(node.id)}"`;
  return `<g ${attributes}>${SHAPES[node.kind](drawn)}<title>${escapeMarkup(title)}</title></g>`;
}

function labelText({ node, text, x, y, size }: Label): string {
  const attributes = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}"`;
  return `<text class="map-label map-label-${node.node.kind}" ${attributes} data-id="${escapeMarkup(node.node.id)}">${escapeMarkup(text)}</text>`;
}

function colourClass(colour: number | undefined): string {
  return colour === undefined ? 'map-other' : `map-c${colour}`;
}
