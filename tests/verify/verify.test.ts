/** A run can be made again from what was kept of it, and what is not as it was is named. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestMethod, readMethod } from '../../src/store/methods.js';
import { recordParaphrase } from '../../src/store/paraphrases.js';
import { recordRemit } from '../../src/store/remits.js';
import { registerSource } from '../../src/store/sources.js';
import { listThemes } from '../../src/store/theme-list.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { TEST_NOW, tweet } from '../support/project.js';
import { type Listening, listening, said, talk } from './listening.js';

/** Five nights with a person's hand between them. */
async function fiveNights(): Promise<{ project: Listening; last: number }> {
  const project = await listening();
  await project.night(talk(1));
  await project.night(talk(2));
  const [one, two, three] = await project.within(({ store }) => listThemes(store));
  await project.hand({ action: 'rename', themeId: three!.id, label: 'Called so by people' });
  await project.hand({ action: 'merge', themeId: one!.id, otherId: two!.id });
  await project.night(talk(3));
  await project.undo(2);
  await project.night(talk(4));
  return { project, last: await project.night(talk(5)) };
}

const sql = (project: Listening, statement: string) => project.within(({ store }) => store.run(statement));

describe('five nights with a hand in between', () => {
  it('are made again from the beginning, each with the same result; the project stays as it is', async () => {
    const { project, last } = await fiveNights();
    const result = await project.verify(last);
    expect(result.checks.filter(({ state }) => state !== 'agrees')).toEqual([]);
    expect(result).toMatchObject({ verified: true, backup: null, replayed: [1, 2, 3, 4, 5, 6, 7, 8] });
    expect(result.checks.map(({ stage }) => stage)).toEqual([
      ...['posts', 'clean words', 'campaigns', 'micro-themes', 'posts in themes', 'themes', 'chapters'],
      ...['how sure', 'reports', 'the store now'],
    ]);
    // The run in which two themes were made one, long after others have undone it.
    expect(await project.verify(4)).toMatchObject({ verified: true, replayed: [1, 2, 3, 4] });
    expect(await project.verify(2)).toMatchObject({ verified: true, replayed: [1, 2] });
    expect(existsSync(join(project.folder, 'verify'))).toBe(false);
    expect(await project.within(({ store }) => latestMethod(store))).toBe(last);
  });

  it.each([
    ['a token of a post', 'UPDATE clean_posts SET tokens = \'["x"]\' WHERE post_id = 7', 'clean words', 'tweets: n1-6'],
    ['a word of a post', "UPDATE posts SET text = 'x' || text WHERE id = 7", 'cleaned again', 'tweets: n1-6'],
    [
      'the lane of a theme',
      "UPDATE themes SET lane = 'surge' WHERE id = 'theme-2'",
      'the store now',
      'themes (theme-2)',
    ],
    [
      'the name of a theme',
      "UPDATE themes SET label = 'x' WHERE id = 'theme-2'",
      'the store now',
      'the name of theme-2',
    ],
    [
      'the theme of a post',
      `UPDATE post_themes SET theme_id = (SELECT max(id) FROM themes WHERE state = 'live' AND id <> post_themes.theme_id)
       WHERE post_id = 7 AND weight = (SELECT max(weight) FROM post_themes t WHERE t.post_id = 7)`,
      'the store now',
      'themes of posts (tweets: n1-6)',
    ],
    ['a chapter', "UPDATE chapters SET label = 'x' WHERE id = 'chapter-1'", 'the store now', 'chapters (chapter-1)'],
  ])('%s that somebody changes is named', async (_what, statement, stage, words) => {
    const project = await listening();
    const run = await project.night(talk(1));
    expect(await sql(project, statement)).toBe(1);
    const result = await project.verify(run);
    expect(result.verified).toBe(false);
    expect(said(result, stage)).toContain('differs');
    expect(said(result, stage)).toContain(words);
  });

  it('a result that was never the one of its posts is found out', async () => {
    const { project, last } = await fiveNights();
    const forge = (run: number) =>
      sql(project, `UPDATE methods SET parts = replace(parts, '"themes":"', '"themes":"0') WHERE run_id = ${run}`);
    await forge(5);
    await forge(last);
    const result = await project.verify(last);
    expect(result.verified).toBe(false);
    expect(said(result, 'themes')).toMatch(/^differs: .* first in run 5 otherwise/);
    expect(said(result, 'chapters')).toMatch(/^agrees/);
  });
});

