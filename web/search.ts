/** Finding somebody or something by name, or by the id that the tables and files use. */

import type { NodeInfo } from './data.js';
import { button, byId, count, element, named } from './dom.js';
import type { View } from './view.js';

const MOST_HITS = 8;

/** @param open shows a node that was picked */
export function startSearch(view: View, open: (node: NodeInfo) => void): void {
  const field = byId<HTMLInputElement>('search');
  const list = byId('hits');
  const found = byId('found');
  const find = () => {
    view.search(field.value);
    const hits = view.found();
    found.textContent =
      view.words === '' ? '' : hits.length === 0 ? 'Nothing found.' : count(hits.length, 'found', 'found');
    list.replaceChildren(...hits.slice(0, MOST_HITS).map((node) => hit(node, open)));
  };
  field.addEventListener('input', find);
  field.addEventListener('keydown', (event) => {
    const first = view.found()[0];
    if (event.key === 'Enter' && first !== undefined) open(first);
    if (event.key !== 'Escape' || field.value === '') return;
    field.value = '';
    find();
  });
}

function hit(node: NodeInfo, open: (node: NodeInfo) => void): HTMLElement {
  const label = element(
    'span',
    {},
    named(node.label),
    element('small', {}, ` ${node.kind}, ${count(node.posts, 'post')}`),
  );
  return element(
    'li',
    {},
    button(label, () => open(node), { class: 'row' }),
  );
}
