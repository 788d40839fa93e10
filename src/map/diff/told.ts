/** A difference as it may be told: with the names of today, and without counts of few people. */
import type { EdgeKind, NodeKind } from '../../model.js';
import type { Snapshot } from '../../store/map-snapshots.js';
import { countsPeople } from '../withheld.js';
import type { CommunityFate } from './communities.js';
import type { EdgeChange, MapDiff } from './diff.js';
import type { Names } from './names.js';

export interface ToldNode {
  id: string;
  label: string;
  kind: NodeKind;
}

export interface ToldEdge {
  source: ToldNode;
  target: ToldNode;
  kind: EdgeKind;
  /** Weights; `null` where it was not, or is not, or counts too few people. */
  before: number | null;
  after: number | null;
}

export interface ToldCommunity {
  fate: CommunityFate;
  before: number[];
  after: number[];
  /** Themes and places in it that have most posts, of the later map where it is on it. */
  about: string[];
  /** See `CommunityChange`, two digits. */
  share: number | null;
  /** `null` where they are too few. */
  membersBefore: number | null;
  membersAfter: number | null;
}

export interface ToldDiff {
  nodes: Record<'new' | 'gone', ToldNode[]>;
  relations: Record<'new' | 'gone' | 'stronger' | 'weaker', ToldEdge[]>;
  communities: ToldCommunity[];
  /** In other company: the numbers of the communities it was and is in. */
  moved: (ToldNode & { before: number; after: number })[];
  bridges: Record<'gained' | 'lost', ToldNode[]>;
  /** Places that talked about the same without a relation between them, and have one now. */
  met: { one: ToldNode; other: ToldNode; kinds: EdgeKind[]; themes: ToldNode[] }[];
}

export interface TellRules {
  names: Names;
  /** Counts of fewer people are `null`. */
  fewest: number;
}

export function tellDiff(
  diff: MapDiff,
  { before, after }: { before: Snapshot; after: Snapshot },
  { names, fewest }: TellRules,
): ToldDiff {
  const node = (id: string): ToldNode => ({ id, label: names.labelOf(id), kind: id.split(':')[0] as NodeKind });
  const enough = (number: number | null) => (number !== null && number > 0 && number < fewest ? null : number);
  const edges = (changes: readonly EdgeChange[]) =>
    changes.map(({ source, target, kind, ...weights }): ToldEdge => {
      const weight = countsPeople(kind) ? enough : (number: number | null) => number;
      return {
        ...{ source: node(source), target: node(target), kind },
        ...{ before: weight(weights.before), after: weight(weights.after) },
      };
    });
  return {
    nodes: { new: diff.nodes.new.map(({ id }) => node(id)), gone: diff.nodes.gone.map(({ id }) => node(id)) },
    relations: {
      ...{ new: edges(diff.edges.new), gone: edges(diff.edges.gone) },
      ...{ stronger: edges(diff.edges.stronger), weaker: edges(diff.edges.weaker) },
    },
    communities: diff.changes.map((change) => ({
      ...{ fate: change.fate, before: change.before, after: change.after },
      about: (change.after.length > 0 ? aboutOf(after, change.after) : aboutOf(before, change.before)).map(
        names.labelOf,
      ),
      share: change.share === null ? null : Math.round(change.share * 100) / 100,
      ...{ membersBefore: enough(change.membersBefore), membersAfter: enough(change.membersAfter) },
    })),
    moved: diff.moved.map(({ id, ...numbers }) => ({ ...node(id), ...numbers })),
    bridges: { gained: diff.bridges.gained.map(node), lost: diff.bridges.lost.map(node) },
    met: diff.met.map(({ one, other, kinds, themes }) => ({
      ...{ one: node(one), other: node(other), kinds, themes: themes.map(node) },
    })),
  };
}

const MOST_NAMED = 3;

/** Ids of what gives communities a name. */
function aboutOf({ nodes }: Snapshot, communities: readonly number[]): string[] {
  return nodes
    .filter(({ id, community }) => communities.includes(community) && !id.startsWith('voice:'))
    .sort((a, b) => b.posts - a.posts || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_NAMED)
    .map(({ id }) => id);
}
