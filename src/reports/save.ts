/** Reports as files, each with what explains it. */
import { extname } from 'node:path';
import type { Database } from '../store/store.js';
import { type SavedFile, saveWhole } from '../whole-file.js';
import { readAbout } from './about.js';
import { MANIFEST, saveManifest, type Written } from './manifest.js';
import type { Report, Scope } from './report.js';
import { openTable } from './table.js';
import { dictionaryOf, READING, type ReportFormat, type Wish, writeTable } from './write.js';

const PAGE = { name: 'page', title: 'What is being talked about', summary: 'all of it, for people' };

/** A report with what explains it and its manifest. Returns the files written, that of the rows first. */
export async function saveReport(
  file: string,
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
): Promise<string[]> {
  const { files, manifest } = await exportReport(file, report, format, store, scope);
  return [...files, manifest];
}

/** The same, told apart, and how many rows there are. */
export async function exportReport(
  file: string,
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
  wish: Wish = {},
): Promise<{ files: string[]; manifest: string; rows: number }> {
  const table = await saveTable(file, report, format, store, scope, wish);
  const manifest = await saveManifest(`${file}${MANIFEST}`, [table]);
  return { files: table.files.map((one) => one.file), manifest, rows: table.rows };
}

/** A report, beside a CSV its data dictionary, and beside any how it was made: the rows first, being what may not fit. */
export async function saveTable(
  file: string,
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
  wish: Wish = {},
): Promise<Written & { rows: number }> {
  const table = await openTable(report, store, scope, wish.columns, wish.stop);
  const files: SavedFile[] = [await saveWhole(file, writeTable(table, format, wish))];
  if (format === 'csv') {
    files.push(await saveWhole(dictionaryFile(file), [dictionaryOf(report, scope, table.columns)]));
  }
  const method = (await report.method?.(store)) ?? null;
  if (method !== null) files.push(await saveWhole(methodFile(file), [`${JSON.stringify(method, null, 2)}\n`]));
  const columns = table.columns.map(({ name }) => name);
  return { about: table.about, format, reading: READING[format], columns, rows: table.read(), files };
}

/** The page for people, which is no table, with its manifest. */
export async function savePage(
  file: string,
  text: string,
  store: Database,
  scope: Scope,
): Promise<{ files: string[]; manifest: string; rows: null }> {
  const saved = await saveWhole(file, [text]);
  const about = await readAbout(PAGE, store, scope);
  const page = { about, format: 'html', reading: READING.html, columns: [], rows: null, files: [saved] };
  return { files: [file], manifest: await saveManifest(`${file}${MANIFEST}`, [page]), rows: null };
}

/** `themes.csv`, and `themes.json` too, have how they were made in `themes.method.json`. */
function methodFile(file: string): string {
  return `${withoutEnding(file)}.method.json`;
}

/** `themes.csv` has its dictionary in `themes.dictionary.csv`. */
export function dictionaryFile(file: string): string {
  return `${file.replace(/\.csv$/i, '')}.dictionary.csv`;
}

function withoutEnding(file: string): string {
  return /^\.(csv|json|ndjson|html|xlsx)$/i.test(extname(file)) ? file.slice(0, -extname(file).length) : file;
}