describe('posts that have gone or changed since', () => {
  const removed = async (project: Listening, id: number) => {
    for (const table of ['theme_evidence', 'post_themes', 'near_copies', 'clean_posts']) {
      await sql(project, `DELETE FROM ${table} WHERE post_id = ${id}`);
    }
    await sql(project, `DELETE FROM posts WHERE id = ${id}`);
  };

  it('keep a run from being verified, and it says how many', async () => {
    const { project, last } = await fiveNights();
    await removed(project, 7);
    await removed(project, 9);
    const result = await project.verify(last);
    expect(result.verified).toBe(false);
    expect(said(result, 'posts')).toBe('unknown: 2 of 150 posts gone or edited since');
    expect(said(result, 'made again')).toBe(
      'unknown: cannot be verified: 2 posts that run 1 rested on have gone or changed since',
    );
  });

  it('do no harm where a backup of the night before has them', async () => {
    const project = await listening();
    await project.night(talk(1));
    await project.night(talk(2));
    await project.backUp(2);
    // Edited and deleted on the third night, and again after it.
    await removed(project, 7);
    const edit = (id: string, text: string) => tweet(id, 'voice-35', text, { createdAt: talk(1)[5]!.createdAt });
    const third = await project.night([
      ...talk(3),
      edit('n1-5', 'Parking charges doubled for visitors at the barrier'),
    ]);
    expect(await project.verify(third)).toMatchObject({ verified: true, replayed: [third] });

    await project.backUp(3);
    const fourth = await project.night([...talk(4), edit('n1-5', 'The dentist has a waiting list again')]);
    const again = await project.verify(fourth);
    expect(again.checks.filter(({ state }) => state !== 'agrees')).toEqual([]);
    expect(again).toMatchObject({ verified: true, replayed: [fourth], backup: 'discover-2026-03-05T2100.db' });
    // The third night, whose edit was edited: the words of then are nowhere any more.
    const earlier = await project.verify(third);
    expect(earlier.verified).toBe(false);
    expect(said(earlier, 'made again')).toContain(
      'cannot be verified: 1 post that run 3 rested on has gone or changed',
    );
    expect(readdirSync(join(project.folder, 'backups'))).toHaveLength(2);
  });

  it('after a restore, a backup of days that are undone is not believed', async () => {
    const project = await listening();
    await project.night(talk(1));
    await project.night(talk(2));
    await project.backUp(2);
    await sql(project, `UPDATE methods SET parts = replace(parts, '"digest":"', '"digest":"0') WHERE run_id = 2`);
    const run = await project.night(talk(3));
    expect((await project.verify(run)).backup).toBe(null);
  });
});

it('what people wrote down, and a source that was never heard, keep no run from being verified', async () => {
  const project = await listening();
  await project.within(({ store }) => registerSource(store, 'dead', 'blogs'));
  await project.night(talk(1));
  const [theme] = await project.within(({ store }) => listThemes(store));
  const at = new Date(TEST_NOW).toISOString();
  const remit = { at, themeId: theme!.id, body: 'The council', link: null, author: 'A. Shah', holds: true };
  await project.within(async ({ store }) => {
    await recordRemit(store, remit);
    await recordParaphrase(store, { at, themeId: theme!.id, text: 'People wait for scans.', author: 'A. Shah' });
  });
  const last = await project.night(talk(2));
  const result = await project.verify(last);
  expect(result.verified).toBe(true);
  expect(said(result, 'reports')).toBe(
    'agrees: themes.csv, theme-timeline.csv, places.csv, posts.csv, voices.csv, campaigns.csv, talk.csv, unbridged.csv',
  );
});

it('a run that grouped nothing, or that never was, cannot be verified, and it says so', async () => {
  const project = await listening();
  await project.night(talk(1, 5));
  const rename = await project.hand({ action: 'rename', themeId: 'theme-1', label: 'x' });
  await expect(project.verify(rename)).rejects.toThrow(`Run ${rename} (themes rename) grouped nothing`);
  await expect(project.verify(99)).rejects.toThrow('There is no run 99.');
});

it('posts from before runs kept anything cannot be vouched for, until a backup knows of them', async () => {
  const project = await listening();
  await project.night(talk(1));
  // As a store that an earlier version filled.
  await sql(project, 'DELETE FROM methods');
  await sql(project, 'UPDATE run_posts SET run_id = 0, digest = NULL, theme_id = NULL');
  const second = await project.night(talk(2));
  expect(said(await project.verify(second), 'made again')).toContain('30 posts were taken in before runs kept');
  await project.backUp(2);
  const third = await project.night(talk(3));
  expect(await project.verify(third)).toMatchObject({ verified: true, replayed: [third] });
});

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  it('a run is made again in a store of another kind, with the same digests', async () => {
    const [served, embedded] = [await listening(server.url()), await listening()];
    for (const project of [served, embedded]) {
      await project.night(talk(1, 20));
      await project.night(talk(2, 20));
    }
    const kept = (project: Listening) => project.within(({ store }) => readMethod(store, 2));
    const [one, other] = [await kept(served), await kept(embedded)];
    expect([one!.input, one!.grouping, one!.sureness, one!.files]).toEqual([
      ...[other!.input, other!.grouping, other!.sureness, other!.files],
    ]);
    expect(await served.verify(2)).toMatchObject({ verified: true, replayed: [1, 2] });
    await sql(served, "UPDATE themes SET lane = 'surge' WHERE id = 'theme-2'");
    expect(said(await served.verify(2), 'the store now')).toContain('themes (theme-2)');
  }, 120_000);
});
