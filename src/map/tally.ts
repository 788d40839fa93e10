/** Adds up posts that relate the same two nodes. */
import type { EdgeKind } from '../model.js';
import { type Evidence, earlier, later } from '../store/network.js';
import type { NodeKey, Relation } from './relations.js';

export class Tally {
  readonly #sources = new Map<NodeKey, Map<NodeKey, Evidence>>();

  add(source: NodeKey, target: NodeKey, createdAt: string | null): void {
    let targets = this.#sources.get(source);
    if (targets === undefined) {
      targets = new Map();
      this.#sources.set(source, targets);
    }
    const known = targets.get(target);
    if (known === undefined) {
      targets.set(target, { weight: 1, firstSeen: createdAt, lastSeen: createdAt });
      return;
    }
    known.weight += 1;
    known.firstSeen = earlier(known.firstSeen, createdAt);
    known.lastSeen = later(known.lastSeen, createdAt);
  }

  relations(kind: EdgeKind): Relation[] {
    return [...this.#sources].flatMap(([source, targets]) =>
      [...targets].map(
        ([target, evidence]): Relation => ({
          ...{ kind, basis: 'observed', source, target },
          ...{ ...evidence, strength: evidence.weight },
        }),
      ),
    );
  }
}
