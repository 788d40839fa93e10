/** Show: every table there is. A new report is a file in this folder and a line here. */
import { UsageError } from '../errors.js';
import { directory } from './directory.js';
import { places } from './places.js';
import { posts } from './posts.js';
import type { Report } from './report.js';
import { talk } from './talk.js';
import { themes } from './themes.js';
import { unbridged } from './unbridged.js';

export const REPORTS: readonly Report[] = [themes, places, directory, posts, talk, unbridged];

/** @throws UsageError naming the reports there are */
export function findReport(name: string): Report {
  const found = REPORTS.find((report) => report.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no report ${name}. There are: ${REPORTS.map((report) => report.name).join(', ')}.`);
  }
  return found;
}
