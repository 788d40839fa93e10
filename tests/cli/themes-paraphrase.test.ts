/** People's own words of a theme, from the outside: who stands by them, where they show, and what is never published. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, ask, discover, newFolder } from '../support/cli.js';

const WORDS = 'People at night wait in a corridor, and ask who decides when they are moved.';
const TEAM = ['--by', 'Engagement team'];

let folder: string;
let theme: string;
const data = () => join(folder, 'here', 'sample-run');
const paraphrase = (...words: string[]) => discover(['themes', 'paraphrase', ...words, '--data', data()]);
const stored = () => ask<{ text: string | null }>(data(), 'SELECT text FROM paraphrases ORDER BY id');

beforeAll(async () => {
  folder = await newFolder();
  await discover(['sample', '--data', 'here'], { cwd: folder });
  [{ id: theme }] = ask<{ id: string }>(data(), "SELECT id FROM themes WHERE state = 'live' ORDER BY label") as [
    { id: string },
  ];
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('discover themes paraphrase', () => {
  it('shows the words with who stands by them, until they are taken back', async () => {
    const words = ['themes', 'paraphrase', theme, `  ${WORDS} `, ...TEAM, '--data', data()];
    const { code, json } = await answerOf<Record<string, unknown>>(words);
    expect(code).toBe(0);
    expect(json).toMatchObject({ themeId: theme, text: WORDS, author: 'Engagement team', before: null });

    const shown = await answerOf<{ paraphrase: { text: string } }>(['themes', 'show', theme, '--data', data()]);
    expect(shown.json.paraphrase.text).toBe(WORDS);
    expect((await discover(['report', 'page', '--theme', theme, '--data', data()])).code).toBe(0);
    expect(await readFile(join(data(), 'reports', `page.${theme}.html`), 'utf8')).toContain(WORDS);
    const csv = await discover(['report', 'themes', '--theme', theme, '--out', '-', '--data', data()]);
    expect(parse(csv.out, { columns: true })).toMatchObject([
      { theme_id: theme, paraphrase: WORDS, paraphrase_by: 'Engagement team' },
    ]);

    const back = await paraphrase(theme, '--withdraw', ...TEAM);
    expect(back.out).toContain('has no words of ours any more.');
    expect(back.out).toContain(`Until now: ${WORDS} (Engagement team, `);
    const again = await paraphrase(theme, '--withdraw', ...TEAM);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('nothing to take back')]);
    expect(stored()).toEqual([{ text: WORDS }, { text: null }]);
  }, 60_000);

  it('says where a theme has gone that was merged', async () => {
    const why = ['--reason', 'the same', '--data', data()];
    const [one, other] = ask<{ id: string }>(data(), "SELECT id FROM themes WHERE state = 'live' ORDER BY label DESC");
    expect((await discover(['themes', 'merge', one!.id, other!.id, ...why])).code).toBe(0);
    const { code, err } = await paraphrase(one!.id, WORDS, ...TEAM);
    expect([code, err]).toEqual([1, expect.stringContaining(`was merged into ${other!.id}: name that one.`)]);
  }, 60_000);

  it.each([
    ['nobody who stands by them', () => [WORDS], 2, 'Say with --by who stands by this'],
    ['no words', () => ['  ', ...TEAM], 2, '1 to 600 characters; this one has 0'],
    ['too many', () => ['x'.repeat(601), ...TEAM], 2, 'this one has 601'],
    ['a handle', () => ['They say what @bob1967 says.', ...TEAM], 2, '"@bob1967" leads to somebody'],
    ['an e-mail address', () => ['Write to ann@example.org.', ...TEAM], 2, '"ann@example.org" leads to somebody'],
    ['an address behind the name', () => [WORDS, '--by', 'ann@example.org'], 2, 'leads to somebody'],
    ['a link', () => ['See https://x.com/ann/status/1 there.', ...TEAM], 2, 'leads to somebody'],
    ['words of a post', () => [`They say ${postWords()}`, ...TEAM], 1, '8 words in a row or more are those of a post'],
  ])('refuses %s, and keeps nothing', async (_, words, expected, complaint) => {
    const before = stored();
    const { code, err, out } = await paraphrase(theme, ...words());
    expect([code, out, err]).toEqual([expected, '', expect.stringContaining(complaint)]);
    expect(stored()).toEqual(before);
  });
});

/** Eight words in a row of somebody's post. */
function postWords(): string {
  const texts = ask<{ text: string }>(
    data(),
    `SELECT c.text FROM clean_posts c JOIN posts p ON p.id = c.post_id JOIN voices v ON v.id = p.voice_id
     WHERE v.kind <> 'organisation' ORDER BY p.id`,
  );
  const plain = texts.map(({ text }) => text).find((text) => /^(?:[a-z']+ ){12}/i.test(text) && !text.includes('@'))!;
  return plain.split(' ').slice(2, 10).join(' ').toUpperCase();
}
