/** Briefs as text and as files. */
import { join } from 'node:path';
import { saveWhole } from '../whole-file.js';
import type { Brief } from './brief.js';
import { briefMarkdown } from './markdown.js';
import { briefPage } from './page.js';
import { briefDictionary, briefTable } from './table.js';

export const BRIEF_FORMATS = ['md', 'json', 'csv', 'html'] as const;
export type BriefFormat = (typeof BRIEF_FORMATS)[number];

export interface BriefStyle {
  /** Of the project, in its own words. */
  purpose: string;
  /** Counts of fewer people than this were left out. */
  fewest: number;
}

/** These themes in one text. */
export function briefText(briefs: readonly Brief[], format: BriefFormat, { purpose, fewest }: BriefStyle): string {
  switch (format) {
    case 'md':
      return briefs.map((brief) => briefMarkdown(brief, fewest)).join('\n');
    case 'json':
      return `${JSON.stringify(briefs, null, 2)}\n`;
    case 'csv':
      return briefTable(briefs);
    case 'html':
      return briefPage(briefs, { purpose, fewest });
  }
}

/** All in one file, beside a CSV its dictionary. Returns the files written. */
export async function saveBriefs(
  file: string,
  briefs: readonly Brief[],
  format: BriefFormat,
  style: BriefStyle,
): Promise<string[]> {
  await saveWhole(file, [briefText(briefs, format, style)]);
  if (format !== 'csv') return [file];
  const dictionary = `${file.replace(/\.csv$/i, '')}.dictionary.csv`;
  await saveWhole(dictionary, [briefDictionary()]);
  return [file, dictionary];
}

/** Into a folder: for reading a file a theme, for machines one file of all. Returns the files written. */
export async function saveBriefsIn(
  folder: string,
  briefs: readonly Brief[],
  format: BriefFormat,
  style: BriefStyle,
): Promise<string[]> {
  if (format === 'json' || format === 'csv') return saveBriefs(join(folder, `themes.${format}`), briefs, format, style);
  const files: string[] = [];
  for (const brief of briefs) {
    files.push(...(await saveBriefs(join(folder, `${brief.id}.${format}`), [brief], format, style)));
  }
  return files;
}
