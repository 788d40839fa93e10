/** Show: every table there is. A new report is a file in this folder and a line here. */
import { UsageError } from '../errors.js';
import { campaigns } from './campaigns.js';
import { coverage } from './coverage.js';
import { directory } from './directory.js';
import { places } from './places.js';
import { politeness } from './politeness.js';
import { posts } from './posts.js';
import type { Report } from './report.js';
import { runs } from './runs.js';
import { scorecard } from './scorecard.js';
import { silence } from './silence.js';
import { talk } from './talk.js';
import { themeTimeline } from './theme-timeline.js';
import { themes } from './themes.js';
import { unbridged } from './unbridged.js';
import { voices } from './voices.js';

/** What a run writes: the same for the same posts, so that a run that finds nothing new changes no file. */
export const RUN_REPORTS: readonly Report[] = [
  ...[themes, themeTimeline, places, directory, posts, voices, campaigns, talk, unbridged, silence, scorecard],
];
/** Of our own work: other after every run. */
const WORK_REPORTS: readonly Report[] = [coverage, politeness, runs];

export const REPORTS: readonly Report[] = [...RUN_REPORTS, ...WORK_REPORTS];

/** @throws UsageError naming the reports there are */
export function findReport(name: string): Report {
  const found = REPORTS.find((report) => report.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no report ${name}. There are: ${REPORTS.map((report) => report.name).join(', ')}.`);
  }
  return found;
}
