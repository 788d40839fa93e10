import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { findReport } from '../../src/reports/reports.js';
import { saveReport } from '../../src/reports/save.js';
import { saveWhole } from '../../src/whole-file.js';
import { startChild } from '../support/child.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { seedConversation } from './conversation.js';

const CHILD = fileURLToPath(new URL('save-child.ts', import.meta.url));

async function* failing(): AsyncGenerator<string> {
  yield 'the first half';
  throw new Error('the reading broke off');
}

describe('saveWhole', () => {
  it('makes a file that only its owner can read, whatever stood there before', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'report.html');
    await writeFile(file, 'old', { mode: 0o644 });
    expect(await saveWhole(file, ['new ', Buffer.from('words'), ' ü'])).toEqual({
      ...{ file, bytes: 12, sha256: createHash('sha256').update('new words ü').digest('hex') },
    });
    expect(await readFile(file, 'utf8')).toBe('new words ü');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['report.html']);
  });

  it('leaves nothing behind when the writing fails, and the old file as it was', async () => {
    const folder = await temporaryFolder();
    await expect(saveWhole(join(folder, 'a.csv'), failing())).rejects.toThrow('the reading broke off');
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, 'a.csv'), 'old');
    await expect(saveWhole(join(folder, 'a.csv'), failing())).rejects.toThrow('the reading broke off');
    expect(await readdir(folder)).toEqual(['a.csv']);
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe('old');
  });

  it('killed in the middle: no half file, and the next save clears up', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'themes.csv');
    const child = startChild('reports/save-child.ts', file, '1000000');
    await child.line();
    await child.line();
    child.signal('SIGKILL');
    await child.ended;
    const left = await readdir(folder);
    expect(left).toEqual([`.themes.csv.${child.pid}.part`]);
    expect((await stat(join(folder, left[0]!))).mode & 0o777).toBe(0o600);

    await saveWhole(file, ['whole']);
    expect(await readdir(folder)).toEqual(['themes.csv']);
    expect(await readFile(file, 'utf8')).toBe('whole');
  });

  it('leaves alone what another living process is writing', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'themes.csv');
    const part = `.themes.csv.${process.ppid}.part`;
    await writeFile(join(folder, part), 'not ours');
    await saveWhole(file, ['ours']);
    expect((await readdir(folder)).sort()).toEqual([part, 'themes.csv']);
  });

  it('does not write through a link that somebody laid in its way', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'victim'), 'untouched');
    await symlink(join(folder, 'victim'), join(folder, `.a.csv.${process.pid}.part`));
    await saveWhole(join(folder, 'a.csv'), ['ours']);
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('untouched');
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe and leaves it standing, without a dictionary', async () => {
    const folder = await temporaryFolder();
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    await symlink(join(folder, 'pipe'), join(folder, 'link'));
    const store = await temporaryStore();
    const scope = { identify: false, since: null, until: null };
    for (const name of ['pipe', 'link']) {
      const saved = saveReport(join(folder, name), findReport('themes'), 'csv', store, scope);
      await expect(saved).rejects.toThrow(
        new UserError(
          `Cannot write ${join(folder, name)}: it is not an ordinary file. Use --out - for standard output.`,
        ),
      );
    }
    expect((await lstat(join(folder, 'pipe'))).isFIFO()).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['link', 'pipe']);
  });

  it('replaces what a link leads to, and leaves the link a link', async () => {
    const [here, there] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(join(there, 'real.csv'), 'old');
    await symlink(join(there, 'real.csv'), join(here, 'a.csv'));
    await saveWhole(join(here, 'a.csv'), ['new']);
    expect((await lstat(join(here, 'a.csv'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(there, 'real.csv'), 'utf8')).toBe('new');
    expect([await readdir(here), await readdir(there)]).toEqual([['a.csv'], ['real.csv']]);
  });

  it.each([
    ['nowhere', 'missing.csv', /a link that leads nowhere\. Remove it, or name another file\./],
    ['in a circle', 'a.csv', /a link that leads in a circle\. Remove it, or name another file\./],
  ])('says so when a link leads %s', async (_, target, words) => {
    const folder = await temporaryFolder();
    await symlink(join(folder, target), join(folder, 'a.csv'));
    await expect(saveWhole(join(folder, 'a.csv'), ['x'])).rejects.toThrow(words);
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  it('says in words what stands in the way', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken'));
    await writeFile(join(folder, 'plain'), '');
    const cases: [string, RegExp][] = [
      ['missing/a.csv', /Cannot write .*missing\/a\.csv: there is no such folder\. Make it first/],
      ['taken', /Cannot write .*taken: there is a folder of that name/],
      ['plain/a.csv', /Cannot write .*plain\/a\.csv: its folder is a file/],
      [`${'x'.repeat(300)}.csv`, /the name is too long/],
    ];
    for (const [name, words] of cases) {
      const error: unknown = await saveWhole(join(folder, name), ['x']).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toMatch(words);
    }
    expect((await readdir(folder)).sort()).toEqual(['plain', 'taken']);
  });

  it.skipIf(process.platform === 'win32')('runs out of room: words, and no half file', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'big.csv');
    const command = `ulimit -f 2000; exec "${process.execPath}" --import tsx "${CHILD}" "${file}" 60`;
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { maxBuffer: 2 ** 24 });
    expect(stdout).toMatch(/UserError: Cannot write .*big\.csv: no file may grow that large there\./);
    expect(await readdir(folder)).toEqual([]);
  });
});

it('a CSV report has its dictionary beside it; the other formats name their columns themselves', async () => {
  const folder = await temporaryFolder();
  const store = await temporaryStore();
  await seedConversation(
    store,
    [{ id: '1', author: 'ann', text: 'x', themes: { 'theme-1': 1 } }],
    [{ id: 'theme-1', label: 'waits' }],
  );
  const scope = { identify: false, since: null, until: null };
  const themes = findReport('themes');
  expect(await saveReport(join(folder, 'themes.csv'), themes, 'csv', store, scope)).toEqual([
    join(folder, 'themes.csv'),
    join(folder, 'themes.dictionary.csv'),
    join(folder, 'themes.csv.manifest.json'),
  ]);
  await saveReport(join(folder, 'themes.json'), themes, 'json', store, scope);
  expect((await readdir(folder)).sort()).toEqual([
    ...['themes.csv', 'themes.csv.manifest.json', 'themes.dictionary.csv', 'themes.json', 'themes.json.manifest.json'],
  ]);
  const dictionary = parse(await readFile(join(folder, 'themes.dictionary.csv'))) as string[][];
  expect(dictionary[0]).toEqual(['column', 'type', 'meaning']);
  const [row] = parse(await readFile(join(folder, 'themes.csv')), { columns: true }) as Record<string, string>[];
  expect(row).toMatchObject({ theme_label: 'waits', voices: '1' });
});
