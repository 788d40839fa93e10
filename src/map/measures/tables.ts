/** The measures as described tables: the same description makes the CSV, the JSON and the data dictionary. */
import type { Measures } from './measures.js';
import { ROLE_RULES, ROLES } from './roles.js';

export interface TableColumn {
  name: string;
  type: 'text' | 'integer' | 'number';
  meaning: string;
}

export interface MeasureTable {
  /** As in `--table NAME`. */
  name: string;
  title: string;
  summary: string;
  columns: readonly TableColumn[];
  rows(measures: Measures): Record<string, string | number | null>[];
}

/** Counts of people below this are left empty: in a small group one finds each other. */
const FEWEST_PEOPLE = 5;
const FEW = `Empty below ${FEWEST_PEOPLE}.`;

const nodes: MeasureTable = {
  name: 'nodes',
  title: 'Nodes',
  summary: 'one row a node: its community, how many it is tied to, how central it is, its part in the conversation',
  columns: [
    { name: 'id', type: 'text', meaning: 'As on the map; individuals are numbered.' },
    { name: 'label', type: 'text', meaning: 'Its name; of individuals a number, unless people are named.' },
    { name: 'kind', type: 'text', meaning: 'voice, place, theme or organisation.' },
    { name: 'posts', type: 'integer', meaning: 'Posts behind it.' },
    { name: 'community', type: 'integer', meaning: 'Number of its community, the largest is 0.' },
    { name: 'degree', type: 'integer', meaning: 'Different nodes it has a relation with.' },
    { name: 'in_degree', type: 'integer', meaning: 'Different nodes that point at it.' },
    { name: 'out_degree', type: 'integer', meaning: 'Different nodes it points at.' },
    { name: 'mutual', type: 'integer', meaning: 'Of those it points at, how many point back.' },
    { name: 'strength', type: 'number', meaning: 'Sum of the strengths of its relations, whatever their direction.' },
    { name: 'in_strength', type: 'number', meaning: 'Sum of the strengths of the relations that point at it.' },
    {
      name: 'pagerank',
      type: 'number',
      meaning: 'PageRank, weighted, damping 0.85: the share of a reader who follows relations at random. Adds up to 1.',
    },
    {
      name: 'betweenness',
      type: 'number',
      meaning: 'Shortest ways between others that lead through it; on large maps estimated from a sample of nodes.',
    },
    { name: 'communities', type: 'integer', meaning: 'Communities its relations lead into, its own included.' },
    {
      name: 'roles',
      type: 'text',
      meaning: `Of voices, semicolons between. ${ROLES.map((role) => `${role}: ${ROLE_RULES[role]}`).join('. ')}.`,
    },
  ],
  rows: ({ nodes: those }) =>
    those.map((node) => ({
      ...{ id: node.id, label: node.label, kind: node.kind, posts: node.posts, community: node.community },
      ...{ degree: node.degree, in_degree: node.inDegree, out_degree: node.outDegree, mutual: node.mutual },
      ...{ strength: digits(node.strength), in_strength: digits(node.inStrength), pagerank: digits(node.pageRank) },
      ...{ betweenness: digits(node.betweenness), communities: node.communities, roles: node.roles.join('; ') },
    })),
};

const communities: MeasureTable = {
  name: 'communities',
  title: 'Communities',
  summary: 'one row a community: how large, how much among itself, what it talks about',
  columns: [
    { name: 'community', type: 'integer', meaning: 'Its number on the map; communities of one node are left out.' },
    { name: 'nodes', type: 'integer', meaning: `Members of any kind. ${FEW}` },
    { name: 'voices', type: 'integer', meaning: `Members that are voices. ${FEW}` },
    { name: 'posts', type: 'integer', meaning: 'Posts behind its members.' },
    {
      name: 'inward_share',
      type: 'number',
      meaning: 'Of the strength of its members’ relations, the share that stays within; 1: no relation leads out.',
    },
    { name: 'themes', type: 'text', meaning: 'What most of its voices talk about, three themes at most.' },
  ],
  rows: ({ communities: those }) =>
    those.map(({ community, nodes: size, voices, posts, inwardShare, themes }) => ({
      ...{ community, nodes: enough(size), voices: enough(voices), posts },
      ...{ inward_share: digits(inwardShare), themes: themes.join('; ') },
    })),
};

const overlap: MeasureTable = {
  name: 'overlap',
  title: 'What joins communities',
  summary: 'one row a pair of communities with a relation between them: the matrix, without its empty cells',
  columns: [
    { name: 'community', type: 'integer', meaning: 'The one with the smaller number.' },
    { name: 'other_community', type: 'integer', meaning: 'The other.' },
    { name: 'relations', type: 'integer', meaning: 'Pairs of members with a relation.' },
    { name: 'strength', type: 'number', meaning: 'Sum of the strengths of these relations.' },
    {
      name: 'share_of_community',
      type: 'number',
      meaning: 'As a share of the strength of all relations of the first.',
    },
    { name: 'share_of_other', type: 'number', meaning: 'The same of the other.' },
  ],
  rows: ({ joined, nodes: those }) => {
    const totals = new Map<number, number>();
    for (const { community, strength } of those) totals.set(community, (totals.get(community) ?? 0) + strength);
    return joined.map(({ one, other, ties, strength }) => ({
      ...{ community: one, other_community: other, relations: ties, strength: digits(strength) },
      ...{
        share_of_community: digits(strength / totals.get(one)!),
        share_of_other: digits(strength / totals.get(other)!),
      },
    }));
  },
};

const unbridged: MeasureTable = {
  name: 'unbridged',
  title: 'Communities that do not meet',
  summary: 'one row a pair of communities that talk about the same theme with no relation between them',
  columns: [
    { name: 'theme', type: 'text', meaning: 'What both talk about.' },
    { name: 'community', type: 'integer', meaning: 'The one with the smaller number.' },
    { name: 'other_community', type: 'integer', meaning: 'The other. Nobody in either has a relation with the other.' },
    { name: 'voices', type: 'integer', meaning: `Voices of the first that talk about it, three at least. ${FEW}` },
    { name: 'other_voices', type: 'integer', meaning: `The same of the other. ${FEW}` },
  ],
  rows: ({ unbridged: those }) =>
    those.map(({ theme, one, other, voicesOfOne, voicesOfOther }) => ({
      ...{ theme, community: one, other_community: other },
      ...{ voices: enough(voicesOfOne), other_voices: enough(voicesOfOther) },
    })),
};

export const MEASURE_TABLES: readonly MeasureTable[] = [nodes, communities, overlap, unbridged];

function enough(count: number): number | null {
  return count < FEWEST_PEOPLE ? null : count;
}

/** To six decimals: the digits beyond differ between machines and say nothing. */
function digits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
