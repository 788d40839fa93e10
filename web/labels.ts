/**
 * Names on the picture that do not run into each other. sigma's grid proposes them; here the most important are written
 * first, and whoever finds no room goes without. Communities have a name of their own, behind a number.
 */
import type Sigma from 'sigma';
import type { NodeInfo } from './data.js';
import type { Colours } from './theme.js';
import type { View } from './view.js';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
const LONGEST = 34;
/** The names of communities are for the whole picture; nearer, those of nodes say more. */
const COMMUNITY_NAMES_FROM = 0.45;
/** So many nodes can mostly be named themselves. */
const FEW_NODES = 400;
/** Pseudonyms say little: a few to find one's way by, unless one is near. */
const MOST_VOICES = 40;
/** Fewer members than this share of all that are coloured need no name of their own on the picture. */
const SMALLEST_SHARE = 0.03;
const FULL_TURN = 2 * Math.PI;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Proposed {
  node: NodeInfo;
  x: number;
  y: number;
  size: number;
  forced: boolean;
}

/** What sigma hands to those who draw labels. */
interface Drawn {
  key: string;
  x: number;
  y: number;
  size: number;
  forceLabel?: boolean;
}

export class LabelLayer {
  readonly #view: View;
  readonly #coloursNow: () => Colours;
  #proposed: Proposed[] = [];
  #context: CanvasRenderingContext2D | null = null;
  /** Of what is written already. */
  #boxes: Box[] = [];

  constructor(view: View, colours: () => Colours) {
    this.#view = view;
    this.#coloursNow = colours;
  }

