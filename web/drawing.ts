/** The picture on the graphics card: sigma draws what `choose` picks out of the map, again whenever the reader moves. */
import { MultiGraph } from 'graphology';
import Sigma from 'sigma';
import { radiusScale } from '../src/map/appearance.js';
import type { EdgeInfo, MapData, NodeInfo } from './data.js';
import { type Choice, choose, EVERYWHERE, MOST_DRAWN_NODES, type Sight } from './detail-level.js';
import { LabelLayer } from './labels.js';
import { ShapeProgram } from './node-shapes.js';
import { type Colours, mixed, readColours } from './theme.js';
import type { View } from './view.js';

/** Edges below which they are drawn while the picture moves, too. */
const FEW_EDGES = 1_500;
/** After a move, how long until the picture is chosen anew. */
const REST_MS = 120;
/** So many nodes are in sight after going to one, if they stand evenly. */
const NEAR_NODES = 60;
const WITHIN = 0.5;
const BETWEEN = 0.28;
const FADED = 0.12;

export class Drawing {
  readonly sigma: Sigma;
  readonly #view: View;
  readonly #graph = new MultiGraph();
  readonly #labels: LabelLayer;
  readonly #radiusOf: (posts: number) => number;
  #colours: Colours = readColours();
  #focus: Set<number> | null = null;
  #found = new Set<number>();
  #timer = 0;
  #pointed: NodeInfo | null = null;
  choice: Choice = { nodes: [], edges: [], waiting: 0 };
  /** Called when the picture has been chosen anew. */
  onChoice: () => void = () => undefined;

  /** @throws Error where the browser has no WebGL */
  constructor(view: View, container: HTMLElement) {
    this.#view = view;
    this.#radiusOf = radiusScale(view.data.nodes.slice(0, MOST_DRAWN_NODES));
    this.#labels = new LabelLayer(view, () => this.#colours);
    this.sigma = new Sigma(this.#graph, container, {
      nodeProgramClasses: { shape: ShapeProgram },
      defaultNodeType: 'shape',
      defaultEdgeType: 'line',
      enableEdgeEvents: true,
      zIndex: true,
      labelDensity: 2,
      labelGridCellSize: 90,
      labelRenderedSizeThreshold: 3,
      minCameraRatio: 0.004,
      maxCameraRatio: 1.6,
      stagePadding: 40,
      minEdgeThickness: 1,
      hideLabelsOnMove: false,
      defaultDrawNodeLabel: (context, data) => this.#labels.collect(context, data),
      defaultDrawNodeHover: (context, data) => this.#labels.drawHover(context, data),
      nodeReducer: (key) => this.#nodeLook(view.data.nodes[Number(key)]!),
      edgeReducer: (key) => this.#edgeLook(view.data.edges[Number(key)]!),
    });
    this.sigma.setCustomBBox(extentOf(view.data.nodes));
    this.#labels.attach(this.sigma);
    this.sigma.getCamera().on('updated', () => this.#chooseSoon());
    view.follow(() => this.refresh());
    this.refresh();
  }

  /** Chooses and draws again, after filters, search, selection or colours have changed. */
  refresh(): void {
    this.#colours = readColours();
    this.#focus = this.#view.focus();
    this.#choose();
    this.sigma.refresh();
  }

