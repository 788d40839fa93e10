/** Gather and back from the outside: what staff type, what they are told, and what is never published. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover, filesIn, newFolder, withStore } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let folder: string;
const data = () => join(folder, 'here', 'sample-run');
const BY = ['--by', 'A. Shah'];
const ran = (...words: string[]) => discover([...words, '--data', data()], { cwd: folder });
const answer = async <T>(...words: string[]) => (await answerOf<T>([...words, '--data', data()], { cwd: folder })).json;
/** Of what happened; the privacy notice stands beside it from the first run on. */
const publicFiles = async () => {
  const files = await filesIn(join(data(), 'public'));
  files.delete('notice.html');
  return files;
};
/** The themes with most voices. */
let top: { id: string; label: string }[];

beforeAll(async () => {
  folder = await newFolder();
  expect(await discover(['sample', '--data', 'here'], { cwd: folder })).toMatchObject({ code: 0 });
  top = (await answer<typeof top>('themes')).slice(0, 6);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('discover gather', () => {
  it('refuses what cannot be meant, writes nothing, and says what to do', async () => {
    const id = top[0]!.id;
    const calls: [string[], number, RegExp][] = [
      [['gather', 'export'], 1, /No theme was taken forward yet\. Name themes/],
      [['gather', 'export', 'theme-9999'], 1, /There is no theme theme-9999/],
      [['gather', 'select', id, '--decision', 'no', '--reason', 'x'], 2, /Say who decided with --by/],
      [['gather', 'remit', id, 'ICB', '--remove', ...BY], 1, /ICB is not named for/],
      [['outcome', 'add', id, '--status', 'answered', '--owner', 'ICB', ...BY], 2, /--reply/],
      [['outcome', 'add', 'theme-9999', '--status', 'raised', '--owner', 'ICB', ...BY], 1, /There is no theme/],
    ];
    const ends = await Promise.all(calls.map(([words]) => ran(...words)));
    for (const [index, [words, code, said]] of calls.entries()) {
      expect([words, ends[index]!.code, ends[index]!.out]).toEqual([words, code, '']);
      expect(ends[index]!.err).toMatch(said);
    }
    for (const table of ['selections', 'remits', 'theme_questions', 'outcome_entries'])
      expect(ask(data(), `SELECT * FROM ${table}`)).toEqual([]);
    expect([...(await publicFiles()).keys()]).toEqual([]);
  });

  it('does not publish what leads to a person: their words, their posts, their names', async () => {
    const [post] = ask<{ text: string; url: string }>(
      data(),
      `SELECT c.text, p.url FROM clean_posts c JOIN posts p ON p.id = c.post_id JOIN voices v ON v.id = p.voice_id
       LEFT JOIN places pl ON pl.id = p.place_id
       WHERE v.kind <> 'organisation' AND p.url IS NOT NULL AND pl.kind = 'hashtag' AND c.text NOT LIKE '%@%'
         AND c.text NOT LIKE '%http%' AND length(c.text) > 120 ORDER BY p.id LIMIT 1`,
    );
    const words = post!.text.split(/\s+/).slice(0, 12).join(' ');
    const select = ['gather', 'select', top[0]!.id, '--decision', 'no', ...BY, '--reason'];
    const add = ['outcome', 'add', top[0]!.id, '--status', 'answered', '--owner', 'ICB', ...BY];
    const ends = await Promise.all([
      ran(...select, `Somebody said: ${words}`),
      ran(...add, '--reply', words),
      ran(...add, '--link', post!.url),
      ran(...select, 'as @carer_jo asked'),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(ends.map(({ err }) => /word for word|an individual wrote|has ".*" in it/.exec(err)?.[0])).toEqual([
      ...['word for word', 'word for word', 'an individual wrote'],
      'has "@carer_jo" in it',
    ]);
    expect([...(await publicFiles()).keys()]).toEqual([]);
  });

  it('keeps what was decided, who can act and what is asked, and hands it on', async () => {
    const [, second, third] = top.map(({ id }) => id) as [string, string, string];
    const select = (id: string, decision: string, reason: string) =>
      answer<{ standing: object }>('gather', 'select', id, '--decision', decision, '--reason', reason, ...BY);
    expect(await select(third, 'forward', 'Nobody owns it')).toMatchObject({
      standing: { ranks: { voices: 3 }, run: expect.any(Number) },
      files: [join(data(), 'public/what-happened.html'), join(data(), 'public/what-happened.xml')],
    });
    await select(second, 'not-now', 'With the panel since May');
    const log = await answer<{ decisions: object[]; undecided: { id: string; why: string }[] }>('gather', 'log');
    expect(log.decisions).toMatchObject([
      { themeId: third, decision: 'forward', author: 'A. Shah', stands: true, standing: { ranks: { voices: 3 } } },
      { themeId: second, decision: 'not-now', reason: 'With the panel since May' },
    ]);
    expect(log.undecided[0]).toMatchObject({ id: top[0]!.id, why: 'above one that was taken forward' });
    expect((await ran('gather', 'log')).out).toMatch(
      /Decided\n[\s\S]*Nobody owns it[\s\S]*Not decided on \(\d+ themes\)/,
    );
    expect(await answer('gather', 'log', '--open')).toEqual({ undecided: log.undecided });
    expect((await ran('gather', 'log', '--format', 'csv', '--out', '-')).out).toMatch(/^decision_number,date,theme_id/);

    expect((await ran('gather', 'remit', third, 'NHS  ICB', '--link', 'https://icb.example', ...BY)).out).toContain(
      `NHS ICB is able to act on ${third}`,
    );
    const question = await answer<{ number: number }>('gather', 'question', third, 'Who runs it?', ...BY);
    const exported = await answer<{ themes: string[]; files: string[] }>('gather', 'export');
    expect(exported).toMatchObject({ themes: [third], files: [join(data(), `gather/${third}.md`)] });
    const brief = await readFile(exported.files[0]!, 'utf8');
    expect(brief).toContain('- [NHS ICB](<https://icb.example/>)');
    expect(brief).toContain('- Who runs it? (asked by A. Shah)');
    expect(brief).toContain('Nobody owns it');
    const handles = ask<{ handle: string }>(
      data(),
      "SELECT handle FROM voices WHERE kind = 'individual' AND length(handle) > 4",
    );
    for (const { handle } of handles) expect(brief).not.toContain(handle);
    await ran('gather', 'question', third, '--remove', String(question.number), ...BY);
    await ran('gather', 'remit', third, 'nhs icb', '--remove', ...BY);
    const { out } = await ran('gather', 'export', third, second, '--format', 'json', '--out', '-', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { id: third, bodies: [], questions: { asked: [] }, decision: { decision: 'forward' } },
      { id: second, decision: { decision: 'not-now' } },
    ]);
    const both = await ran('gather', 'export', third, '--format', 'csv', '--out', join(folder, 'out.csv'));
    expect(both.out.split('\n')).toHaveLength(3);
  });

  it('follows a theme into what it was merged into by hand, and comes back when that is undone', async () => {
    const [, , third, , fifth] = top.map(({ id }) => id) as [string, string, string, string, string];
    const why = ['--reason', 'the same'];
    expect(await ran('themes', 'merge', third, fifth, ...why)).toMatchObject({ code: 0 });
    const add = ['outcome', 'add', third, '--status', 'raised', '--owner', 'NHS ICB', '--due', '2020-01-01', ...BY];
    const raised = await ran(...add);
    expect(raised.out).toContain(`${third} is part of ${fifth}, "${top[4]!.label}", now.`);
    expect((await answer<{ decisions: object[] }>('gather', 'log')).decisions[0]).toMatchObject({
      ...{ themeId: fifth, decidedAs: third, label: top[4]!.label },
    });
    expect((await ran('gather', 'export', '--out', '-')).out).toContain(`# ${top[4]!.label}`);
    expect(await answer('outcome', 'overdue')).toMatchObject([{ themeId: fifth, owner: 'NHS ICB', status: 'raised' }]);
    expect(await ran('themes', 'undo', ...why)).toMatchObject({ code: 0 });
    // What was decided before the merge goes back; what was asked of the heir stays with it.
    expect((await answer<{ decisions: object[] }>('gather', 'log')).decisions[0]).toMatchObject({ themeId: third });
    expect(await answer('outcome', 'list')).toMatchObject([{ themeId: fifth, raisedAs: fifth }]);
    expect((await ran('outcome', 'list', '--theme', third)).out).toContain(
      `Nobody was asked anything about ${third} yet`,
    );
  });

  it('publishes anew what people say of a theme by hand, and nothing of one that is hidden', async () => {
    const [, second] = top.map(({ id }) => id) as [string, string];
    const page = () => readFile(join(data(), 'public/what-happened.html'), 'utf8');
    const why = ['--reason', 'as the panel says'];
    await ran('themes', 'rename', second, 'What \u202e we call it', ...why);
    expect(await page()).toContain('we call it');
    // What turns the line of a terminal round is not said there.
    expect((await ran('themes', 'paraphrase', second, 'It is like this.', ...BY)).out).toContain(
      '"What \ufffd we call it"',
    );
    expect(await page()).toContain('It is like this.');
    const hidden = await answer('themes', 'hide', second, ...why);
    expect(hidden).toMatchObject({ files: [expect.stringMatching(/html$/), expect.stringMatching(/xml$/)] });
    expect(await page()).not.toMatch(/we call it|It is like this/);
    await ran('themes', 'undo', ...why);
    expect(await page()).toContain('It is like this.');
  });

  it('leaves the published page whole when it cannot be written anew, and has the decision all the same', async () => {
    const feed = join(data(), 'public/what-happened.xml');
    const before = await publicFiles();
    await rm(feed);
    await mkdir(feed);
    const { code, err } = await ran('gather', 'select', top[5]!.id, '--decision', 'no', '--reason', 'Local', ...BY);
    expect([code, err]).toEqual([1, expect.stringContaining(`Cannot write ${feed}: there is a folder of that name`)]);
    expect(withStore(data(), (store) => store.prepare('SELECT count(*) FROM selections').pluck().get())).toBe(3);
    await rm(feed, { recursive: true });
    expect(await ran('outcome', 'publish')).toMatchObject({ code: 0 });
    const after = await publicFiles();
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(after.get('what-happened.xml')).toContain(`Not taken forward: ${top[5]!.label}`);
  });
});
