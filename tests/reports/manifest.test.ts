import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programVersion } from '../../src/config.js';
import { checkManifest } from '../../src/reports/manifest.js';
import { exportReport } from '../../src/reports/save.js';
import { REPORT_FORMATS } from '../../src/reports/write.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { OPEN, reportOf } from './made-up.js';

const REPORT = reportOf(
  [
    { name: 'label', type: 'text', meaning: 'What it is called.' },
    { name: 'voices', type: 'integer', meaning: 'Who spoke.' },
  ],
  [
    { label: 'ünï', voices: 1 },
    { label: 'b', voices: 2 },
  ],
);

async function exported(format: (typeof REPORT_FORMATS)[number] = 'csv') {
  const folder = await temporaryFolder();
  const file = join(folder, `made.${format}`);
  const saved = await exportReport(file, REPORT, format, await temporaryStore(), OPEN, { columns: ['voices'] });
  return { folder, file, ...saved };
}

describe('the manifest of a report', () => {
  it.each(REPORT_FORMATS)('of %s tells rows, columns, and size and digest of every file', async (format) => {
    const { folder, files, manifest } = await exported(format);
    const { reports, ...rest } = JSON.parse(await readFile(manifest, 'utf8'));
    expect(rest).toEqual({
      madeBy: `discover ${await programVersion()}`,
      limits: expect.stringContaining('Not a poll'),
    });
    expect(reports).toMatchObject([
      {
        ...{ report: 'made', title: 'Made <up>', format, rows: 2, columns: ['voices'], identified: false },
        ...{ period: { since: null, until: null }, theme: null, asOf: null, fewest: null },
      },
    ]);
    const listed = reports[0].files as { name: string; bytes: number; sha256: string }[];
    expect(listed.map(({ name }) => join(folder, name))).toEqual(files);
    for (const { name, bytes, sha256 } of listed) {
      const content = await readFile(join(folder, name));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    expect((await checkManifest(manifest)).map(({ wrong }) => wrong)).toEqual(files.map(() => null));
  });

  it('finds what is missing, longer, or another', async () => {
    const { file, files, manifest } = await exported();
    await appendFile(file, '3\r\n');
    await rm(files[1]!);
    expect((await checkManifest(manifest)).map(({ wrong }) => wrong)).toEqual(['another size', 'missing']);
    const { file: other, manifest: third } = await exported();
    await writeFile(other, (await readFile(other, 'utf8')).replace('1', '7'));
    expect((await checkManifest(third)).map(({ wrong }) => wrong)).toEqual(['another content', null]);
  });

  it('that is none is refused, as is one that leads elsewhere', async () => {
    const { folder, manifest } = await exported();
    await expect(checkManifest(join(folder, 'nothing.manifest.json'))).rejects.toThrow('there is no such file');
    for (const text of ['{', '[]', '{"reports":[{}]}', '{"reports":[{"files":[{"name":"../x","sha256":""}]}]}']) {
      await writeFile(manifest, text);
      await expect(checkManifest(manifest), text).rejects.toThrow('it is not a manifest of discover. Name a file that');
    }
  });

  it('stays with the file it is about where the rows break off', async () => {
    const { folder, file, manifest } = await exported();
    const broken = reportOf(REPORT.columns, breakingOff());
    await expect(exportReport(file, broken, 'csv', await temporaryStore(), OPEN)).rejects.toThrow('broke off');
    expect((await checkManifest(manifest)).map(({ wrong }) => wrong)).toEqual([null, null]);
    expect((await readdir(folder)).sort()).toEqual(['made.csv', 'made.csv.manifest.json', 'made.dictionary.csv']);
  });
});

it.each(REPORT_FORMATS)('stopped in the middle of %s: nothing is left behind', async (format) => {
  const folder = await temporaryFolder();
  const stop = new AbortController();
  const stopped = reportOf(REPORT.columns, stoppingAfter(1000, stop));
  const file = join(folder, `made.${format}`);
  await expect(
    exportReport(file, stopped, format, await temporaryStore(), OPEN, { stop: stop.signal }),
  ).rejects.toThrow('asked to stop');
  expect(await readdir(folder)).toEqual([]);
});

async function* stoppingAfter(rows: number, stop: AbortController) {
  for (let voices = 0; ; voices += 1) {
    if (voices === rows) stop.abort(new Error('asked to stop'));
    yield { label: 'x'.repeat(500), voices };
  }
}

async function* breakingOff() {
  yield { label: 'c', voices: 3 };
  throw new Error('the reading broke off');
}