  #chooseSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#choose()) this.sigma.refresh();
    }, REST_MS);
  }

  /** Whether there is anything new to draw. */
  #choose(): boolean {
    const before = this.choice;
    this.choice = choose(this.#view, this.#sight());
    this.#found = new Set(this.choice.nodes.filter((node) => this.#view.isFound(node)).map(({ index }) => index));
    this.onChoice();
    const same = sameItems(before.nodes, this.choice.nodes) && sameItems(before.edges, this.choice.edges);
    if (!same) this.#fill();
    this.sigma.setSetting('hideEdgesOnMove', this.choice.edges.length > FEW_EDGES);
    return !same;
  }

  #fill(): void {
    const graph = this.#graph;
    graph.clear();
    for (const { index, x, y } of this.choice.nodes) graph.addNode(index, { x, y });
    for (const { index, source, target } of this.choice.edges) {
      graph.addEdgeWithKey(index, source.index, target.index);
    }
  }

  /** With a margin, so that what comes into sight by a small move is there already. */
  #sight(): Sight {
    const { width, height } = this.sigma.getDimensions();
    const one = this.sigma.viewportToGraph({ x: -width * 0.1, y: height * 1.1 });
    const other = this.sigma.viewportToGraph({ x: width * 1.1, y: -height * 0.1 });
    if (this.sigma.getCamera().ratio >= 1) return EVERYWHERE;
    return {
      ...{ left: Math.min(one.x, other.x), right: Math.max(one.x, other.x) },
      ...{ bottom: Math.min(one.y, other.y), top: Math.max(one.y, other.y) },
    };
  }

  /** Marks a node as if the pointer were on it. */
  point(node: NodeInfo): void {
    this.#pointed = node;
    this.sigma.refresh({ skipIndexation: true });
  }

  /** Moves the camera to a node, near enough to see who is around it. */
  async show(node: NodeInfo): Promise<void> {
    const ratio = Math.max(0.12, Math.min(0.7, Math.sqrt(NEAR_NODES / this.#view.data.nodes.length)));
    const camera = this.sigma.getCamera();
    // Only what is drawn has a place on the screen; the point itself can always be asked for.
    const at = this.sigma.viewportToFramedGraph(this.sigma.graphToViewport({ x: node.x, y: node.y }));
    await camera.animate({ x: at.x, y: at.y, ratio: Math.min(camera.ratio, ratio) }, { duration: duration() });
  }

  #nodeLook(node: NodeInfo) {
    const { ground, ink, other, accent, communities } = this.#colours;
    const colour = communities[this.#view.data.colourOf(node)] ?? other;
    const faded = this.#isFaded(node.index);
    const found = this.#found.has(node.index);
    const chosen = this.#view.selection?.what === 'node' && this.#view.selection.node === node;
    return {
      // Around a selection only those it is about are named.
      ...{ x: node.x, y: node.y, kind: node.kind, label: faded ? null : node.label, type: 'shape' },
      size: this.#radiusOf(node.posts) * (chosen ? 1.25 : 1) * this.#scale(),
      color: faded ? mixed(colour, ground, FADED) : colour,
      rim: found ? accent : chosen ? ink : faded ? mixed(ground, ground, 1) : ground,
      zIndex: chosen ? 3 : found ? 2 : faded ? 0 : 1,
      forceLabel: chosen || (found && this.#found.size <= 60),
      highlighted: this.#pointed === node,
    };
  }

  /** Thousands of nodes need smaller marks. */
  #scale(): number {
    return this.choice.nodes.length > 800 ? 0.62 : this.choice.nodes.length > 300 ? 0.8 : 1;
  }

  #edgeLook({ source, target, weight, asserted, index }: EdgeInfo) {
    const { ground, ink, faint, communities } = this.#colours;
    const { selection, data } = this.#view;
    const inside = source.community === target.community ? communities[data.colourOf(source)] : undefined;
    const own =
      (selection?.what === 'edge' && selection.edge.index === index) ||
      (selection?.what === 'node' && (source === selection.node || target === selection.node));
    const faded = !own && (this.#focus === null ? this.#found.size > 0 : this.#isFaded(source.index, target.index));
    const colour = asserted || own ? ink : (inside ?? faint);
    const part = faded ? 0.07 : own ? 0.5 : asserted ? 0.7 : inside === undefined ? BETWEEN : WITHIN;
    return {
      size: Math.min(5, 0.5 + 0.55 * Math.log2(1 + weight)) * (own ? 1.25 : 1) * Math.max(0.7, this.#scale()),
      color: mixed(colour, ground, part),
      type: (own || asserted) && !isBothWays(data, index) ? 'arrow' : 'line',
      zIndex: own ? 2 : asserted ? 1 : 0,
    };
  }

  #isFaded(...nodes: number[]): boolean {
    if (this.#focus !== null) return nodes.some((node) => !this.#focus!.has(node));
    return this.#found.size > 0 && nodes.some((node) => !this.#found.has(node));
  }
}

const BOTH_WAYS = new Set(['shares-people', 'shares-themes', 'partners-with']);

function isBothWays({ edges }: MapData, index: number): boolean {
  return BOTH_WAYS.has(edges[index]!.kind);
}

/** Milliseconds that a move of the camera takes. */
export function duration(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 350;
}

function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** Of all nodes, so that the picture stands still while nodes come and go. */
function extentOf(nodes: readonly NodeInfo[]): { x: [number, number]; y: [number, number] } {
  const box: { x: [number, number]; y: [number, number] } = { x: [-1, 1], y: [-1, 1] };
  if (nodes.length === 0) return box;
  box.x = [Infinity, -Infinity];
  box.y = [Infinity, -Infinity];
  for (const { x, y } of nodes) {
    box.x = [Math.min(box.x[0], x), Math.max(box.x[1], x)];
    box.y = [Math.min(box.y[0], y), Math.max(box.y[1], y)];
  }
  return box;
}
