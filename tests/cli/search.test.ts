/** `discover search` and the directory through the whole program: from a project file and its posts to what people read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFolder } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const NOTES = `note,date,voice
The bus to the hospital was late again,2026-03-01,participant 1
No bus to the hospital on a Sunday,2026-03-01,participant 2
The hospital bus stop has no seat,2026-03-02,participant 3
Nothing was said of a tram,2026-03-02,participant 3
`;

it('finds, counts and exports what was said, and tells where to join in', async () => {
  const place = { name: 'The library', kind: 'offline meeting', join: 'Mondays at six: https://library.example.org/' };
  const source = { name: 'meetings', crawler: 'notes', options: { file: 'notes.csv' }, place };
  const data = await projectFolder({ sources: [source] }, { 'notes.csv': NOTES });
  expect((await discover(['run', '--data', data])).code).toBe(0);

  const found = await discover(['search', 'bus', '-Sunday', '--place', 'the LIBRARY', '--data', data]);
  expect(found).toMatchObject({ code: 0, out: expect.stringContaining('2 posts, by 2 voices in 1 place.') });
  expect(found.out).not.toContain('Sunday');
  expect(found.out).not.toContain('participant');

  const answer = await answerOf<object>([
    'search',
    'hosp* (late OR seat)',
    '--limit',
    '1',
    '--shareable',
    '--data',
    data,
  ]);
  expect(answer.json).toMatchObject({ posts: 2, voices: null, places: 1, found: [{ rank: 1, url: null }] });

  const file = join(data, 'found.csv');
  const saved = await discover(['search', 'bus', '--place', 'The library', '--out', file, '--data', data]);
  expect(saved).toMatchObject({ code: 0, out: expect.stringContaining(`Wrote ${file}`) });
  const rows = parse(await readFile(file, 'utf8'), { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => row.rank)).toEqual(['1', '2', '3']);
  for (const { excerpt } of rows) expect(excerpt).toContain('**bus**');
  expect(await readFile(join(data, 'found.dictionary.csv'), 'utf8')).toContain('excerpt,text,');
  expect(JSON.parse(await readFile(join(data, 'found.method.json'), 'utf8'))).toMatchObject({
    ...{ searched: 'bus', place: 'The library', lang: null },
  });

  const named = ['search', 'seat', '--identify', '--data', data];
  expect(await discover(named)).toMatchObject({ code: 2, out: '' });
  expect((await discover([...named, '--reason', 'to thank them'])).out).toContain('participant 3');
  expect(ask(data, 'SELECT what, reason FROM disclosures')).toEqual([{ what: 'search seat', reason: 'to thank them' }]);

  const directory = await answerOf<object[]>(['report', 'directory', '--format', 'json', '--out', '-', '--data', data]);
  expect(directory.json).not.toEqual([]);
  for (const row of directory.json) {
    expect(row).toMatchObject({
      place: 'The library',
      how_to_join: place.join,
      join_url: 'https://library.example.org/',
    });
  }
  const show = await discover(['themes', 'show', 'theme-1', '--data', data]);
  expect(show.out).toContain(place.join);
});

it('says what is wrong with a question, and what there is', async () => {
  const data = await projectFolder({}, { 'more.ndjson': '{"id":"1","text":"The bus stop at the hospital is dark"}\n' });
  await discover(['import', join(data, 'more.ndjson'), '--source', 'A forum', '--data', data]);
  await discover(['process', '--data', data]);
  const asked = (...words: string[]) => discover(['search', ...words, '--data', data]);
  expect(await asked('-bus')).toMatchObject({ code: 2, err: expect.stringContaining('something that posts hold') });
  expect(await asked('bus', '--plce', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--plce') });
  expect(await asked('bus', '--place', 'forum')).toMatchObject({ code: 1, err: expect.stringContaining('"A forum"') });
  expect(await asked('bus', '--lang', 'xx')).toMatchObject({ code: 1, err: expect.stringContaining('en (1 post)') });
  expect(await asked('tram')).toMatchObject({ code: 0, out: expect.stringContaining('Searched: 1 processed post') });
});
