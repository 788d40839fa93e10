/** 0 done, 1 something failed, 2 wrong usage, 75 another run is at work, 78 bad project file. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover, filesIn, projectFolder, startDiscover, writeFiles } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';
import { testServer } from '../support/server.js';
import { atom, silence } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

const TWO_POSTS = '{"id":"1","text":"The first word about buses"}\n{"id":"2","text":"The second word about buses"}\n';

/** A project into which two posts have been imported. */
async function importedProject(): Promise<string> {
  const data = await projectFolder({}, { 'posts.ndjson': TWO_POSTS });
  expect(await discover(['import', join(data, 'posts.ndjson'), '--data', data])).toMatchObject({ code: 0 });
  return data;
}

/** Side by side: these do not write, or are refused before they could. */
async function codesOf(data: string, calls: readonly string[][]): Promise<[string, number | null, string][]> {
  const ends = await Promise.all(calls.map((words) => discover([...words, '--data', data], { cwd: data })));
  return ends.map(({ code, err, out }, index) => [calls[index]!.join(' '), code, out + err]);
}

describe('0: done', () => {
  it('help lists the options that every command has once, above and below', async () => {
    for (const words of [['--help'], ['gather', 'log', '--help']]) {
      const { code, out } = await discover(words);
      expect([code, out.match(/--data <dir>/g)]).toEqual([0, ['--data <dir>']]);
    }
  });
});

describe('1: something failed, the rest is kept', () => {
  it('one source of three: the others are crawled, the failure is recorded and shown until it is mended', async () => {
    const server = await testServer({
      '/good': atom('good.example', [{ id: 'a', text: 'Buses are late' }]),
      '/gone': { status: 410 },
    });
    const blog = (name: string) => ({ name, crawler: 'blogs', options: { feed: `${server.origin}/${name}` } });
    const data = await projectFolder(
      {
        sources: [blog('good'), blog('gone'), { name: 'notes', crawler: 'notes', options: { file: 'notes.csv' } }],
        http: { allow_private: [server.host], delay_s: 0 },
      },
      { 'notes.csv': 'note,date\nA remark about buses,2026-03-01\n' },
    );
    const run = await discover(['run', '--data', data]);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^ {2}good +1 +0 +0 +0 +done$/m);
    expect(run.out).toMatch(/^ {2}notes +1 +0 +0 +0 +done$/m);
    expect(run.out).toMatch(/^ {2}gone +0 .*failed \(gone\): .*\/gone \(status 410\)$/m);
    expect(run.err.match(/^gone: .*/gm)).toHaveLength(1);
    const written = await filesIn(join(data, 'reports'));
    expect([...written.keys()]).toEqual(expect.arrayContaining(['page.html', 'map.gexf', 'themes.csv', 'silence.csv']));
    expect(ask(data, 'SELECT source, slug FROM failures')).toEqual([{ source: 'gone', slug: 'gone' }]);
    expect(ask(data, 'SELECT status FROM runs')).toEqual([{ status: 'failed' }]);

    const status = await discover(['status', '--data', data]);
    expect(status).toMatchObject({ code: 0 });
    expect(status.out).toMatch(/Failing sources\n.*\n +gone +1 +gone: .*status 410/);
    server.handlers['/gone'] = atom('gone.example', [{ id: 'b', text: 'Back again' }]);
    const mended = await answerOf<{ failed: number; new: number }>(['crawl', '--data', data]);
    expect(mended).toMatchObject({ code: 0, json: { failed: 0, new: 1 } });
    expect((await discover(['status', '--data', data])).out).not.toContain('Failing');
  });

  it('nothing to work on, and a place that cannot be written', async () => {
    const empty = await temporaryFolder();
    const calls = [['status'], ['process'], ['themes'], ['themes', 'show', 'theme-1'], ['map'], ['report', 'posts']];
    for (const [words, code, said] of await codesOf(empty, calls)) {
      expect([words, code]).toEqual([words, 1]);
      expect(said).toMatch(/^Nothing has been collected in .*discover import FILE.*\n$/);
    }
    expect(await filesIn(empty)).toHaveProperty('size', 0);
    const data = await importedProject();
    const out = join(data, 'nowhere/posts.csv');
    const report = await discover(['report', 'posts', '--out', out, '--data', data]);
    expect(report).toMatchObject({ code: 1, out: '' });
    expect(report.err).toMatch(/^Cannot write .*nowhere\/posts\.csv: there is no such folder/);
  });
});

