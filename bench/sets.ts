/** Labelled collections of short texts, beside the checkout; they are read where they lie and never copied. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface LabelledPost {
  text: string;
  label: string;
  created_at?: string;
}

export interface LabelledSet {
  name: string;
  /** Stored label by label: to be shuffled, with a fixed seed. */
  sorted: boolean;
  /** Figures of other methods on this set. */
  references: readonly Reference[];
}

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
  { name: 'crisislex', sorted: false, references: [] },
  { name: 'nhs-feedback', sorted: false, references: [] },
  { name: 'searchsnippets', sorted: true, references: [] },
  { name: 'biomedical', sorted: true, references: [] },
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

/** Fisher and Yates, with mulberry32. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const mixed = [...items];
  let state = seed;
  for (let last = mixed.length - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    const other = Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
