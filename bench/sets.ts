/** Labelled collections of short texts, beside the checkout; they are read where they lie and never copied. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from '../src/random.js';

export interface LabelledPost {
  text: string;
  label: string;
  created_at?: string;
}

export interface LabelledSet {
  name: string;
  /** Stored label by label: to be shuffled, with a fixed seed. */
  sorted: boolean;
  /** The level that is judged: chapters where the labels are broad, themes where they are fine. */
  level: Level;
  /** What must be reached, and what should be. */
  gate: Mark;
  goal: Mark;
  /** Figures of other methods on this set. */
  references: readonly Reference[];
}

export type Level = 'themes' | 'chapters';

/** Scores to be reached at least. */
export interface Mark {
  nmi?: number;
  acc?: number;
  ari?: number;
  /** Groups at most so many times as many as labels, or as few. */
  within?: number;
}

/** The engine alone on 30,000 posts, tokens in and themes out: seconds at most. */
export const SPEED = { gate: 5, goal: 3 };

export interface Reference {
  method: string;
  nmi: number;
  acc?: number;
  ari?: number;
  groups?: number;
  seconds?: number;
}

export const SETS: readonly LabelledSet[] = [
  {
    name: 'mstream-tweets',
    sorted: false,
    level: 'themes',
    gate: { nmi: 0.885, acc: 0.74, within: 2 },
    goal: { nmi: 0.9, acc: 0.78, within: 1.5 },
    references: [
      { method: 'MStream (KDD 2018; geometric NMI)', nmi: 0.844 },
      { method: 'MStreamF (KDD 2018; geometric NMI)', nmi: 0.823 },
      { method: "OSDM (ACL 2020), authors' code", nmi: 0.847, acc: 0.613, ari: 0.562, groups: 1077, seconds: 466 },
      { method: "EStream, authors' code", nmi: 0.808, groups: 3127, seconds: 10 },
      { method: "FastStream, authors' code", nmi: 0.801, groups: 1073, seconds: 13 },
      { method: 'tf-idf k-means, true number given', nmi: 0.795, groups: 269, seconds: 113 },
      { method: 'LSA k-means, true number given', nmi: 0.787, groups: 269, seconds: 317 },
      { method: 'trial: cosine to centroids, merged', nmi: 0.876, groups: 1088, seconds: 4 },
      { method: 'trial: one-pass Dirichlet process (C++)', nmi: 0.887, groups: 576, seconds: 1.3 },
      { method: 'trial: the same, merged by Bayes factor', nmi: 0.89, acc: 0.751, ari: 0.727, groups: 374 },
    ],
  },
  {
    name: 'crisislex',
    sorted: false,
    level: 'chapters',
    gate: { nmi: 0.8, acc: 0.63 },
    goal: { nmi: 0.86, acc: 0.8, within: 2 },
    references: [
      { method: 'LSA k-means, true number given', nmi: 0.729, acc: 0.648, groups: 26 },
      { method: 'trial: one pass, no hashtag tokens', nmi: 0.744, acc: 0.541 },
      { method: 'trial: one pass, hashtag tokens', nmi: 0.801, acc: 0.635, groups: 1022 },
      { method: 'trial: the same, tuned on this set', nmi: 0.85, acc: 0.764, groups: 92 },
    ],
  },
  {
    name: 'nhs-feedback',
    sorted: false,
    level: 'chapters',
    gate: { nmi: 0.45, ari: 0.45 },
    goal: { nmi: 0.48, ari: 0.5 },
    references: [
      { method: 'tf-idf k-means, true number given', nmi: 0.388, acc: 0.419, groups: 44 },
      { method: 'GSDMM, true number given', nmi: 0.392, acc: 0.511, groups: 44 },
      { method: 'trial: consensus, true number given', nmi: 0.448, acc: 0.44, ari: 0.487, groups: 44 },
    ],
  },
  {
    name: 'searchsnippets',
    sorted: true,
    level: 'chapters',
    gate: { nmi: 0.55 },
    goal: { nmi: 0.66, acc: 0.8 },
    references: [
      { method: 'tf-idf k-means, true number given', nmi: 0.28, acc: 0.399, groups: 8 },
      { method: 'GSDMM, true number given', nmi: 0.6, acc: 0.736, groups: 8 },
      { method: 'trial: consensus of GSDMM, true number given', nmi: 0.661, acc: 0.813, groups: 8 },
      { method: 'neural, pretrained weights, number given', nmi: 0.71, acc: 0.85, groups: 8 },
    ],
  },
  {
    name: 'biomedical',
    sorted: true,
    level: 'chapters',
    gate: { nmi: 0.36 },
    goal: { nmi: 0.41, acc: 0.46 },
    references: [
      { method: 'tf-idf k-means, true number given', nmi: 0.298, acc: 0.31, groups: 20 },
      { method: 'GSDMM, true number given', nmi: 0.379, acc: 0.402, groups: 20 },
      { method: 'trial: consensus of GSDMM, true number given', nmi: 0.41, acc: 0.486, groups: 20 },
      { method: 'neural, pretrained weights, number given', nmi: 0.415, acc: 0.462, groups: 20 },
    ],
  },
];

const SHUFFLE_SEED = 1;

/** @returns `null` when the set is not there */
export function readSet(folder: string, set: LabelledSet): LabelledPost[] | null {
  const file = join(folder, `${set.name}.jsonl.gz`);
  if (!existsSync(file)) return null;
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const posts = lines.map((line) => JSON.parse(line) as LabelledPost);
  return set.sorted ? shuffled(posts, SHUFFLE_SEED) : posts;
}

/** Fisher and Yates. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const mixed = [...items];
  const random = seededRandom(seed);
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