describe('2: wrong usage', () => {
  it('one line says what is wrong and what there is; nothing is written', async () => {
    const data = await importedProject();
    const before = await filesIn(data);
    const wrong: [string[], RegExp][] = [
      [['frobnicate'], /unknown command 'frobnicate'/],
      [['crawl', '--soruce', 'x'], /unknown option '--soruce'/],
      [['report', 'nope'], /There are: themes, theme-timeline, places/],
      [['report', '--since', '7d'], /--since: of which report\?/],
      [['report', 'posts', '--format', 'pdf'], /--format pdf: there are csv, json, ndjson/],
      [['report', 'page', '--format', 'csv'], /--format csv: the page is html/],
      [['report', 'posts', '--since', 'yesterday'], /--since yesterday: expected a date such as/],
      [['report', 'posts', '--until', '2026-02-30'], /--until 2026-02-30: expected a date/],
      [['report', 'posts', '--since', '2026-02-02', '--until', '2026-02-01'], /--until 2026-02-01 is not after/],
      [['report', 'posts', '--identify'], /say why with --reason/],
      [['report', 'posts', '--identify', '--reason', ' '], /say why with --reason/],
      [['report', 'posts', '--reason', 'because'], /--reason goes with --identify/],
      [['report', 'posts', '--format', 'csv', '--out', '-', '--json'], /--json.*--format json/],
      [['map', '--identify'], /say why with --reason/],
      [['map', '--view', 'moon'], /--view moon: there are voices, places/],
      [['map', '--format', 'pdf'], /--format pdf: there are gexf/],
      [['map', '--format', 'csv', '--out', '-'], /several files/],
      [['map', '--format', 'csv', '--out', '-', '--identify', '--reason', 'why not'], /several files/],
      [['themes', 'paint'], /too many arguments for 'themes'/],
      [['config'], /discover config check/],
      [['crawl'], /discover\.yaml names no sources/],
      [['import'], /missing required argument 'file'/],
      [['import', 'posts.ndjson', '--map', 'text'], /field=column pairs/],
      [['import', 'posts.ndjson', '--map', 'txt=body'], /--map txt: there are id, text, title/],
      [['import', 'posts.ndjson', '--format', 'docx'], /--format docx: there are auto, ndjson/],
    ];
    const ends = await codesOf(
      data,
      wrong.map(([words]) => words),
    );
    for (const [index, [words, code, said]] of ends.entries()) {
      expect([words, code]).toEqual([words, 2]);
      expect(said).toMatch(wrong[index]![1]);
      expect(said).not.toMatch(/\n\s+at /);
    }
    expect((await filesIn(data)).keys()).toEqual(before.keys());
    expect(ask(data, 'SELECT * FROM disclosures')).toEqual([]);
    expect(ask(data, 'SELECT command FROM runs')).toEqual([{ command: 'import' }]);
  });

  it('a source that the project does not have is answered with those it has', async () => {
    const source = { name: 'meetings', crawler: 'notes', options: { file: 'notes.csv' } };
    const data = await projectFolder({ sources: [source] });
    const crawl = await discover(['crawl', '--source', 'meeting', '--data', data]);
    expect(crawl).toMatchObject({ code: 2, out: '' });
    expect(crawl.err).toMatch(/no source "meeting" in .*discover\.yaml; there are meetings\.\n$/);
  });
});

