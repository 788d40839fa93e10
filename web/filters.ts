/** Which kinds of nodes and relations are shown, and the list of communities. */

import { EDGE_WORDS } from '../src/map/summary.js';
import { EDGE_KINDS, NODE_KINDS } from '../src/model.js';
import { button, byId, element, named } from './dom.js';
import { describeCommunityColour } from './swatch.js';
import type { View } from './view.js';

export function startFilters(view: View): void {
  const { nodes, edges } = view.data;
  const nodeBoxes = NODE_KINDS.flatMap((kind) => {
    const number = nodes.filter((node) => node.kind === kind).length;
    return number === 0 ? [] : [box(kind, number, view.hiddenNodes, kind, view, `shape ${kind}`)];
  });
  const edgeBoxes = EDGE_KINDS.flatMap((kind) => {
    const number = edges.filter((edge) => edge.kind === kind).length;
    return number === 0 ? [] : [box(EDGE_WORDS[kind], number, view.hiddenEdges, kind, view, '')];
  });
  byId('node-kinds').replaceChildren(...nodeBoxes);
  byId('edge-kinds').replaceChildren(...edgeBoxes);
  startCommunities(view);
}

function box<Kind>(
  words: string,
  number: number,
  hidden: Set<Kind>,
  kind: Kind,
  view: View,
  mark: string,
): HTMLElement {
  const input = element('input', { type: 'checkbox', checked: true });
  input.addEventListener('change', () => {
    if (input.checked) hidden.delete(kind);
    else hidden.add(kind);
    view.filter();
  });
  const shape = mark === '' ? null : element('span', { class: mark, 'aria-hidden': 'true' });
  return element('label', {}, input, shape, `${words} `, element('small', {}, number.toLocaleString('en-GB')));
}

function startCommunities(view: View): void {
  const list = byId('communities');
  const items = view.data.communities.slice(0, MOST_COMMUNITIES).map(({ number, name, size, colour }) => {
    const label = element(
      'span',
      {},
      `${number + 1} `,
      named(name),
      element('small', {}, ` ${size.toLocaleString('en-GB')}`),
    );
    const choose = button(
      label,
      () => {
        const chosen = view.selection?.what === 'community' && view.selection.number === number;
        view.select(chosen ? null : { what: 'community', number });
      },
      { class: 'row', 'data-community': number, 'aria-pressed': 'false' },
    );
    choose.prepend(describeCommunityColour(colour));
    return element('li', {}, choose);
  });
  list.replaceChildren(...items);
  view.follow((what) => {
    if (what !== 'selection') return;
    for (const one of list.querySelectorAll<HTMLElement>('[data-community]')) {
      const chosen = view.selection?.what === 'community' && String(view.selection.number) === one.dataset.community;
      one.setAttribute('aria-pressed', String(chosen));
    }
  });
}

const MOST_COMMUNITIES = 40;
