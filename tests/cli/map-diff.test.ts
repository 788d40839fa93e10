/** Two runs and what changed between their maps; and tables that may be shared. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, vi } from 'vitest';
import { answerOf, discover } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';

vi.setConfig({ testTimeout: 90_000 });

const WORDS = ['the night bus never comes to the hospital', 'parking at the hospital costs more than the bus'];

/** Posts by voices a, b, c … in one place, each answering the one before. */
function posts(place: string, voices: string, more: object = {}): string {
  const lines = [...voices].map((voice, index) => ({
    ...{ id: `${place}-${index}`, text: `${WORDS[index % 2]} says ${index}`, author: `person-${voice}` },
    ...{ created_at: `2026-02-0${1 + (index % 9)}T09:00:00Z`, place, kind: 'forum', ...more },
    ...(index === 0 ? {} : { in_reply_to: `${place}-${index - 1}` }),
  }));
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

async function project(): Promise<{ data: string; add(name: string, text: string): Promise<void> }> {
  const data = await temporaryFolder();
  const add = async (name: string, text: string) => {
    const file = join(data, `${name}.ndjson`);
    await writeFile(file, text);
    expect(await discover(['import', file, '--data', data])).toMatchObject({ code: 0 });
    expect(await discover(['run', '--data', data])).toMatchObject({ code: 0 });
  };
  return { data, add };
}

it('two runs can be compared, in words, as JSON and as a table', async () => {
  const { data, add } = await project();
  const diff = (...words: string[]) => discover(['map', 'diff', ...words, '--data', data]);
  await add('one', posts('First forum', 'abcdefg'));
  expect((await diff()).err).toContain('Only one map is kept yet: run 2 (');
  await add('two', posts('Second forum', 'ahijklm') + posts('Third forum', 'an'));

  const { out } = await diff('2', '4');
  expect(out).toMatch(/^From run 2 \(.+\) to run 4 \(/);
  expect(out).toContain('Second forum');
  expect((await diff()).out).toBe(out);
  const { json } = await answerOf<Record<string, unknown>>(['map', 'diff', '2', '4', '--data', data]);
  expect(json).toMatchObject({ maps: { before: { runId: 2 }, after: { runId: 4 } } });
  expect(JSON.stringify(json)).toContain('"id":"place:second-forum","label":"Second forum","kind":"place"');
  expect(`${out}${JSON.stringify(json)}`).not.toContain('person-');

  expect((await diff('--format', 'csv')).code).toBe(0);
  const table = await readFile(join(data, 'reports/map-diff.csv'), 'utf8');
  expect(parse(table, { columns: true })).toContainEqual(
    expect.objectContaining({ of: 'node', change: 'new', id: 'place:second-forum', label: 'Second forum' }),
  );

  const refusals = [
    [['2', '2'], 2, 'That is the same map twice, of run 2'],
    [['2026-03-01', '2026-02-01'], 2, 'The earlier map comes first: `discover map diff 2026-02-01 2026-03-01`.'],
    [['2', '9'], 1, 'There is no run 9. Maps are kept of run 2'],
    [['1', '4'], 1, 'Of run 1 (import, '],
    [['2001-01-01', '4'], 1, 'No map is kept of 2001-01-01 or before. Maps are kept of run 2'],
    [['2026-02-30', '4'], 2, 'map diff 2026-02-30: expected the number of a run, or a day such as'],
  ] as const;
  for (const [words, code, said] of refusals) {
    const ended = await diff(...words);
    expect(ended.err, words.join(' ')).toContain(said);
    expect(ended.code, words.join(' ')).toBe(code);
  }

  const shared = join(data, 'places.csv');
  expect((await discover(['report', 'places', '--shareable', '--out', shared, '--data', data])).code).toBe(0);
  expect(await readFile(join(data, 'places.dictionary.csv'), 'utf8')).toContain('Empty from 1 to 4.');
  const map = ['map', '--view', 'places', '--format', 'json', '--out', '-', '--data', data];
  const people = (text: string) =>
    (JSON.parse(text) as { edges: Record<string, unknown>[] }).edges.filter(({ kind }) => kind === 'shares-people');
  expect(people((await discover(map)).out)).toMatchObject([{ weight: 1 }]);
  expect(people((await discover([...map, '--shareable'])).out)).toMatchObject([{ weight: null, fewerThan: 5 }]);
  const both = await discover(['report', 'places', '--shareable', '--identify', '--reason', 'x', '--data', data]);
  expect(both.err).toContain('what names people is not to be shared');
  expect(both.code).toBe(2);
});
