/** `discover sources` as a newcomer types it, in a folder of its own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';
import { type TestServer, testServer } from '../support/server.js';
import { alternate, page, rssFeed } from '../support/sites.js';

vi.setConfig({ testTimeout: 120_000 });

const site = () =>
  testServer({
    '/': page('Late Buses', alternate('/feed')),
    '/feed': rssFeed({ title: 'Late Buses', items: [['https://buses.example/1', '2026-03-02T09:00:00Z']] }),
  });

/** What `discover init` writes, let through to the server; the folder and the words of a command run in it. */
async function newcomer(server: TestServer) {
  const cwd = await temporaryFolder();
  const here = (...words: string[]) => discover(words, { cwd });
  expect(await here('init')).toMatchObject({ code: 0 });
  const file = join(cwd, 'discover.yaml');
  const opened = `http:\n  delay_s: 0\n  allow_private: ["${server.host}"]`;
  const text = (await readFile(file, 'utf8')).replace(/^http:$/m, opened);
  await writeFile(file, text);
  return { cwd, here, file, text };
}

describe('from what init writes', () => {
  it('add, crawl and list: what was found is in the file, the rest of the file as it was', async () => {
    const server = await site();
    const { cwd, here, file, text } = await newcomer(server);
    const silent = await here('sources', 'add', server.origin);
    expect(silent).toMatchObject({ code: 2, out: '' });
    expect(silent.err).toMatch(/ 1 +Late Buses +articles[\s\S]*Say --yes/);
    expect(await readFile(file, 'utf8')).toBe(text);
    const added = await answerOf(['sources', 'add', server.origin, '--yes'], { cwd });
    expect(added).toMatchObject({ code: 0, json: { file, added: [{ name: 'late-buses', crawler: 'blogs' }] } });
    const written = await readFile(file, 'utf8');
    const [before, after] = text.split('sources: []\n') as [string, string];
    expect(written.startsWith(`${before}sources:\n  - name: late-buses\n`)).toBe(true);
    expect(written.endsWith(after)).toBe(true);

    expect(await here('crawl')).toMatchObject({ code: 0 });
    const found = ask(join(cwd, 'data'), 'SELECT source, url FROM posts');
    expect(found).toEqual([{ source: 'late-buses', url: 'https://buses.example/1' }]);
    const list = await answerOf(['sources', 'list'], { cwd });
    expect(list.json).toMatchObject([{ name: 'late-buses', posts: 1, newestPost: '2026-03-02', lastSlug: null }]);
  });

  it('import, check and export: exit codes, and one JSON value where it is asked for', async () => {
    const server = await site();
    const { cwd, here, text } = await newcomer(server);
    await writeFile(
      join(cwd, 'list.opml'),
      `<opml><body><outline text="Buses" xmlUrl="${server.origin}/feed"/></body></opml>`,
    );
    expect(await here('sources', 'import', 'list.opml')).toMatchObject({ code: 2, out: '' });
    expect(await readFile(join(cwd, 'discover.yaml'), 'utf8')).toBe(text);
    expect(await here('sources', 'import', 'list.opml', '--yes')).toMatchObject({ code: 0, err: '' });
    server.handlers['/feed'] = { status: 404 };
    const check = await answerOf(['sources', 'check'], { cwd });
    expect(check).toMatchObject({ code: 1, json: { failed: true, sources: [{ problems: [{ slug: 'not-found' }] }] } });
    const out = await here('sources', 'export', '--out', '-');
    expect(out).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`xmlUrl="${server.origin}/feed"`) });
    expect(await here('sources', 'paint')).toMatchObject({ code: 2 });
  });
});
