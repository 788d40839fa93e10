/**
 * How well posts are grouped: agreement with the labels of labelled collections, beside published figures, with speed and
 * memory of the whole flow: import, pipeline and themes as a person would call them, in child processes on a temporary
 * project. `npm run bench:themes`, or `npm run bench:themes -- SET...` for some of the sets. Ends with a verdict on every
 * gate, and with exit code 1 where one is missed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { PACKAGE_FOLDER } from '../src/config.js';
import { inTemporaryFolder, measure } from './child.js';
import { checks, upTo, verdicts } from './marks.js';
import { type Agreement, agreement } from './metrics.js';
import { type LabelledPost, type LabelledSet, readSet, SETS, SPEED } from './sets.js';

const DATA = resolve(PACKAGE_FOLDER, '../shared/data/themes');
const RESULTS = join(PACKAGE_FOLDER, 'bench/results');
const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const ENGINE = join(PACKAGE_FOLDER, 'dist/bench/engine.js');
/** The set whose texts are tokens already, so that the engine can be timed alone. */
const TOKENISED = 'mstream-tweets';

interface Outcome {
  set: string;
  posts: number;
  labels: number;
  /** Seconds of each step, start of the program included. */
  seconds: Record<'import' | 'process' | 'themes', number>;
  peakMb: number;
  leftOut: number;
  themes: Agreement;
  chapters: Agreement;
}

interface Grouped {
  external_id: string;
  theme_id: string;
  chapter_id: string;
}

async function benchSet(set: LabelledSet, posts: readonly LabelledPost[]): Promise<Outcome> {
  return inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'posts.ndjson'), posts.map(importLine).join('\n'));
    const discover = (...args: string[]) => measure(CLI, [...args, '--data', join(folder, 'data')], folder);
    const steps = {
      import: await discover('import', 'posts.ndjson', '--format', 'ndjson'),
      process: await discover('process'),
      themes: await discover('themes', '--json'),
    };
    await discover('report', 'posts', '--format', 'csv', '--identify', '--reason', 'bench', '--out', 'grouped.csv');
    const csv = await readFile(join(folder, 'grouped.csv'), 'utf8');
    const grouped = parse(csv, { columns: true, bom: true }) as Grouped[];
    // Posts left out have no theme: in the scores they are a group of their own.
    const leftOut = grouped.filter(({ theme_id }) => theme_id === '').length;
    const labels = grouped.map(({ external_id }) => posts[Number(external_id)]!.label);
    return {
      set: set.name,
      posts: posts.length,
      labels: new Set(labels).size,
      seconds: { import: steps.import.seconds, process: steps.process.seconds, themes: steps.themes.seconds },
      peakMb: Math.max(...Object.values(steps).map(({ peakMb }) => peakMb)),
      leftOut: leftOut / posts.length,
      themes: agreement(
        labels,
        grouped.map(({ theme_id }) => theme_id),
      ),
      chapters: agreement(
        labels,
        grouped.map(({ chapter_id }) => chapter_id),
      ),
    };
  });
}

/** The place in the file is the id, so that the labels stay outside the program. */
function importLine({ text, created_at }: LabelledPost, index: number): string {
  return JSON.stringify({ id: String(index), text, created_at });
}

interface EngineOutcome {
  seconds: number;
  /** Seconds of processor time, which other work on the machine hardly changes. */
  processor: number;
  peakMb: number;
  themes: Agreement;
  chapters: Agreement;
}

async function benchEngine(posts: readonly LabelledPost[]): Promise<EngineOutcome> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'tokens.json');
    await writeFile(file, JSON.stringify(posts.map(({ text }) => text.split(' '))));
    const { output, peakMb } = await measure(ENGINE, [file], folder);
    const found = JSON.parse(output) as {
      seconds: number;
      processor: number;
      themes: number[];
      chapters: number[];
    };
    const labels = posts.map(({ label }) => label);
    return {
      seconds: found.seconds,
      processor: found.processor,
      peakMb,
      themes: agreement(labels, found.themes.map(String)),
      chapters: agreement(labels, found.chapters.map(String)),
    };
  });
}

const COLUMNS = ['level', 'groups', 'NMI', 'ACC', 'ARI', 'homog.', 'compl.'] as const;

function scoreLine(name: string, found: Agreement): string {
  const scores = [found.nmi, found.acc, found.ari, found.homogeneity, found.completeness];
  return line([name, String(found.groups), ...scores.map((score) => score.toFixed(3))]);
}

function line([first, ...others]: readonly string[]): string {
  return `  ${first!.padEnd(44)}${others.map((cell) => cell.padStart(8)).join('')}`;
}

function describeOutcome(outcome: Outcome, engine: EngineOutcome | null, { level, references }: LabelledSet): string {
  const { seconds } = outcome;
  const other = level === 'themes' ? 'chapters' : 'themes';
  const total = seconds.import + seconds.process + seconds.themes;
  const steps = Object.entries(seconds).map(([step, spent]) => `${step} ${spent.toFixed(1)}`);
  return [
    `${outcome.set}: ${outcome.posts} posts, ${outcome.labels} labels`,
    `  ${total.toFixed(1)} s (${steps.join(', ')}), at most ${outcome.peakMb.toFixed(0)} MB; left out ${(outcome.leftOut * 100).toFixed(1)} %`,
    line(COLUMNS),
    scoreLine(`${level} (the level that is judged)`, outcome[level]),
    scoreLine(other, outcome[other]),
    ...(engine === null
      ? []
      : [
          scoreLine(
            `engine alone ${engine.seconds.toFixed(1)} s (${engine.processor.toFixed(1)} s busy), ${engine.peakMb.toFixed(0)} MB`,
            engine.themes,
          ),
        ]),
    ...references.map(({ method, nmi, acc, ari, groups }) => {
      const cells = [groups?.toString(), nmi.toFixed(3), acc?.toFixed(3), ari?.toFixed(3)];
      return line([method, ...cells.map((cell) => cell ?? '-')]);
    }),
  ].join('\n');
}

/** Verdicts on the gates of one set. */
function judge(set: LabelledSet, outcome: Outcome, engine: EngineOutcome | null): string[] {
  const found = outcome[set.level];
  const speed = 'seconds for the engine alone';
  const fast = (most: number) => (engine === null ? [] : [upTo(speed, engine.seconds, most)]);
  const gates = [...checks(found, set.gate), ...fast(SPEED.gate)];
  return verdicts(`${set.name}, ${set.level}`, gates, [...checks(found, set.goal), ...fast(SPEED.goal)]);
}

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((name) => !SETS.some((set) => set.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no set ${unknown}; there are ${SETS.map(({ name }) => name).join(', ')}.`);
  }
  await mkdir(RESULTS, { recursive: true });
  const judged: string[] = [];
  for (const set of SETS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const posts = readSet(DATA, set);
    if (posts === null) {
      console.log(`${set.name}: absent (looked in ${DATA})\n`);
      continue;
    }
    const outcome = await benchSet(set, posts);
    const engine = set.name === TOKENISED ? await benchEngine(posts) : null;
    await writeFile(join(RESULTS, `${set.name}.json`), `${JSON.stringify({ ...outcome, engine }, null, 2)}\n`);
    console.log(`${describeOutcome(outcome, engine, set)}\n`);
    judged.push(...judge(set, outcome, engine));
  }
  for (const verdict of judged) console.log(verdict);
  const failed = judged.filter((verdict) => verdict.startsWith('FAIL')).length;
  console.log(judged.length === 0 ? 'No set was there: nothing is judged.' : `${failed} gates missed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
