/**
 * Acceptance case 5: two forums on the same theme with no links and no shared people appear as an unbridged pair: in the
 * report, and as an open question of the theme where it is handed on.
 */
import { parse } from 'csv-parse/sync';
import { expect, it, vi } from 'vitest';
import { discover, projectFolder } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const WORDS = [
  'The hearing aid batteries ran out again and the clinic had none',
  'No hearing aid batteries at the clinic, third week running',
  'Clinic says hearing aid batteries come by post now, they do not',
  'Who else is waiting for hearing aid batteries from the clinic',
];

/**
 * Four people on each of four forums, all on hearing aid batteries. A post in the east links to the north; in the west
 * somebody writes under the account they have in the north.
 */
function lines(): string {
  const said = ['north', 'south', 'east', 'west'].flatMap((forum) =>
    WORDS.map((text, index) => ({
      ...{ id: `${forum}-${index}`, text: `${text} (${forum})`, kind: 'forum', author: `${forum}-${index}` },
      ...{ place: `${forum} forum`, place_url: `https://${forum}.example.org/` },
      ...{ url: `https://${forum}.example.org/t/${index}`, created_at: `2026-02-0${index + 1}T10:00:00Z` },
    })),
  );
  const more = { kind: 'forum', created_at: '2026-02-06T10:00:00Z', text: 'And the hearing aid batteries are small' };
  const link = { ...more, id: 'l', author: 'east-9', place: 'east forum', links: ['https://north.example.org/t/1'] };
  const url = 'https://north.example.org/t/99';
  const person = { ...more, id: 'p', author: 'north-0', place: 'west forum', url };
  return [...said, link, person].map((line) => JSON.stringify(line)).join('\n');
}

it('two forums on one theme that never meet are named; one link, or one person in both, bridges them', async () => {
  const data = await projectFolder({ sources: [] }, { 'posts.ndjson': lines() });
  for (const words of [['import', `${data}/posts.ndjson`], ['process'], ['themes']]) {
    expect(await discover([...words, '--data', data])).toMatchObject({ code: 0 });
  }
  const { out } = await discover(['report', 'unbridged', '--out', '-', '--data', data]);
  const rows = parse(out, { columns: true }) as Record<string, string>[];
  const pairs = rows.map((row) => [row.place, row.other_place].sort().join(' and ')).sort();
  expect([...new Set(pairs)]).toEqual([
    ...['east forum and south forum', 'east forum and west forum'],
    ...['north forum and south forum', 'south forum and west forum'],
  ]);
  const pair = rows.find((row) => [row.place, row.other_place].sort().join() === 'north forum,south forum');
  expect(pair).toMatchObject({ voices: '4', other_voices: '4', known_relations: '' });

  const brief = (await discover(['gather', 'export', pair!.theme_id!, '--out', '-', '--data', data])).out;
  const asked = [...brief.matchAll(/^- Do people in (.+) and in (.+) know of each other\?/gm)].map(([, one, other]) =>
    [one, other].sort().join(' and '),
  );
  // Three are named, the others counted; those that are bridged are not asked about.
  expect(asked).toHaveLength(3);
  expect(asked.filter((one) => !pairs.includes(one))).toEqual([]);
  expect(brief).toContain('- And so for 1 more pair of places that do not meet.');
});
