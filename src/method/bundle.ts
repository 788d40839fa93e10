/**
 * The method bundle of a run as a folder of files: what it read, with which settings, what came in and out and why, what
 * people changed, and what each file is known by. It names nobody: it holds counts, days, and words of those who listen.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { csvLine } from '../csv.js';
import { isNotFound, UserError } from '../errors.js';
import { handClause } from '../reports/hand-words.js';
import type { Method } from '../store/methods.js';
import { saveWhole } from '../whole-file.js';
import { HIDDEN, type Settings } from './settings.js';
import { methodParts, methodSources, refusalWords } from './text.js';

export interface BundleFile {
  name: string;
  text: string;
}

/** Checked by `sha256sum -c`. */
const SUMS = 'SHA256SUMS';

/** The files of a bundle, the one with the digests of the others last. */
export function bundleFiles(method: Method): BundleFile[] {
  const files = [
    { name: 'README.txt', text: readme(method) },
    { name: 'method.json', text: `${JSON.stringify(method, null, 2)}\n` },
    { name: 'settings.yaml', text: settingsFile(method) },
    { name: 'sources.csv', text: sourcesTable(method) },
    { name: 'hand.csv', text: handTable(method) },
    { name: 'files.csv', text: filesTable(method) },
  ];
  return [...files, { name: SUMS, text: files.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join('') }];
}

/**
 * Writes the bundle into a folder that must not be there yet, or be empty: it appears whole or not at all.
 * @returns the files
 * @throws UserError when there is something, or when it cannot be written
 */
export async function saveBundle(folder: string, method: Method): Promise<string[]> {
  await refuseFull(folder);
  const part = join(dirname(folder), `.${basename(folder)}.part`);
  const files = bundleFiles(method);
  try {
    // What a save that was killed has left.
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { mode: 0o700 });
    for (const { name, text } of files) await saveWhole(join(part, name), [text]);
    await rmdir(folder).catch(() => undefined);
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof UserError) throw error;
    const words = isNotFound(error) ? 'the folder it is to stand in is not there' : (error as Error).message;
    throw new UserError(`Cannot write ${folder}: ${words}.`, { cause: error });
  }
  return files.map(({ name }) => join(folder, name));
}

async function refuseFull(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`Cannot write ${folder}: it is not a folder. Name another.`, { cause: error });
  });
  if (there.length > 0) throw new UserError(`${folder} is there already, and not empty. Name another folder.`);
}

function readme(method: Method): string {
  const { run, settings } = method;
  const { version } = settings as unknown as Settings;
  const parts = methodParts(method).map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n'));
  return `${[
    `How run ${run} came to its result`,
    FILES,
    `To make it again where its posts are: discover run --verify ${run}
It makes the run again in a temporary store, with discover ${version}, and says of every stage whether the same came out.
To make it elsewhere: put settings.yaml into an empty folder as discover.yaml, write in it what opens the sources (tokens
are not in it), and run \`discover run --data\` with that folder. The same posts give the same themes and files.
To see whether these files are whole: sha256sum -c ${SUMS}`,
    ...parts,
  ].join('\n\n')}\n`;
}

const FILES = `In this folder:
  method.json     all of it, for programs
  settings.yaml   the settings of the run as a project file, without passwords and tokens
  sources.csv     each source: what it was asked, what it brought, what was refused and why
  hand.csv        what people had changed about themes, and why
  files.csv       what the run wrote, with digests
  SHA256SUMS      digests of the files here`;

/** The project file as far as it decides what a run finds; it passes `discover config check`. */
function settingsFile({ run, settings }: Method): string {
  const { version, purpose, words, languages, seed, articles, notice, sources, model } =
    settings as unknown as Partial<Settings>;
  const lines = [
    `# The settings of run ${run}, made with discover ${version}. Passwords and tokens are left out.`,
    ...(model == null ? [] : [`# A sentence model was used: name its folder ("${model}") in themes.embeddings.model.`]),
  ];
  const file = {
    ...{ purpose: purpose === undefined || purpose === '' ? 'not stated' : purpose, words, languages, seed, articles },
    ...(notice === undefined ? {} : { notice: noticeKeys(notice) }),
    sources: (sources ?? []).map(({ options, ...source }) => ({ ...source, options: withoutHidden(options) })),
  };
  return `${lines.join('\n')}\n${stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function noticeKeys(notice: Settings['notice']): Record<string, string | null> {
  const { dataProtectionOfficer, lawfulBasis, basisNote, retentionNote, ...same } = notice;
  return {
    ...same,
    data_protection_officer: dataProtectionOfficer,
    lawful_basis: lawfulBasis,
    basis_note: basisNote,
    retention_note: retentionNote,
  };
}

/** What was hidden is left out: a word in its place would be taken for it. */
function withoutHidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHidden);
  if (typeof value !== 'object' || value === null) return value;
  const shown = Object.entries(value).filter(([, inner]) => inner !== HIDDEN);
  return Object.fromEntries(shown.map(([name, inner]) => [name, withoutHidden(inner)]));
}

function sourcesTable(method: Method): string {
  const head = [
    ...['source', 'crawler', 'options', 'place', 'place_url', 'kind', 'owner', 'area'],
    ...['posts_kept', 'oldest', 'newest', 'new', 'changed', 'known_already', 'refused', 'why_refused', 'stopped'],
  ];
  const rows = methodSources(method).map(({ name, crawler, configured, taken, brought }) => {
    const place = configured?.place ?? null;
    return [
      ...[name, crawler, configured === null ? null : JSON.stringify(configured.options)],
      ...[place?.name ?? null, place?.url ?? null, place?.kind ?? null, place?.owner ?? null, place?.area ?? null],
      ...[taken?.posts ?? null, taken?.oldest ?? null, taken?.newest ?? null],
      ...[brought?.new ?? null, brought?.changed ?? null, brought?.duplicate ?? null, brought?.refused ?? null],
      ...[brought === null ? null : refusalWords(brought.refusals), brought?.slug ?? null],
    ];
  });
  return [head, ...rows].map(csvLine).join('');
}

function handTable({ hand }: Method): string {
  const rows = hand.map((entry) => [entry.id, entry.at.slice(0, 10), handClause(entry), entry.reason]);
  return [['number', 'day', 'what', 'why'], ...rows].map(csvLine).join('');
}

function filesTable({ files }: Method): string {
  return [['file', 'sha256'], ...(files ?? []).map(({ name, sha256 }) => [name, sha256])].map(csvLine).join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
