/**
 * Acceptance case 11: a theme with a reply overdue is listed; publishing the reply updates the public feed. Listed on
 * request, in the summary of the night, as an alert, and for everybody; and in none of them once the reply is there.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import RssParser from 'rss-parser';
import { expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFolder } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const HOUR = 3_600_000;
const SAID = [
  'Hearing aid batteries ran out again and the clinic had none',
  'No hearing aid batteries at the clinic, third week running',
  'The clinic says hearing aid batteries come by post now, they do not',
  'Who else is waiting for hearing aid batteries from the clinic',
  'My hearing aid batteries are two months late, says the clinic',
];
/** Of today: a night that heard nothing for weeks says so, and ends otherwise. */
const lines = SAID.map((text, index) =>
  JSON.stringify({
    id: `${index}`,
    text,
    author: `person-${index}`,
    created_at: new Date(Date.now() - (index + 1) * HOUR).toISOString(),
  }),
);
const BODY = ['--owner', 'Audiology Board', '--by', 'A. Shah'];

it('a theme with a reply overdue is listed; publishing the reply updates the public feed', async () => {
  const alerts = { rules: ['overdue'], rss: true };
  const data = await projectFolder({ sources: [], alerts }, { 'posts.ndjson': lines.join('\n') });
  const run = async (...words: string[]) => {
    const ended = await discover([...words, '--data', data]);
    expect([words, ended.code, ended.err]).toEqual([words, 0, expect.any(String)]);
    return ended.out;
  };
  const answer = async <T>(...words: string[]) => (await answerOf<T>([...words, '--data', data])).json;
  const itemsOf = async (file: string) =>
    (await new RssParser().parseString(await readFile(join(data, file), 'utf8'))).items;
  const feed = () => itemsOf('public/what-happened.xml');
  const page = () => readFile(join(data, 'public/what-happened.html'), 'utf8');

  await run('import', join(data, 'posts.ndjson'));
  await run('process');
  const [theme] = await answer<{ id: string; label: string }[]>('themes');
  await run('outcome', 'add', theme!.id, '--status', 'raised', '--due', '2020-03-01', ...BODY);

  expect(await answer('outcome', 'overdue')).toMatchObject([
    { themeId: theme!.id, label: theme!.label, owner: 'Audiology Board', due: '2020-03-01', status: 'raised' },
  ]);
  const before = await feed();
  expect(before.map(({ title }) => title)).toContain(`No reply from Audiology Board: ${theme!.label}`);
  expect(await page()).toContain('No reply has come. It was due by 1 March 2020.');
  // A night tells of it, and is no failure for it.
  const overdueAlert = `Matter 1 on "${theme!.label}" (${theme!.id}) is overdue: a reply was due on 1 March 2020`;
  const night = await run('nightly');
  expect(night).toContain(`- Overdue: 1 reply (Audiology Board on ${theme!.id}, due 2020-03-01). `);
  expect(night.split('Alerts:')[1]).toContain(overdueAlert);
  expect(await feed()).toEqual(before);
  expect(await run('alerts')).toContain(overdueAlert);
  expect((await itemsOf('reports/alerts.xml')).map(({ title }) => title)).toEqual([
    expect.stringContaining(overdueAlert),
  ]);
  // It is listed for as long as it is overdue, and news once.
  expect(await run('alerts', 'check')).toContain('0 new alerts');
  expect(await run('outcome', 'overdue')).toContain(theme!.label);

  const reply = 'Every clinic has batteries again from Monday.';
  await run('outcome', 'add', theme!.id, '--status', 'answered', '--reply', reply, ...BODY);
  expect(await run('outcome', 'overdue')).toBe('No reply is overdue.\n');
  const [newest, ...older] = await feed();
  expect(newest).toMatchObject({ title: `Audiology Board answered: ${theme!.label}` });
  expect(newest!.content).toContain(reply);
  expect(older.map(({ title }) => title)).not.toContain(`No reply from Audiology Board: ${theme!.label}`);
  expect(older.map(({ guid }) => guid)).toEqual(expect.arrayContaining(before.slice(0, 1).map(({ guid }) => guid)));
  expect(await page()).toContain(reply);
  expect(await page()).not.toContain('No reply has come.');
  const after = await run('nightly');
  expect(after).not.toContain('Overdue');
  expect(after).not.toContain('Alerts:');
  const ended = ask<{ over: number }>(data, 'SELECT ended_at IS NOT NULL AS over FROM alerts');
  expect(ended).toEqual([{ over: 1 }]);
  const gone = JSON.stringify([await feed(), await page()]);
  for (const index of SAID.keys()) expect(gone).not.toContain(`person-${index}`);
});