  attach(sigma: Sigma): void {
    sigma.on('beforeRender', () => {
      this.#proposed = [];
    });
    sigma.on('afterRender', () => this.#write(sigma));
    this.#context = (sigma.getCanvases().labels as HTMLCanvasElement).getContext('2d');
  }

  collect(context: CanvasRenderingContext2D, data: object): void {
    const { key, x, y, size, forceLabel = false } = data as Drawn;
    this.#context = context;
    this.#proposed.push({ node: this.#view.data.nodes[Number(key)]!, x, y, size, forced: forceLabel });
  }

  /** The node under the pointer, with its name in full. */
  drawHover(context: CanvasRenderingContext2D, data: object): void {
    const { key, x, y, size } = data as Drawn;
    const { ground, ink, accent } = this.#coloursNow();
    const node = this.#view.data.nodes[Number(key)]!;
    context.font = `600 14px ${FONT}`;
    const width = context.measureText(node.label).width;
    context.fillStyle = ground;
    context.strokeStyle = accent;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(x + size + 4, y - 13, width + 14, 26, 6);
    context.fill();
    context.stroke();
    context.beginPath();
    context.arc(x, y, size * 1.25 + 2, 0, FULL_TURN);
    context.stroke();
    context.fillStyle = ink;
    context.fillText(node.label, x + size + 11, y + 5);
  }

  #write(sigma: Sigma): void {
    const context = this.#context;
    if (context === null) return;
    this.#boxes = [];
    const { width, height } = sigma.getDimensions();
    const paper = { left: 0, top: 0, right: width, bottom: height };
    const names = sigma.getCamera().ratio >= COMMUNITY_NAMES_FROM && this.#view.selection === null;
    if (names) this.#writeCommunities(sigma, context, paper);
    const landmark = ({ node }: Proposed) => Number(node.kind !== 'voice');
    this.#proposed.sort(
      (a, b) => Number(b.forced) - Number(a.forced) || landmark(b) - landmark(a) || a.node.index - b.node.index,
    );
    const near = sigma.getCamera().ratio < COMMUNITY_NAMES_FROM;
    let voices = 0;
    for (const proposed of this.#proposed) {
      if (proposed.node.kind === 'voice' && !proposed.forced && !near && ++voices > MOST_VOICES) continue;
      this.#writeNode(context, proposed, paper);
    }
  }

  #writeNode(context: CanvasRenderingContext2D, { node, x, y, size, forced }: Proposed, paper: Box): void {
    const { ink, quiet } = this.#coloursNow();
    const letters = [...node.label];
    const text = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : node.label;
    const isVoice = node.kind === 'voice';
    const pixels = Math.round(Math.min(16, (isVoice ? 11 : 12) + size / 7));
    context.font = `${isVoice ? 400 : 600} ${pixels}px ${FONT}`;
    const width = context.measureText(text).width;
    const spots = [
      [x + size * 1.3 + 4, y + pixels * 0.35],
      [x - size * 1.3 - 4 - width, y + pixels * 0.35],
      [x - width / 2, y + size + pixels + 2],
      [x - width / 2, y - size - 5],
    ] as const;
    for (const [left, base] of spots) {
      const box = { left: left - 3, top: base - pixels, right: left + width + 3, bottom: base + pixels * 0.35 };
      if (!forced && (!isInside(box, paper) || this.#boxes.some((other) => overlap(box, other)))) continue;
      this.#boxes.push(box);
      this.#text(context, text, left, base, isVoice ? quiet : ink);
      return;
    }
  }

  /** The number in its colour, and the name too where there are more nodes than can be named. */
  #writeCommunities(sigma: Sigma, context: CanvasRenderingContext2D, paper: Box): void {
    const { communities, nodes } = this.#view.data;
    const coloured = communities.filter(({ colour }) => colour !== undefined);
    const members = coloured.reduce((sum, { size }) => sum + size, 0);
    for (const { number, name, size, colour } of coloured) {
      if (size < members * SMALLEST_SHARE) continue;
      const shown = nodes.filter(({ community, index }) => community === number && this.#view.nodeShown[index] === 1);
      const middle = middleOf(shown);
      if (middle === null) continue;
      const at = sigma.graphToViewport(middle);
      this.#writeCommunity(context, paper, { at, number, name: nodes.length > FEW_NODES ? name : '', colour: colour! });
    }
  }

  #writeCommunity(
    context: CanvasRenderingContext2D,
    paper: Box,
    { at, number, name, colour }: { at: { x: number; y: number }; number: number; name: string; colour: number },
  ): void {
    context.font = `700 13px ${FONT}`;
    const width = name === '' ? 0 : context.measureText(name).width + 6;
    for (const shift of [0, 20, -20, 40, -40, 60, -60]) {
      const left = Math.max(4, Math.min(paper.right - width - 28, at.x - width / 2 - 11));
      const middle = at.y + shift;
      const box = { left, top: middle - 12, right: left + 24 + width, bottom: middle + 12 };
      if (!isInside(box, paper) || this.#boxes.some((other) => overlap(box, other))) continue;
      this.#boxes.push(box);
      this.#chip(context, left + 11, middle, number, colour);
      if (name !== '') this.#text(context, name, left + 26, middle + 4.5, this.#coloursNow().ink);
      return;
    }
  }

  #chip(context: CanvasRenderingContext2D, x: number, y: number, number: number, colour: number): void {
    const { ground, ink, communities } = this.#coloursNow();
    context.beginPath();
    context.arc(x, y, 10.5, 0, FULL_TURN);
    context.fillStyle = ground;
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = communities[colour]!;
    context.stroke();
    context.fillStyle = ink;
    context.textAlign = 'center';
    context.fillText(String(number + 1), x, y + 4.5);
    context.textAlign = 'start';
  }

  #text(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
    context.lineWidth = 3.5;
    context.lineJoin = 'round';
    context.strokeStyle = this.#coloursNow().ground;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
}

/** The middle one by each coordinate: a few that stand far off do not move it. */
function middleOf(nodes: readonly NodeInfo[]): { x: number; y: number } | null {
  if (nodes.length === 0) return null;
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return { x: median(nodes.map(({ x }) => x)), y: median(nodes.map(({ y }) => y)) };
}

function isInside(box: Box, paper: Box): boolean {
  return box.left >= paper.left && box.top >= paper.top && box.right <= paper.right && box.bottom <= paper.bottom;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
