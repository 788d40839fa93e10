/** A project that listens for some nights, so that its runs can be made again. */
import { defaultConfig } from '../../src/config.js';
import { cleanPosts, groupPosts } from '../../src/listen.js';
import { noteFiles } from '../../src/method/method.js';
import type { Post } from '../../src/model.js';
import { inRun, type Project, withProject } from '../../src/project.js';
import { writeTables } from '../../src/publish.js';
import { makeBackup } from '../../src/store/backup/backup.js';
import { type HandWish, recordHand, undoHand } from '../../src/store/theme-hand.js';
import { type Verification, verifyRun } from '../../src/verify/verify.js';
import { seed, TEST_NOW, temporaryFolder, testEffects, tweet } from '../support/project.js';
import { chatter, dice } from '../themes/conversation.js';

const DAY = 86_400_000;

/** Posts of one night, each with a text of its own. */
export function talk(night: number, count = 30): Post[] {
  return chatter(count, undefined, dice(night)).map(({ text }, index) =>
    tweet(`n${night}-${index}`, `voice-${(index * 7) % 40}`, `${text} ${night} on visit ${index}`, {
      createdAt: new Date(TEST_NOW - (10 - night) * DAY + index * 60_000).toISOString(),
    }),
  );
}

export interface Listening {
  folder: string;
  within<T>(work: (project: Project) => Promise<T>): Promise<T>;
  /** One run over these posts, its tables written; its number. */
  night(posts: readonly Post[]): Promise<number>;
  /** Something done to a theme by hand, in a run of its own. */
  hand(wish: HandWish): Promise<number>;
  undo(entry: number): Promise<number>;
  backUp(night: number): Promise<string>;
  verify(run: number): Promise<Verification>;
}

export async function listening(url = 'sqlite'): Promise<Listening> {
  const folder = await temporaryFolder();
  const config = { ...(await defaultConfig(folder)), store: { url } };
  const signal = new AbortController().signal;
  const within = <T>(work: (project: Project) => Promise<T>): Promise<T> =>
    withProject({ data: folder, configFile: null, effects: testEffects(), signal }, work, config);
  const run = (command: string, work: (project: Project, runId: number) => Promise<unknown>) =>
    within((project) =>
      inRun(project, command, async (runId) => {
        await work(project, runId);
        return { json: runId };
      }).then(({ json }) => json),
    );
  return {
    folder,
    within,
    night: (posts) =>
      run('run', async (project, runId) => {
        await seed(project.store, 'tweets', posts);
        await cleanPosts(project, runId);
        await groupPosts(project, runId);
        await noteFiles(project, runId, await writeTables(project, `${folder}/reports`));
      }),
    hand: (wish) =>
      run(`themes ${wish.action}`, async (project, runId) => {
        await recordHand(project.store, wish, 'a test', new Date(TEST_NOW).toISOString());
        if (wish.action === 'merge' || wish.action === 'split') await groupPosts(project, runId, { again: true });
      }),
    undo: (entry) =>
      run('themes undo', async (project, runId) => {
        await undoHand(project.store, entry, 'a test', new Date(TEST_NOW).toISOString());
        await groupPosts(project, runId, { again: true });
      }),
    backUp: (night) =>
      within(async (project) => {
        const world = testEffects(TEST_NOW + night * DAY);
        return (await makeBackup('sqlite', project.data, { daily: 9, weekly: 0, monthly: 0 }, world)).file;
      }),
    verify: (which) => within((project) => verifyRun(project, which)),
  };
}

/** What is said of a stage. */
export function said({ checks }: Verification, stage: string): string {
  const check = checks.find((one) => one.stage === stage);
  return check === undefined ? 'nothing' : `${check.state}: ${check.words}`;
}
