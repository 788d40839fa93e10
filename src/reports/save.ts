/** Reports as files, each with what explains it. */
import type { Database } from '../store/store.js';
import { saveWhole } from '../whole-file.js';
import type { Report, Scope } from './report.js';
import { dictionaryOf, type ReportFormat, writeReport } from './write.js';

/** A report, beside a CSV its data dictionary, and beside any how it was made. Returns the files written. */
export async function saveReport(
  file: string,
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
): Promise<string[]> {
  await saveWhole(file, writeReport(report, format, store, scope));
  const files = [file];
  if (format === 'csv') {
    files.push(dictionaryFile(file));
    await saveWhole(dictionaryFile(file), [dictionaryOf(report, scope)]);
  }
  const method = (await report.method?.(store)) ?? null;
  if (method !== null) {
    files.push(methodFile(file));
    await saveWhole(methodFile(file), [`${JSON.stringify(method, null, 2)}\n`]);
  }
  return files;
}

/** `themes.csv`, and `themes.json` too, have how they were made in `themes.method.json`. */
function methodFile(file: string): string {
  return `${file.replace(/\.(csv|json|ndjson)$/i, '')}.method.json`;
}

/** `themes.csv` has its dictionary in `themes.dictionary.csv`. */
export function dictionaryFile(file: string): string {
  return `${file.replace(/\.csv$/i, '')}.dictionary.csv`;
}
