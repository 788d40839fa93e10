/** Without `--identify`, nothing that `discover` writes or says leads to a person; with it, the reason is kept. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { decodeHTML } from 'entities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unzip } from '../reports/unzip.js';
import { ask, discover, filesIn, newFolder } from '../support/cli.js';

/** As a search engine would need them to find a post. */
const REVEALING_WORDS = 8;

interface Said {
  id: string;
  title: string | null;
  text: string;
  url: string | null;
  /** `null`: nobody is named as its author. */
  kind: string | null;
}

let folder: string;
let data: string;
/** What each file, and what is said on the terminal, says to whoever opens it: as it stands, and as it is shown, pictures inside it included. */
let files: Map<string, string[]>;
/** Posts by anybody but organisations. */
let posts: Said[];

beforeAll(async () => {
  folder = await newFolder();
  data = join(folder, 'sample-run');
  const sample = await discover(['sample', '--data', folder]);
  expect(sample.code).toBe(0);
  for (const words of [
    ...[
      ['map', '--format', 'csv'],
      ['map', '--format', 'svg'],
      ['report', 'posts', '--format', 'ndjson'],
      ['report', 'posts', '--format', 'html'],
    ],
    ...[
      ['report', 'themes', '--format', 'json'],
      ['report', 'places', '--format', 'json'],
    ],
    // Those that a run does not write.
    ...['coverage', 'politeness', 'runs'].map((name) => ['report', name]),
    // Workbooks are packed: they are taken apart below.
    ...['posts', 'voices', 'scorecard'].map((name) => ['report', name, '--format', 'xlsx']),
    ['search', 'the', '--format', 'xlsx'],
    ['alerts', 'check'],
  ]) {
    expect(await discover([...words, '--data', data])).toMatchObject({ code: 0 });
  }
  const themes = ask<{ id: string }>(data, 'SELECT id FROM themes ORDER BY id LIMIT 5').map(({ id }) => id);
  await handOn(themes);
  const folders = await Promise.all(['reports', 'public', 'gather'].map((name) => filesIn(join(data, name))));
  expect(folders.map(({ size }) => size >= 3)).toEqual([true, true, true]);
  const books = [...folders[0]!.keys()].filter((name) => name.endsWith('.xlsx'));
  const written = new Map(folders.flatMap((some) => [...some]));
  for (const name of books) {
    written.set(name, [...unzip(await readFile(join(data, 'reports', name))).values()].join('\n'));
  }
  expect(written.size).toBeGreaterThan(40);
  const search = ['search', 'the OR nurse* OR bus', '--limit', '1000'];
  const asked = [
    ...[['themes'], ['status'], ['sources'], search, ...themes.map((id) => ['themes', 'show', id])],
    ...[['gather', 'log'], ['outcome', 'list'], ['outcome', 'overdue'], ['evidence', 'list'], ['alerts'], ['method']],
  ];
  const shown: [string, string][] = [];
  for (const words of asked) {
    const { code, out } = await discover([...words, '--json', '--data', data]);
    expect(code).toBe(0);
    shown.push([words.join(' '), out]);
  }
  const terminal = ['the terminal', sample.out + sample.err] as const;
  files = new Map([...written, ...shown, terminal].map(([name, text]) => [name, layers(text)]));
  posts = ask<Said>(
    data,
    `SELECT p.external_id AS id, p.title, c.text, p.url, v.kind
     FROM posts p JOIN clean_posts c ON c.post_id = p.id LEFT JOIN voices v ON v.id = p.voice_id
     WHERE coalesce(v.kind, '') <> 'organisation'`,
  );
  expect(posts.length).toBeGreaterThan(450);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What staff do with themes, so that there is something of it to read. */
async function handOn(themes: readonly string[]): Promise<void> {
  const [first, second] = themes as [string, string];
  const by = ['--by', 'The team'];
  for (const words of [
    ...[
      ['gather', 'select', first, '--decision', 'forward', '--reason', 'Many raised it', ...by],
      ['gather', 'select', second, '--decision', 'not-now', '--reason', 'With the panel', ...by],
    ],
    ['gather', 'question', first, 'Who counts?', ...by],
    ['gather', 'remit', first, 'The board', ...by],
    ['outcome', 'add', first, '--status', 'raised', '--owner', 'The board', '--due', '2026-03-02', ...by],
    ['evidence', 'add', first, '--measure', 'Waits', '--value', '3', '--source', 'The board'],
    ...['md', 'html', 'json', 'csv'].map((format) => ['gather', 'export', ...themes, '--format', format]),
    ['gather', 'log', '--format', 'csv'],
  ]) {
    expect(await discover([...words, '--data', data])).toMatchObject({ code: 0 });
  }
}

/** Which of the files hold one of these strings, and which string. */
function holding(strings: Iterable<string>): string[] {
  const wanted = [...new Set(strings)];
  return [...files].flatMap(([name, texts]) =>
    wanted.filter((string) => texts.some((text) => text.includes(string))).map((string) => `${name}: ${string}`),
  );
}

describe('every file that names nobody', () => {
  it('holds no handle and no full name of a person', () => {
    const voices = ask<{ handle: string | null; name: string | null; url: string | null }>(
      data,
      "SELECT handle, name, url FROM voices WHERE kind <> 'organisation'",
    );
    const handles = voices.flatMap(({ handle }) => (handle === null ? [] : [handle]));
    expect(handles.length).toBeGreaterThan(100);
    expect(holding(handles)).toEqual([]);
    // One word may be anybody's; two are a name, unless others use them as plain words or a body goes by it.
    const others = ask<{ name: string }>(
      data,
      "SELECT name FROM voices WHERE kind = 'organisation' UNION SELECT name FROM places",
    );
    // Who takes notes gives people numbers in place of names; the privacy notice says so, with an example.
    const isPlain = (name: string) =>
      /^participant \d+$/.test(name) ||
      others.some((other) => other.name.includes(name)) ||
      posts.filter(({ text }) => text.includes(name)).length > 5;
    const names = voices.flatMap(({ name }) => (name?.includes(' ') && !isPlain(name) ? [name] : []));
    expect(names.length).toBeGreaterThan(40);
    expect(holding(names)).toEqual([]);
    const profiles = voices.flatMap(({ url }) => (url === null ? [] : [url]));
    expect(profiles.length).toBeGreaterThan(50);
    expect(holding(profiles)).toEqual([]);
  });

  it('holds no address and no id of a post by a person', () => {
    const addresses = posts.flatMap(({ url }) => (url === null ? [] : [url, url.replace(/^https?:\/\//, '')]));
    expect(addresses.length).toBeGreaterThan(800);
    expect(holding(addresses)).toEqual([]);
    const ids = posts.flatMap(({ id }) => (id.length >= 12 ? [id] : []));
    expect(ids.length).toBeGreaterThan(300);
    expect(holding(ids)).toEqual([]);
  });

  it('holds no eight words in a row that a person wrote', () => {
    const written = new Set(posts.flatMap(({ title, text }) => [...runsOf(title ?? ''), ...runsOf(text)]));
    expect(written.size).toBeGreaterThan(5_000);
    const found = [...files].flatMap(([name, texts]) =>
      texts.flatMap((text) => [...runsOf(text)].filter((run) => written.has(run)).map((run) => `${name}: ${run}`)),
    );
    expect(found).toEqual([]);
  });

  it('tells no moment of a post, only days', () => {
    const moments = ask<{ at: string }>(data, 'SELECT created_at AS at FROM posts').map(({ at }) => at);
    const exact = moments.filter((at) => !at.endsWith('T00:00:00.000Z') && !at.endsWith('T12:00:00.000Z'));
    expect(exact.length).toBeGreaterThan(400);
    const organisations = ask<{ at: string }>(
      data,
      "SELECT p.created_at AS at FROM posts p JOIN voices v ON v.id = p.voice_id WHERE v.kind = 'organisation'",
    );
    const open = new Set(organisations.map(({ at }) => at.slice(0, 16)));
    expect(holding(exact.map((at) => at.slice(0, 16)).filter((at) => !open.has(at)))).toEqual([]);
  });

  it('would be caught by these tests if it did: the same files, with names', async () => {
    const named = join(folder, 'named.csv');
    const words = ['report', 'posts', '--identify', '--reason', 'to test the tests', '--out', named];
    expect(await discover([...words, '--data', data])).toMatchObject({ code: 0 });
    const shown = layers(await readFile(named, 'utf8'));
    const { url, text } = posts.find((post) => post.url !== null && post.text.split(' ').length > 20)!;
    expect(shown[0]).toContain(url);
    const runs = new Set(shown.flatMap((layer) => [...runsOf(layer)]));
    expect([...runsOf(text)].filter((run) => !runs.has(run))).toEqual([]);
  });
});

describe('--identify', () => {
  it('gives the columns that others rely on, and keeps the reason', async () => {
    const reason = 'To thank those who raised parking';
    const named = ['report', 'posts', '--format', 'csv', '--identify', '--reason', reason, '--out', '-'];
    const report = await discover([...named, '--data', data]);
    expect(report.code).toBe(0);
    const rows = parse(report.out, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(506);
    const columns = ['source', 'external_id', 'created_at', 'voice', 'place', 'chapter_id', 'chapter_label'];
    columns.push('theme_id', 'theme_label', 'theme_weight', 'campaign_id', 'url', 'text');
    expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining(columns));
    const always = columns.filter((column) => !/voice|theme|chapter|campaign|url/.test(column));
    expect(rows.filter((row) => always.some((column) => row[column] === ''))).toEqual([]);
    for (const column of columns) {
      expect([column, rows.filter((row) => row[column] !== '').length >= 40]).toEqual([column, true]);
    }
    expect(rows.filter((row) => Number(row.theme_weight) > 1)).toEqual([]);

    const map = [
      'map',
      '--format',
      'json',
      '--identify',
      '--reason',
      'To draw it',
      '--out',
      join(folder, 'named.json'),
    ];
    expect(await discover([...map, '--data', data])).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'named.json'), 'utf8')).toContain(rows.find((row) => row.voice)!.voice!);
    const kept = ask(data, "SELECT what, reason FROM disclosures WHERE reason <> 'to test the tests' ORDER BY id");
    expect(kept).toEqual([
      { what: 'report posts', reason },
      { what: 'map all json', reason: 'To draw it' },
    ]);
  });
});

/** A text as it stands, as a reader sees it without its markup, and the same of every picture in it. */
function layers(text: string): string[] {
  const unescaped = decodeHTML(
    text.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))),
  );
  const shown = decodeHTML(text.replace(/<[^>]*>/g, ' '));
  const pictures = [...text.matchAll(/data:[a-z/+]+;base64,([A-Za-z0-9+/=]+)/g)].map(([, code]) =>
    Buffer.from(code!, 'base64').toString('utf8'),
  );
  return [unescaped, shown, ...pictures.flatMap(layers)];
}

/** An ellipsis ends what is quoted: what stands behind it is no part of the post. */
function* runsOf(text: string): Generator<string> {
  for (const part of text.replace(/https?:\/\/[^\s,"<>]+/g, ' ').split('…')) {
    const words = part.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    for (let start = 0; start + REVEALING_WORDS <= words.length; start += 1) {
      yield words.slice(start, start + REVEALING_WORDS).join(' ');
    }
  }
}
