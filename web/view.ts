/** What the reader has asked to see, in one place; every part of the page follows it. */
import type { EdgeKind, NodeKind } from '../src/model.js';
import type { EdgeInfo, MapData, NodeInfo } from './data.js';

export type Selection =
  | { what: 'node'; node: NodeInfo }
  | { what: 'edge'; edge: EdgeInfo }
  | { what: 'community'; number: number }
  | null;

export class View {
  readonly data: MapData;
  words = '';
  hiddenNodes = new Set<NodeKind>();
  hiddenEdges = new Set<EdgeKind>();
  /** Days, both included. */
  window: { from: number; to: number };
  selection: Selection = null;
  /** 1: passes kinds and time. The search narrows the tables and lights up the picture, and hides nothing. */
  nodeShown: Uint8Array;
  edgeShown: Uint8Array;
  readonly #followers: Array<(what: 'filter' | 'search' | 'selection') => void> = [];

  constructor(data: MapData) {
    this.data = data;
    this.window = { from: 0, to: data.days };
    this.nodeShown = new Uint8Array(data.nodes.length).fill(1);
    this.edgeShown = new Uint8Array(data.edges.length).fill(1);
  }

  follow(react: (what: 'filter' | 'search' | 'selection') => void): void {
    this.#followers.push(react);
  }

  search(words: string): void {
    this.words = words.trim().toLowerCase();
    this.#tell('search');
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.#tell('selection');
  }

  /** After kinds or the window have changed. */
  filter(): void {
    const { nodes, edges, days } = this.data;
    const always = this.window.from === 0 && this.window.to === days;
    for (const { index, kind } of nodes) this.nodeShown[index] = this.hiddenNodes.has(kind) ? 0 : 1;
    for (const edge of edges) this.edgeShown[edge.index] = this.#passes(edge, always) ? 1 : 0;
    // In a part of the time only those are shown who had something to do with somebody then.
    if (!always) {
      for (const { index, edges: own } of nodes) {
        if (!own.some((edge) => this.edgeShown[edge] === 1)) this.nodeShown[index] = 0;
      }
    }
    this.#tell('filter');
  }

  #passes({ kind, first, last, source, target }: EdgeInfo, always: boolean): boolean {
    if (this.hiddenEdges.has(kind) || this.hiddenNodes.has(source.kind) || this.hiddenNodes.has(target.kind))
      return false;
    return always || first === -1 || last === -1 || (first <= this.window.to && last >= this.window.from);
  }

  /** Whether the search means this node; without a search nobody is meant. */
  isFound({ label, id }: NodeInfo): boolean {
    return this.words !== '' && (label.toLowerCase().includes(this.words) || id === this.words);
  }

  /** Whom the search means: those called exactly so first, then those that matter most. */
  found(): NodeInfo[] {
    const exactly = (node: NodeInfo) => Number(node.label.toLowerCase() === this.words || node.id === this.words);
    const all = this.data.nodes.filter((node) => this.isFound(node));
    return all.sort((a, b) => exactly(b) - exactly(a) || a.index - b.index);
  }

  /** Nodes that the selection is about: a node with its neighbours, the ends of an edge, the members of a community. */
  focus(): Set<number> | null {
    const { selection, data } = this;
    if (selection === null) return null;
    if (selection.what === 'edge') return new Set([selection.edge.source.index, selection.edge.target.index]);
    if (selection.what === 'community') {
      return new Set(data.nodes.filter(({ community }) => community === selection.number).map(({ index }) => index));
    }
    const around = new Set([selection.node.index]);
    for (const edge of selection.node.edges) {
      if (this.edgeShown[edge] !== 1) continue;
      const { source, target } = data.edges[edge]!;
      around.add(source.index).add(target.index);
    }
    return around;
  }

  #tell(what: 'filter' | 'search' | 'selection'): void {
    for (const react of this.#followers) react(what);
  }
}
