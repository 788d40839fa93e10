/** Hand on, and tell what came of it: what leaves for where an issue is talked through, and what is published of it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectId } from '../store/project-id.js';
import type { Database } from '../store/store.js';
import { saveWhole } from '../whole-file.js';
import { readHappened } from './happened.js';
import { happenedFeed } from './happened-feed.js';
import { happenedPage } from './happened-page.js';

/** What everybody may see. */
export const PUBLIC_FOLDER = 'public';

/**
 * Writes the public page of what happened and its feed into the project's folder for what is public, from the store alone.
 * Nothing is written before something was decided or asked.
 * @param how.today `YYYY-MM-DD`: a reply due before it is late; `fewest`: counts of fewer people are told as such
 * @returns the files written
 */
export async function writeHappened(
  store: Database,
  data: string,
  { today, ...style }: { today: string; purpose: string; fewest: number },
): Promise<string[]> {
  const happened = await readHappened(store, today);
  if (!happened.begun) return [];
  const folder = join(data, PUBLIC_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = { page: join(folder, 'what-happened.html'), feed: join(folder, 'what-happened.xml') };
  await saveWhole(files.page, [happenedPage(happened, style)]);
  await saveWhole(files.feed, [happenedFeed(happened, { ...style, project: await projectId(store) })]);
  return [files.page, files.feed];
}
