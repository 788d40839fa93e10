/** The table twin: the same nodes and relations as rows, sorted, narrowed with the picture, and a page at a time. */
import { EDGE_WORDS } from '../src/map/summary.js';
import type { EdgeInfo, NodeInfo } from './data.js';
import { button, byId, element, named } from './dom.js';
import type { View } from './view.js';
import { communityWords } from './words.js';

const PAGE = 50;

interface Column<Row> {
  title: string;
  of(row: Row): string | number;
  cell?(row: Row): Node;
}

export function startTables(view: View, open: (node: NodeInfo) => void): void {
  const { data } = view;
  const date = (day: number) => (day === -1 ? '' : data.dateOf(day));
  const nodeColumns: Column<NodeInfo>[] = [
    { title: 'Name', of: ({ label }) => label, cell: (node) => opener(node, open) },
    { title: 'Kind', of: ({ kind }) => kind },
    { title: 'Posts', of: ({ posts }) => posts },
    { title: 'Relations', of: ({ edges }) => edges.length },
    {
      title: 'Community',
      of: ({ community }) => community + 1,
      cell: ({ community }) => text(communityWords(community, data)),
    },
    { title: 'Part', of: ({ roles }) => (roles ?? []).join(', ') },
  ];
  const edgeColumns: Column<EdgeInfo>[] = [
    { title: 'From', of: ({ source }) => source.label, cell: ({ source }) => opener(source, open) },
    { title: 'Does', of: ({ kind }) => EDGE_WORDS[kind], cell: (edge) => edgeOpener(view, edge) },
    { title: 'To', of: ({ target }) => target.label, cell: ({ target }) => opener(target, open) },
    { title: 'Times', of: ({ weight }) => weight },
    { title: 'First', of: ({ first }) => date(first) },
    { title: 'Last', of: ({ last }) => date(last) },
    { title: 'Basis', of: ({ asserted }) => (asserted ? 'asserted' : 'observed') },
  ];
  const nodes = new Twin(byId('nodes'), nodeColumns);
  const edges = new Twin(byId('edges'), edgeColumns);
  const fill = () => {
    const focus = view.focus();
    const meant = (node: NodeInfo) => view.words === '' || view.isFound(node);
    const inFocus = (...ends: NodeInfo[]) => focus === null || ends.every(({ index }) => focus.has(index));
    nodes.fill(data.nodes.filter((node) => view.nodeShown[node.index] === 1 && meant(node) && inFocus(node)));
    edges.fill(
      data.edges.filter((edge) => {
        const { source, target, index } = edge;
        return view.edgeShown[index] === 1 && (meant(source) || meant(target)) && isOfSelection(view, edge, inFocus);
      }),
    );
  };
  view.follow(fill);
  fill();
}

/** Of a node its own relations, not those between its neighbours. */
function isOfSelection(view: View, edge: EdgeInfo, inFocus: (...ends: NodeInfo[]) => boolean): boolean {
  const { selection } = view;
  if (selection?.what === 'edge') return edge === selection.edge;
  if (selection?.what === 'node') return edge.source === selection.node || edge.target === selection.node;
  return inFocus(edge.source, edge.target);
}

class Twin<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #body: HTMLTableSectionElement;
  readonly #heads: HTMLTableCellElement[];
  readonly #pager: HTMLElement;
  #rows: Row[] = [];
  #page = 0;
  #sorted: { column: number; down: boolean } | null = null;

  constructor(section: HTMLElement, columns: readonly Column<Row>[]) {
    this.#columns = columns;
    this.#body = section.querySelector('tbody')!;
    this.#heads = columns.map(({ title }, index) => {
      const sort = button(title, () => this.#sort(index));
      return element('th', { scope: 'col' }, sort);
    });
    section.querySelector('thead')!.replaceChildren(element('tr', {}, ...this.#heads));
    this.#pager = element('div', { class: 'pager' });
    section.append(this.#pager);
  }

  fill(rows: Row[]): void {
    this.#rows = rows;
    this.#page = 0;
    this.#show();
  }

  #sort(column: number): void {
    const down =
      this.#sorted?.column === column
        ? !this.#sorted.down
        : typeof this.#columns[column]!.of(this.#rows[0]!) === 'number';
    this.#sorted = { column, down };
    this.#page = 0;
    this.#show();
  }

  #show(): void {
    const rows = this.#inOrder().slice(this.#page * PAGE, (this.#page + 1) * PAGE);
    this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
    for (const [index, head] of this.#heads.entries()) {
      if (this.#sorted?.column === index)
        head.setAttribute('aria-sort', this.#sorted.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    this.#showPager();
  }

  #inOrder(): Row[] {
    if (this.#sorted === null) return this.#rows;
    const { of } = this.#columns[this.#sorted.column]!;
    const way = this.#sorted.down ? -1 : 1;
    const order = new Intl.Collator('en', { numeric: true }).compare;
    const values = this.#rows.map((row, place) => ({ row, place, value: of(row) }));
    const compare = (a: string | number, b: string | number) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : order(String(a), String(b));
    return values.sort((a, b) => way * compare(a.value, b.value) || a.place - b.place).map(({ row }) => row);
  }

  #row(row: Row): HTMLTableRowElement {
    const cells = this.#columns.map(({ of, cell }, index) => {
      const value = cell?.(row) ?? text(of(row));
      return index === 0 ? element('th', { scope: 'row' }, value) : element('td', {}, value);
    });
    return element('tr', {}, ...cells);
  }

  #showPager(): void {
    const pages = Math.max(1, Math.ceil(this.#rows.length / PAGE));
    const turn = (by: number) => () => {
      this.#page += by;
      this.#show();
    };
    const first = this.#rows.length === 0 ? 0 : this.#page * PAGE + 1;
    const last = Math.min(this.#rows.length, (this.#page + 1) * PAGE);
    const words = `${first} to ${last} of ${this.#rows.length.toLocaleString('en-GB')}`;
    this.#pager.replaceChildren(
      button('Earlier', turn(-1), { disabled: this.#page === 0 }),
      element('span', { 'aria-live': 'polite' }, words),
      button('Later', turn(1), { disabled: this.#page >= pages - 1 }),
    );
  }
}

function text(value: string | number): Node {
  return document.createTextNode(typeof value === 'number' ? value.toLocaleString('en-GB') : value);
}

function opener(node: NodeInfo, open: (node: NodeInfo) => void): Node {
  return button(named(node.label), () => open(node), { class: 'row' });
}

function edgeOpener(view: View, edge: EdgeInfo): Node {
  return button(EDGE_WORDS[edge.kind], () => view.select({ what: 'edge', edge }), { class: 'row' });
}
