/**
 * The list beside what was written: of what it is, and the size and SHA-256 of every file. It is written last, so that
 * where it agrees with the files they belong together, and a break in between shows.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isNotFound, UserError } from '../errors.js';
import { fileDigest, type SavedFile, saveWhole } from '../whole-file.js';
import { type About, NOT_A_POLL } from './about.js';

/** One report in one format, as it was written. */
export interface Written {
  about: About;
  format: string;
  /** How a file of the format is to be read. */
  reading: string;
  columns: readonly string[];
  /** `null` for what is no table. */
  rows: number | null;
  files: readonly SavedFile[];
}

export interface ManifestFile {
  /** In the folder of the manifest. */
  name: string;
  bytes: number;
  sha256: string;
}

export const MANIFEST = '.manifest.json';

/** Saves the list of what was written into one folder, and returns its path. The same files give the same list. */
export async function saveManifest(file: string, written: readonly Written[]): Promise<string> {
  const reports = written.map(({ about, format, reading, columns, rows, files }) => {
    const { report, title, summary, version: _version, ...scope } = about;
    const named = files.map(({ file: path, bytes, sha256 }) => ({ name: basename(path), bytes, sha256 }));
    return { report, title, summary, format, rows, ...scope, columns, reading, files: named };
  });
  const manifest = { madeBy: `discover ${written[0]?.about.version}`, limits: NOT_A_POLL, reports };
  await saveWhole(file, [`${JSON.stringify(manifest, null, 2)}\n`]);
  return file;
}

/** `null`: the file is as it was written. */
export type Standing = ManifestFile & { wrong: 'missing' | 'another size' | 'another content' | null };

/**
 * Holds the files beside a manifest against it.
 * @throws UserError when there is no such manifest
 */
export async function checkManifest(file: string): Promise<Standing[]> {
  const listed = await listedFiles(file);
  const standing: Standing[] = [];
  for (const one of listed) standing.push({ ...one, wrong: await wrongWith(join(dirname(file), one.name), one) });
  return standing;
}

async function listedFiles(file: string): Promise<ManifestFile[]> {
  const noManifest = (why: string) =>
    new UserError(`${file}: ${why}. Name a file that ends in ${MANIFEST} or is called manifest.json.`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw noManifest(isNotFound(error) ? 'there is no such file' : `it cannot be read (${error.code})`);
  });
  try {
    const { reports } = JSON.parse(text) as { reports: { files: ManifestFile[] }[] };
    const files = reports.flatMap((report) => report.files);
    // A name with a folder in it would lead elsewhere.
    if (files.every(({ name, sha256 }) => basename(name) === name && typeof sha256 === 'string')) return files;
  } catch {
    // Told below, like a list of the wrong shape.
  }
  throw noManifest('it is not a manifest of discover');
}

async function wrongWith(file: string, { bytes, sha256 }: ManifestFile): Promise<Standing['wrong']> {
  const there = await stat(file).catch(() => null);
  if (there === null || !there.isFile()) return 'missing';
  if (there.size !== bytes) return 'another size';
  return (await fileDigest(file)) === sha256 ? null : 'another content';
}