describe('75: another run is at work', () => {
  it('while a crawl waits for an answer, writers are refused and readers served; its death frees the project', async () => {
    const server = await testServer({ '/feed': silence });
    const options = { feed: `${server.origin}/feed` };
    const data = await projectFolder(
      {
        sources: [{ name: 'blog', crawler: 'blogs', options }],
        http: { allow_private: [server.host], delay_s: 0 },
      },
      { 'posts.ndjson': TWO_POSTS },
    );
    const first = startDiscover(['crawl', '--data', data]);
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(1);

    const writers = [['crawl'], ['run'], ['process'], ['themes'], ['import', 'posts.ndjson']];
    for (const [words, code, said] of await codesOf(data, writers)) {
      expect([words, code]).toEqual([words, 75]);
      expect(said).toMatch(/^Process \d+ on \S+ holds the lock "run" of this project since /);
    }
    const readers = [['status'], ['sources'], ['report', 'posts'], ['report', 'page'], ['map', '--format', 'gexf']];
    for (const [words, code] of await codesOf(data, readers)) expect([words, code]).toEqual([words, 0]);
    expect(ask(data, 'SELECT count(*) AS n FROM posts')).toEqual([{ n: 0 }]);

    first.kill('SIGKILL');
    await first.ended;
    server.handlers['/feed'] = atom('blog.example', [{ id: 'a', text: 'Buses are late' }]);
    expect(await discover(['run', '--data', data])).toMatchObject({ code: 0 });
    expect(ask(data, 'SELECT count(*) AS n FROM posts')).toEqual([{ n: 1 }]);
  });
});

describe('78: bad project file', () => {
  it('every command names file, line, column and key, and changes nothing', async () => {
    const data = await importedProject();
    await writeFiles(data, { 'discover.yaml': 'purpose: Buses\nwords: []\nhttp:\n  dely_s: 3\n' });
    const before = await filesIn(data);
    const calls = [
      ...[['config', 'check'], ['crawl'], ['run'], ['process'], ['themes'], ['themes', 'show', 'theme-1']],
      ...[['report', 'posts'], ['map'], ['status'], ['sources'], ['import', 'posts.ndjson']],
    ];
    for (const [call, code, said] of await codesOf(data, calls)) {
      expect([call, code]).toEqual([call, 78]);
      expect(said).toMatch(/^\S+discover\.yaml:3:1 http: .*dely_s.*\n$/);
    }
    expect(await filesIn(data)).toEqual(before);
  });

  it.each([
    ['broken YAML', 'purpose: Buses\nwords: ["#a"\n', /discover\.yaml:3:1 not valid YAML/],
    ['no purpose', 'words: ["#a"]\n', /discover\.yaml:1:1 purpose: say in a sentence/],
    ['no text', Buffer.from([0, 159, 146, 150]), /discover\.yaml:1:\d+ /],
  ])('%s', async (_case, text, words) => {
    const data = await temporaryFolder();
    await writeFiles(data, { 'discover.yaml': text });
    const check = await discover(['config', 'check', '--data', data]);
    expect(check).toMatchObject({ code: 78, out: '' });
    expect(check.err).toMatch(words);
  });

  it('an option that its crawler does not know is found before anything is crawled', async () => {
    const data = await projectFolder({ sources: [{ name: 'blog', crawler: 'blogs', options: { fed: 'x' } }] });
    for (const [call, code, said] of await codesOf(data, [['config', 'check'], ['crawl'], ['run']])) {
      expect([call, code]).toEqual([call, 78]);
      expect(said).toMatch(/discover\.yaml:\d+:\d+ sources\.0\.options/);
    }
    expect([...(await filesIn(data)).keys()]).toEqual(['discover.yaml']);
  });

  it('a project file that was named and is not there, or that nobody wrote yet', async () => {
    const data = await temporaryFolder();
    const [check, named] = await codesOf(data, [
      ['config', 'check'],
      ['status', '--config', 'other.yaml'],
    ]);
    expect(check).toMatchObject(['config check', 78, expect.stringContaining('discover init')]);
    expect(named).toMatchObject([expect.anything(), 78, expect.stringMatching(/other\.yaml: there is no such file/)]);
  });
});
