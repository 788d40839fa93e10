/** `discover notice`, and the notice that every run leaves: from the project file alone, and from what was collected. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { answerOf, ask, discover, filesIn, projectFolder } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const SETTINGS = {
  sources: [
    { name: 'meetings', crawler: 'notes', options: { file: 'notes.csv' }, place: { name: 'The Hall', area: 'Leeds' } },
    {
      name: 'a-blog',
      crawler: 'blogs',
      options: { feed: 'https://me:hunter2@blog.example.org/feed?access_token=s3cret' },
    },
  ],
};
const NOTICE = {
  organisation: 'Example Trust',
  contact: 'listening@example.org',
  complaints: 'complaints@example.org',
  lawful_basis: 'public task',
};
const NOTES = { 'notes.csv': 'note,date,voice\nThe bus is late,2026-03-01,participant 1\n' };

it('is written from the project file before anything was collected, and names what is missing', async () => {
  const data = await projectFolder(SETTINGS, NOTES);
  const { code, json, err } = await answerOf<{ file: string; missing: { key: string }[] }>(['notice', '--data', data]);
  expect([code, json.file]).toEqual([0, join(data, 'public/notice.html')]);
  const keys = ['notice.organisation', 'notice.contact', 'notice.complaints', 'notice.lawful_basis'];
  expect(json.missing.map(({ key }) => key)).toEqual(keys);
  for (const key of keys) expect(err).toContain(`(${key} in the project file)`);
  const page = await readFile(json.file, 'utf8');
  expect(page).toContain('Missing from this notice');
  for (const { name } of SETTINGS.sources) expect(page).toContain(name);
  expect(page).not.toMatch(/hunter2|s3cret/);
  // Looking at it makes no project.
  expect(existsSync(join(data, 'discover.db'))).toBe(false);

  const check = await discover(['config', 'check', '--data', data]);
  expect(check.code).toBe(0);
  expect(check.out).toContain(`The privacy notice lacks ${keys.join(', ')}: \`discover notice\``);
});

it('is left by every run, the same as the command makes it then, and named among its files', async () => {
  const data = await projectFolder({ sources: SETTINGS.sources.slice(0, 1), notice: NOTICE }, NOTES);
  const run = await answerOf<{ files: string[] }>(['run', '--data', data]);
  const file = join(data, 'public/notice.html');
  expect([run.code, run.json.files.includes(file)]).toEqual([0, true]);
  const left = await readFile(file, 'utf8');
  expect(left).toContain('Example Trust');
  expect(left).not.toContain('Missing from this notice');
  const again = await discover(['notice', '--data', data]);
  expect(again).toMatchObject({ code: 0, err: '' });
  expect(again.out).toContain('no legal advice');
  expect(await readFile(file, 'utf8')).toBe(left);
  const { files } = (await answerOf<{ files: { name: string }[] }>(['method', '--data', data])).json;
  expect(files.map(({ name }) => name)).toContain('notice.html');

  const md = await discover(['notice', '--format', 'md', '--out', '-', '--data', data]);
  expect(md.out).toMatch(/^# Listening in public/);
  expect(md.out).toContain('| meetings<br>notes | The Hall<br>Leeds | file: notes.csv |');
  expect(md.out).toContain('That has not been done so far.');

  // Who was named to whom is told from then on.
  const named = ['report', 'posts', '--identify', '--reason', 'to answer a request', '--data', data];
  expect(await discover(named)).toMatchObject({ code: 0 });
  const json = await discover(['notice', '--format', 'json', '--out', '-', '--json', '--data', data]);
  const [{ day } = { day: '' }] = ask<{ day: string }>(data, 'SELECT substr(at, 1, 10) AS day FROM disclosures');
  expect(JSON.parse(json.out)).toMatchObject({
    disclosures: { exports: 1, latest: day },
    kept: { posts: 1 },
    missing: [],
  });
});

it('refuses what it cannot do, and writes nothing then', async () => {
  const data = await projectFolder(SETTINGS, NOTES);
  expect(await discover(['notice', '--format', 'pdf', '--data', data])).toMatchObject({ code: 2, out: '' });
  const nowhere = await discover(['notice', '--out', join(data, 'no/such/notice.html'), '--data', data]);
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('there is no such folder') });
  expect([...(await filesIn(data)).keys()].sort()).toEqual(['discover.yaml', 'notes.csv']);
});
