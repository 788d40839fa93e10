/** A difference as one described table: a row for each change. */
import type { ToldDiff, ToldEdge, ToldNode } from './told.js';

export const DIFF_COLUMNS = [
  {
    name: 'of',
    type: 'text',
    meaning: 'node, relation, community, member (of a community), bridge, or pair of places.',
  },
  {
    name: 'change',
    type: 'text',
    meaning:
      'new or gone; of relations also stronger, weaker; of communities merged, split, stayed; moved: to other company than most of its community; gained, lost: being a bridge; met: related for the first time, though both talked about the same theme before.',
  },
  { name: 'id', type: 'text', meaning: 'Of the node, or where the relation begins; of a community its number before.' },
  { name: 'label', type: 'text', meaning: 'What it is called today; individuals are numbered.' },
  {
    name: 'relation',
    type: 'text',
    meaning: 'Kind of the relation; of pairs all kinds there are now, semicolons between.',
  },
  { name: 'other_id', type: 'text', meaning: 'Where the relation ends; of a community its number after.' },
  { name: 'other_label', type: 'text', meaning: 'What that is called today.' },
  {
    name: 'before',
    type: 'number',
    meaning: 'Weight of the relation, members of the community, or number of the community a member was in.',
  },
  { name: 'after', type: 'number', meaning: 'The same now.' },
  {
    name: 'share',
    type: 'number',
    meaning:
      'Of the members of a community that are on both maps, the share that stayed together (of a split: in its parts).',
  },
  {
    name: 'themes',
    type: 'text',
    meaning: 'Of a pair: what both talked about before; of a community what is largest in it.',
  },
] as const;

export type DiffRow = Record<(typeof DIFF_COLUMNS)[number]['name'], string | number | null>;

/** Of few people the counts are left empty already. */
export function* diffRows(diff: ToldDiff): Generator<DiffRow> {
  for (const change of ['new', 'gone'] as const) {
    for (const node of diff.nodes[change]) yield row('node', change, nodeCells(node));
  }
  for (const change of ['new', 'gone', 'stronger', 'weaker'] as const) {
    for (const edge of diff.relations[change]) yield row('relation', change, edgeCells(edge));
  }
  for (const { fate, before, after, about, share, membersBefore, membersAfter } of diff.communities) {
    const numbers = { id: before.join('; '), other_id: after.join('; ') };
    const members = { before: membersBefore, after: membersAfter };
    yield row('community', fate, { ...numbers, ...members, share, themes: about.join('; ') });
  }
  for (const { before, after, ...node } of diff.moved) {
    yield row('member', 'moved', { ...nodeCells(node), before, after });
  }
  for (const change of ['gained', 'lost'] as const) {
    for (const node of diff.bridges[change]) yield row('bridge', change, nodeCells(node));
  }
  for (const { one, other, kinds, themes } of diff.met) {
    const ends = { ...nodeCells(one), other_id: other.id, other_label: other.label };
    const words = { relation: kinds.join('; '), themes: themes.map(({ label }) => label).join('; ') };
    yield row('pair', 'met', { ...ends, ...words });
  }
}

function row(of: string, change: string, cells: Partial<DiffRow>): DiffRow {
  const empty = Object.fromEntries(DIFF_COLUMNS.map(({ name }) => [name, null])) as DiffRow;
  return { ...empty, of, change, ...cells };
}

function nodeCells({ id, label }: ToldNode) {
  return { id, label };
}

function edgeCells({ source, target, kind, before, after }: ToldEdge) {
  const ends = { ...nodeCells(source), other_id: target.id, other_label: target.label };
  return { ...ends, relation: kind, before, after };
}
