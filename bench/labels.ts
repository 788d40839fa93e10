/**
 * Labels to be read and scored: `node dist/bench/labels.js SET [LABELS]`. SET is one of the labelled collections, `sample`,
 * or the data folder of a project that has themes already. Prints the scores and LABELS labels (30) with the one line of
 * why of each: the largest themes, and as many again from the middle.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PACKAGE_FOLDER, parseConfig } from '../src/config.js';
import { loadStopwords } from '../src/pipeline/pipeline.js';
import { findConfig, findProjectFile } from '../src/project.js';
import { openStore, SQLITE, storeExists } from '../src/store/store.js';
import { listThemes, type ThemeRow } from '../src/store/theme-list.js';
import { STRONGEST_POSTS } from '../src/store/themes.js';
import { inTemporaryFolder, measure } from './child.js';
import { type LabelScores, LEAST_POSTS, labelScores, type ThemedPost } from './label-scores.js';
import { readSet, SETS } from './sets.js';

const DATA = resolve(PACKAGE_FOLDER, '../shared/data/themes');
const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
/** When a store is opened only to be read, no moment is written into it. */
const NO_MOMENT = '1970-01-01T00:00:00.000Z';

const POSTS = `
  SELECT p.external_id AS "externalId", coalesce(c.text, '') AS text, coalesce(s.theme_id, '') AS theme
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN ${STRONGEST_POSTS} s ON s.post_id = p.id ORDER BY p.id`;

interface Named {
  posts: (ThemedPost & { externalId: string })[];
  themes: ThemeRow[];
  words: readonly string[];
  languages: readonly string[];
}

/** A labelled collection through the whole flow, as a person would call it. */
async function nameSet(name: string): Promise<Named | null> {
  const set = SETS.find((one) => one.name === name)!;
  const posts = readSet(DATA, set);
  if (posts === null) return null;
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'posts.ndjson');
    const lines = posts.map(({ text, created_at }, index) => JSON.stringify({ id: String(index), text, created_at }));
    await writeFile(file, lines.join('\n'));
    const data = join(folder, 'data');
    for (const step of [['import', file, '--format', 'ndjson'], ['process'], ['themes']]) {
      await measure(CLI, [...step, '--data', data], folder);
    }
    const named = await readNamed(data, [], ['en']);
    return { ...named, posts: named.posts.map((post) => ({ ...post, truth: posts[Number(post.externalId)]!.label })) };
  });
}

async function nameSample(): Promise<Named> {
  const file = join(PACKAGE_FOLDER, 'data/sample/discover.yaml');
  const { words, languages } = await parseConfig((await readFile(file, 'utf8')).replaceAll('{port}', '1'), file);
  return inTemporaryFolder(async (folder) => {
    await measure(CLI, ['sample', '--data', folder], folder);
    return readNamed(join(folder, 'sample-run'), words, languages);
  });
}

async function nameProject(data: string): Promise<Named> {
  const { words, languages, store } = await findConfig({ data, configFile: findProjectFile(data, null) });
  if (!(await storeExists(store.url, data)))
    throw new Error(`${data} is no collection, and no project has its data there.`);
  return readNamed(data, words, languages, store.url);
}

async function readNamed(
  data: string,
  words: readonly string[],
  languages: readonly string[],
  url = SQLITE,
): Promise<Named> {
  const store = await openStore(url, data, NO_MOMENT);
  try {
    const themes = await listThemes(store);
    const posts = await store.all<Named['posts'][number]>(POSTS);
    return { posts, themes, words, languages };
  } finally {
    await store.close();
  }
}

function describeScores(scores: LabelScores): string {
  const lines: [string, number | null][] = [
    [`themes of ${LEAST_POSTS} posts or more`, scores.themes],
    ['coherence (c_npmi of ten top words)', scores.coherence],
    ['  of the groups people made', scores.coherenceOfTruth],
    ['  as a share of theirs', scores.coherenceShare],
    ['topic diversity', scores.diversity],
    ['distinct labels', scores.distinct],
    ['likeness to the nearest label', scores.likeness],
    ['labels of two to five words', scores.phrases],
    ['lists of words', scores.lists],
    ['said word for word', scores.verbatim],
    ['with words of the project', scores.withProjectWords],
  ];
  const figure = (value: number | null) =>
    value === null ? '-' : Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(3);
  return lines.map(([name, value]) => `  ${name.padEnd(40)}${figure(value).padStart(8)}`).join('\n');
}

function describeLabels(themes: readonly ThemeRow[], count: number): string {
  const large = [...themes].sort((a, b) => b.posts - a.posts).filter(({ posts }) => posts >= LEAST_POSTS);
  const middle = Math.max(count, Math.floor(large.length / 2));
  const shown = [...large.slice(0, count), ...large.slice(middle, middle + count)];
  return shown
    .map(
      ({ posts, label, chapter, why }) =>
        `  ${String(posts).padStart(6)}  ${label}  (${chapter})\n          ${why ?? '-'}`,
    )
    .join('\n');
}

async function main([name, count = '30']: readonly string[]): Promise<void> {
  if (name === undefined) throw new Error('Name a collection, `sample`, or the data folder of a project.');
  const isSet = SETS.some((set) => set.name === name);
  const named = isSet ? await nameSet(name) : name === 'sample' ? await nameSample() : await nameProject(resolve(name));
  if (named === null) {
    console.log(`${name}: absent (looked in ${DATA})`);
    return;
  }
  const stopwords = await loadStopwords(join(PACKAGE_FOLDER, 'config/stopwords'));
  const scores = labelScores(named.posts, new Map(named.themes.map(({ id, label }) => [id, label])), {
    stopwords: new Set(named.languages.flatMap((language) => [...stopwords(language)])),
    projectWords: named.words,
  });
  console.log(`${name}\n${describeScores(scores)}\n${describeLabels(named.themes, Number(count))}`);
}

await main(process.argv.slice(2));
