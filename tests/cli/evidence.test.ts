/** `discover evidence`, from the outside: whole files or nothing, honest exit codes, nothing ever deleted. */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFolder, withStore, writeFiles } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const POSTS = ['The bus to the clinic is late', 'Late bus to the clinic again', 'No bus to the clinic on Sunday']
  .map((text, index) => JSON.stringify({ id: String(index), text, author: `p${index}`, created_at: '2026-03-01' }))
  .join('\n');
const GOOD = ['--measure', 'On time', '--value', '71.4', '--unit', '%', '--source', 'The operator'];

it('puts figures beside a theme, refuses what cannot be used, and withdraws with a reason', async () => {
  const data = await projectFolder({}, { 'posts.ndjson': POSTS });
  const evidence = (...words: string[]) => discover(['evidence', ...words, '--data', data]);
  expect(await evidence('list')).toMatchObject({ code: 1, err: expect.stringContaining('Nothing has been collected') });
  for (const words of [['import', join(data, 'posts.ndjson')], ['process'], ['themes']])
    expect((await discover([...words, '--data', data])).code).toBe(0);
  const [{ id: theme } = { id: '' }] = ask<{ id: string }>(
    data,
    "SELECT id FROM themes WHERE state = 'live' ORDER BY id",
  );
  expect((await evidence('list')).out).toContain('No outside evidence has been recorded beside any theme.');

  const formula = '=HYPERLINK("https://evil.example")';
  const added = await answerOf(['evidence', 'add', theme, ...GOOD, '--note', formula, '--data', data]);
  expect(added).toMatchObject({ code: 0, json: { id: 1, themeId: theme, value: 71.4, unit: '%', link: null } });
  expect(await evidence('add', theme, ...GOOD)).toMatchObject({ code: 1, err: expect.stringContaining('as number 1') });
  for (const [code, err, words] of [
    [1, 'There is no theme "theme-99"', ['theme-99', ...GOOD]],
    [2, '--measure and --source', [theme, '--value', '1']],
    [2, '--value "many" is no number', [theme, ...GOOD, '--value', 'many']],
    [2, '--link "ftp://a.example" is no http', [theme, ...GOOD, '--link', 'ftp://a.example']],
  ] as const) {
    expect(await evidence('add', ...words)).toMatchObject({ code, err: expect.stringContaining(err) });
  }

  await writeFiles(data, {
    'bad.csv': `theme,measure,value,source\n${theme},Fares,12,A\n${theme},Fares,lots,\n`,
    'good.csv': `theme,measure,value,source,date\n${theme},Fares,12,A,2026\n${theme},Fares,13,A,2026-02\n`,
  });
  const refused = await evidence('import', join(data, 'bad.csv'));
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was put in') });
  expect(refused.err).toMatch(/line 3: source is empty\.\n +line 3: value "lots" is no number/);
  expect(ask(data, 'SELECT count(*) AS n FROM evidence')).toEqual([{ n: 1 }]);
  const good = ['evidence', 'import', join(data, 'good.csv'), '--data', data];
  expect((await answerOf(good)).json).toMatchObject({ figures: 2, new: 2 });
  expect((await answerOf(good)).json).toMatchObject({ figures: 2, new: 0 });

  expect((await evidence('import', join(data, 'none.csv'))).err).toMatch(/none\.csv: there is no such file\.$/m);

  const card = await discover(['report', 'scorecard', '--out', '-', '--data', data]);
  expect(card.out.split('\r\n').filter((line) => line.includes(',evidence,'))).toEqual([
    expect.stringContaining(`evidence,On time,71.4,%,,,,The operator,,"'=HYPERLINK(`),
    expect.stringContaining('evidence,Fares,12,,,,2026,A,'),
    expect.stringContaining('evidence,Fares,13,,,,2026-02,A,'),
  ]);

  expect((await evidence('withdraw', '1')).code).toBe(2);
  expect(await evidence('withdraw', '1', '--reason', 'revised')).toMatchObject({ code: 0 });
  expect(await evidence('withdraw', '1', '--reason', 'revised')).toMatchObject({ code: 1 });
  expect((await evidence('list', '--theme', theme)).out).toMatch(/^ +1 .*On time.*71\.4%.*: revised$/m);
  // A theme that has merged is no longer one to name.
  withStore(data, (store) => {
    store.exec(
      "INSERT INTO themes (id, label, chapter_id, lane, state) SELECT 'theme-50', 'x', chapter_id, 'steady', 'merged' FROM themes LIMIT 1",
    );
    store.prepare("UPDATE themes SET merged_into = ? WHERE id = 'theme-50'").run(theme);
  });
  expect(await evidence('add', 'theme-50', ...GOOD)).toMatchObject({
    ...{ code: 1, err: expect.stringContaining(`merged into ${theme}: name that one`) },
  });
});
