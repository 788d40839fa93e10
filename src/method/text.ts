/** How a run came to its result, in plain words: for the terminal, and for the file beside its bundle. */
import { handClause } from '../reports/hand-words.js';
import type { Method, SourceCounts } from '../store/methods.js';
import type { SourceTaken } from '../store/post-counts.js';
import { count } from '../terminal.js';
import type { Settings } from './settings.js';
import { coverageWords, percent, stabilityWords } from './words.js';

export interface Part {
  title: string;
  lines: string[];
}

/** Values of one option of a source that are shown; the bundle has all. */
const MOST_VALUES = 3;

export function methodParts(method: Method): Part[] {
  return [madeBy(method), sources(method), ...cleaned(method), ...grouped(method), ...hands(method), ...marks(method)];
}

function madeBy({ run, command, startedAt, finishedAt, status, settings }: Method): Part {
  const { version, node, purpose, words, languages, seed, model, notice } = settings as unknown as Partial<Settings>;
  const listener = notice?.organisation ?? null;
  return {
    title: `Run ${run}: ${command}, ${status}`,
    lines: [
      `From ${moment(startedAt)} to ${finishedAt === null ? 'nobody knows when: it did not come to its end' : moment(finishedAt)}.`,
      `Made by discover ${version} on Node ${node ?? 'of unknown version'}, with the seed ${seed}.`,
      ...(purpose === undefined || purpose === '' ? [] : [`Purpose: ${purpose}`]),
      ...(listener === null ? [] : [`Who listens: ${listener}`]),
      `Words of the project: ${listed(words)}. Languages: ${listed(languages)}.`,
      ...(model == null ? [] : [`A sentence model weighs beside the words: ${model}.`]),
    ],
  };
}

function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function listed(words: readonly string[] | undefined): string {
  return words === undefined || words.length === 0 ? 'none' : words.join(', ');
}

/** One source as a run knew it: what it was asked, what is kept of it, what it brought. */
export interface MethodSource {
  name: string;
  crawler: string | null;
  /** `null` for files that were brought in, and sources no longer in the project file. */
  configured: Settings['sources'][number] | null;
  taken: SourceTaken | null;
  brought: SourceCounts | null;
}

export function methodSources({ settings, input, crawl }: Method): MethodSource[] {
  const configured = new Map(((settings as unknown as Partial<Settings>).sources ?? []).map((one) => [one.name, one]));
  const taken = new Map((input?.sources ?? []).map((one) => [one.name, one]));
  const brought = new Map((crawl?.sources ?? []).map((one) => [one.name, one]));
  return [...new Set([...configured.keys(), ...taken.keys(), ...brought.keys()])].sort().map((name) => ({
    name,
    crawler: configured.get(name)?.crawler ?? taken.get(name)?.crawler ?? null,
    configured: configured.get(name) ?? null,
    taken: taken.get(name) ?? null,
    brought: brought.get(name) ?? null,
  }));
}

function sources(method: Method): Part {
  const all = methodSources(method);
  const lines = all.flatMap(({ name, crawler, configured, taken, brought }) => [
    `${name}${crawler === null ? '' : ` (${crawler})`}: ${taken === null ? 'nothing kept' : keptWords(taken)}`,
    ...Object.entries(configured?.options ?? {}).map(([option, value]) => `  ${option}: ${valueWords(value)}`),
    ...(brought === null ? [] : [`  this run: ${broughtWords(brought)}`]),
  ]);
  return { title: 'What was read, and what came of it', lines: all.length === 0 ? ['No source.'] : lines };
}

function keptWords({ posts, oldest, newest }: SourceTaken): string {
  return `${count(posts, 'post')}${oldest === null ? '' : `, written from ${oldest} to ${newest}`}`;
}

function valueWords(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const shown = value.slice(0, MOST_VALUES).map(valueWords).join(', ');
  return value.length > MOST_VALUES ? `${shown} and ${value.length - MOST_VALUES} more` : shown;
}

