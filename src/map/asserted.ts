/** What people say of places and organisations, with what was done by hand already in it. */
import {
  type AssertableKind,
  type AssertedEdge,
  type AssertedNode,
  type MapHandEntry,
  readAssertions,
  readMapHand,
} from '../store/asserted.js';
import type { Database } from '../store/store.js';

/** What was done to one node by hand, as far as it holds. */
export interface Touch {
  label: string | null;
  description: string | null;
  withdrawn: boolean;
}

export interface Asserted {
  nodes: AssertedNode[];
  edges: AssertedEdge[];
  /** By `touchKey`. */
  touched: Map<string, Touch>;
}

export const touchKey = (kind: AssertableKind, name: string): string => `${kind} ${name}`;

export async function readAsserted(store: Database): Promise<Asserted> {
  return { ...(await readAssertions(store)), touched: touchedBy(await readMapHand(store)) };
}

/** The last name and the last description that were given and not undone; and whether the node was withdrawn. */
export function touchedBy(log: readonly MapHandEntry[]): Map<string, Touch> {
  const touched = new Map<string, Touch>();
  for (const { action, kind, name, words, undoneAt } of log) {
    if (undoneAt !== null) continue;
    const key = touchKey(kind, name);
    const touch = touched.get(key) ?? { label: null, description: null, withdrawn: false };
    if (action === 'rename') touch.label = words;
    if (action === 'describe') touch.description = words;
    if (action === 'withdraw') touch.withdrawn = true;
    touched.set(key, touch);
  }
  return touched;
}
