/** `discover report` broken off in the middle: old files or new ones, never half of one, and it shows which. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fillStore } from '../../bench/report-store.js';
import { answerOf, discover, filesIn, newFolder } from '../support/cli.js';
import { fillUp, NO_SMALL_DISK, smallDisk } from '../support/disk.js';
import { temporaryFolder } from '../support/project.js';

vi.setConfig({ testTimeout: 90_000 });

interface Check {
  ok: boolean;
  files: { name: string; wrong: string | null }[];
}

let data: string;
beforeAll(async () => {
  data = await newFolder();
  await fillStore(data, 4_000);
}, 60_000);
afterAll(() => rm(data, { recursive: true, force: true }));

const posts = (out: string, ...more: string[]) => ['report', 'posts', '--data', data, '--out', out, ...more];
const wrongIn = async (manifest: string) => {
  const { code, json } = await answerOf<Check>(['report', '--check', manifest]);
  expect(code).toBe(json.ok ? 0 : 1);
  return json.files.map(({ wrong }) => wrong);
};

it.skipIf(NO_SMALL_DISK !== null)(
  `on a full disk: exit code 1, one plain message, and what was there stays ${NO_SMALL_DISK ?? ''}`,
  async () => {
    const disk = await smallDisk(1);
    const out = join(disk, 'posts.csv');
    expect((await discover(posts(out, '--until', '2026-01-01T00:01:00'))).code).toBe(0);
    await fillUp(disk, 40_000);
    const before = await filesIn(disk);
    for (const format of ['csv', 'ndjson', 'html', 'xlsx']) {
      const { code, err } = await discover(
        posts(format === 'csv' ? out : join(disk, `posts.${format}`), '--format', format),
      );
      expect(`${code} ${err}`).toMatch(
        /^1 Cannot write \S+: the disk is full\. Make room, or name a file on another disk\.\n$/,
      );
      expect([...(await filesIn(disk)).keys()], format).toEqual([...before.keys()]);
    }
    expect(await readFile(out, 'utf8')).toBe(before.get('posts.csv'));
    expect(await wrongIn(`${out}.manifest.json`)).toEqual([null, null]);
  },
);

describe('killed', () => {
  it.each([
    ['before the rows are in their place', 1, [null, null]],
    ['between the rows and their dictionary', 2, ['another size', null]],
    ['before the manifest', 3, ['another size', 'another size']],
  ])('%s: whole files, and the manifest tells', async (_when, step, wrong) => {
    const folder = await temporaryFolder();
    const out = join(folder, 'posts.csv');
    expect((await discover(posts(out))).code).toBe(0);
    const old = await filesIn(folder);
    const fewer = posts(out, '--columns', 'created_at,theme_id');
    const killed = await discover(fewer, { env: { DISCOVER_FAULT: `export:${step}:kill` } });
    expect(killed.signal).toBe('SIGKILL');
    const now = await filesIn(folder);
    expect(now.get('posts.csv') === old.get('posts.csv')).toBe(step === 1);
    expect(await wrongIn(`${out}.manifest.json`)).toEqual(wrong);

    expect((await discover(fewer)).code).toBe(0);
    expect(await wrongIn(`${out}.manifest.json`)).toEqual([null, null]);
    expect((await readdir(folder)).sort()).toEqual(['posts.csv', 'posts.csv.manifest.json', 'posts.dictionary.csv']);
  });
});

it('a run keeps one manifest for its folder, without what a report asked for by itself had left', async () => {
  const project = await temporaryFolder();
  const sample = join(project, 'sample-run');
  expect((await discover(['sample', '--data', project])).code).toBe(0);
  const manifest = join(sample, 'reports/manifest.json');
  expect(new Set(await wrongIn(manifest))).toEqual(new Set([null]));
  const single = async () =>
    (await readdir(join(sample, 'reports'))).filter((name) => name.endsWith('.manifest.json')).sort();
  // A part goes by a name of its own; the whole takes the place of what the run wrote.
  expect((await discover(['report', 'places', '--since', '2026-02-20', '--data', sample])).code).toBe(0);
  expect((await discover(['report', 'talk', '--data', sample])).code).toBe(0);
  expect(await single()).toEqual(['places.part.csv.manifest.json', 'talk.csv.manifest.json']);
  expect(new Set(await wrongIn(manifest))).toEqual(new Set([null]));
  expect((await discover(['run', '--data', sample])).code).toBe(0);
  expect(new Set(await wrongIn(manifest))).toEqual(new Set([null]));
  expect(await single()).toEqual(['places.part.csv.manifest.json']);
});