function broughtWords({ new: fresh, changed, duplicate, refused, refusals, slug }: SourceCounts): string {
  const why = refusalWords(refusals);
  const counts = `${fresh} new, ${changed} changed, ${duplicate} known already, ${refused} refused`;
  return `${counts}${why === '' ? '' : ` (${why})`}${slug === null ? '' : `; it stopped: ${slug}`}`;
}

/** `2 no text, 1 no author` */
export function refusalWords(refusals: SourceCounts['refusals']): string {
  return Object.entries(refusals)
    .map(([reason, posts]) => `${posts} ${reason}`)
    .join(', ');
}

function cleaned({ process }: Method): Part[] {
  if (process === undefined) return [];
  const languages = Object.entries(process.languages).map(([code, posts]) => `${posts} ${code}`);
  return [
    {
      title: 'Cleaned in this run',
      lines: [
        `${count(process.processed, 'post')}, ${process.withoutText} of them without text; ${process.setAside} could not be cleaned.`,
        ...(languages.length === 0 ? [] : [`Languages: ${languages.join(', ')}.`]),
        `${count(process.campaigns, 'campaign')} of near-identical posts, with ${count(process.inCampaigns, 'post')} in them.`,
      ],
    },
  ];
}

function grouped({ run, grouping, sureness, parameters }: Method): Part[] {
  if (grouping === undefined || sureness === undefined) return [];
  const { posts, themes, chapters, born, merged, split, gone } = grouping;
  const { coverage, stability, outlierShare } = sureness;
  const when = grouping.run === run ? 'in this run' : `in run ${grouping.run}, as nothing was new since`;
  return [
    {
      title: 'Themes',
      lines: [
        `Made ${when}: ${count(posts, 'post')} newly grouped, ${count(themes, 'theme')} in ${count(chapters, 'chapter')}.`,
        `Of the themes, ${born} were born, ${merged} merged, ${split} split off and ${gone} gone.`,
        `How sure: ${coverageWords(coverage)}; ${stabilityWords(stability) ?? 'no agreement to tell'}; ${percent(outlierShare)} of the grouped posts stand in groups of one or two.`,
      ],
    },
    { title: 'Numbers of the engine', lines: parameterLines(parameters) },
  ];
}

/** One line for each group of them. */
function parameterLines(parameters: unknown): string[] {
  const groups = Object.entries((parameters ?? {}) as Record<string, unknown>);
  return groups.map(([group, values]) =>
    typeof values === 'object' && values !== null
      ? `${group}: ${Object.entries(values)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}`
      : `${group}: ${values}`,
  );
}

function hands({ hand }: Method): Part[] {
  const lines = hand.map((entry) => `${entry.at.slice(0, 10)} ${handClause(entry)}. Why: ${entry.reason}`);
  return lines.length === 0 ? [] : [{ title: 'Changed by hand, and not undone', lines }];
}

/** What the input, each stage and each file is known by. */
function marks({ input, grouping, files, vocabulary }: Method): Part[] {
  if (input === undefined || grouping === undefined) return [{ title: 'Themes', lines: ['This run grouped nothing.'] }];
  const rows: [string, string][] = [
    ['input', input.digest],
    ['campaigns', input.campaigns],
    ['micro-themes', grouping.digests.microThemes],
    ['posts in themes', grouping.digests.themesOfPosts],
    ['themes', grouping.digests.themes],
    ['chapters', grouping.digests.chapters],
    ...Object.entries(vocabulary ?? {}),
    ...(files ?? []).map(({ name, sha256 }): [string, string] => [name, sha256]),
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  return [
    {
      title: 'Digests (SHA-256): what the input, each stage and each file is known by',
      lines: rows.map(([name, digest]) => `${name.padEnd(widest)}  ${digest}`),
    },
  ];
}
