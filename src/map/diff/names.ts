/** What nodes of kept maps are called now: a kept map holds ids only. */
import { EVERYTHING } from '../../store/map-scope.js';
import type { Database } from '../../store/store.js';
import { themeLabels } from '../../store/theme-list.js';
import { touchKey } from '../asserted.js';
import { describeNodes } from '../publish.js';
import { readNetwork } from '../relations.js';

export interface Names {
  /** By public id; what is not known any more goes by its id. */
  labelOf(id: string): string;
  /** Ids of what was taken off the map by its community, and of themes that a person has hidden. */
  withdrawn: ReadonlySet<string>;
}

const ALL_NODES = { summary: '', nodes: ['voice', 'place', 'theme', 'organisation'], edges: [] } as const;

/** Individuals are numbered. */
export async function readNames(store: Database): Promise<Names> {
  const network = await readNetwork(store, ALL_NODES, EVERYTHING);
  const labels = new Map<string, string>();
  const withdrawn = new Set<string>();
  for (const { id, kind, label } of describeNodes(network, false).values()) {
    const isNamed = kind === 'place' || kind === 'organisation';
    const touch = isNamed ? network.asserted.touched.get(touchKey(kind, label)) : undefined;
    if (touch?.withdrawn) withdrawn.add(id);
    labels.set(id, touch?.label ?? label);
  }
  for (const { id, label, hidden } of await themeLabels(store)) {
    if (hidden) withdrawn.add(`theme:${id}`);
    labels.set(`theme:${id}`, label);
  }
  return { labelOf: (id) => labels.get(id) ?? id, withdrawn };
}
