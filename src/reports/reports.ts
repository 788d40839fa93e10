/** Show: every table there is. A new report is a file in this folder and a line here. */
import { UsageError } from '../errors.js';
import { campaigns } from './campaigns.js';
import { places } from './places.js';
import { posts } from './posts.js';
import type { Report } from './report.js';
import { talk } from './talk.js';
import { themeTimeline } from './theme-timeline.js';
import { themes } from './themes.js';
import { unbridged } from './unbridged.js';
import { voices } from './voices.js';

export const REPORTS: readonly Report[] = [themes, themeTimeline, places, posts, voices, campaigns, talk, unbridged];

/** @throws UsageError naming the reports there are */
export function findReport(name: string): Report {
  const found = REPORTS.find((report) => report.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no report ${name}. There are: ${REPORTS.map((report) => report.name).join(', ')}.`);
  }
  return found;
}
