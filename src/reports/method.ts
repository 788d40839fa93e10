/** How the themes came about and how far they can be relied on: a file beside the table. */
import { latestMethod, readMethod } from '../store/methods.js';
import type { Database } from '../store/store.js';

/** In the file itself, so that nobody has to look elsewhere what a figure means. */
const MEANINGS = {
  run: 'The run that the themes are of: `discover run --verify` with this number makes it again and compares.',
  outlierShare: 'Share of the grouped posts in themes of fewer than three posts, 0 to 1.',
  stability:
    'How far posts that were grouped before are grouped alike now: the adjusted Rand index (Hubert and Arabie, 1985), 1 for the same and 0 for chance, null on the first grouping; how many posts it is about; and the run it is held against.',
  coverage:
    'How many of the posts collected are in a theme (share, 0 to 1), why the others are not, and how many of the sources in the project file were heard: any post was ever collected from them.',
  input:
    'What the themes rest on, earlier runs included: posts of every source with the days of the oldest and the newest.',
  digests: 'Fingerprints (SHA-256, added up over rows) of the input and of what each stage made of it.',
  grouping: 'Themes and chapters; what was born, merged, split and gone in the run that made them.',
  settings: 'Version, words, seed, sources and their options; passwords and tokens are hidden.',
  vocabulary: 'The lists of stop words and abbreviations that were used, each with its SHA-256.',
  hand: 'What people changed about themes, with their reasons.',
};

/**
 * The method bundle of the last run that changed anything, as it may be published: the same for the same store, without
 * the moments at which it was at work. `null` before the first.
 */
export async function themesMethod(store: Database): Promise<Record<string, unknown> | null> {
  const run = await latestMethod(store);
  const method = run === null ? null : await readMethod(store, run);
  if (method === null) return null;
  const { startedAt: _begun, finishedAt: _ended, status: _status, files: _files, ...bundle } = method;
  const { sureness, input, grouping, ...rest } = bundle;
  // Those of the stages name posts by the numbers of their rows, and are about one store only.
  const { digests: _stages, ...grouped } = grouping ?? { digests: null };
  const { campaigns: _campaigns, known: _known, ...taken } = input ?? { campaigns: null, known: null };
  return { ...sureness, ...rest, input: taken, grouping: grouped, meanings: MEANINGS };
}
