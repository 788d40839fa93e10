/** `discover sample`, from the outside: what the first command of the README promises to show. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreement } from '../../bench/metrics.js';
import { answerOf, ask, contentOf, discover, type Ended, filesIn, newFolder, ROOT } from '../support/cli.js';

type Table = Record<string, string>[];
type Content = ReturnType<typeof contentOf>;

const REPORTS = [
  ...['page.html', 'map.html', 'map.gexf', 'map.graphml', 'map.json'],
  ...[
    ...[
      'themes',
      'theme-timeline',
      'places',
      'directory',
      'posts',
      'voices',
      'campaigns',
      'talk',
      'unbridged',
      'silence',
    ],
    'scorecard',
  ].flatMap((name) => [`${name}.csv`, `${name}.dictionary.csv`]),
  ...['themes.method.json', 'manifest.json'],
];

let folder: string;
/** The same command twice in one folder, and what lay there in between. */
let first: Ended;
let again: Ended;
let before: { files: Map<string, string>; content: Content };
/** The same in another folder, from another folder, where people write and reckon differently. */
let elsewhere: Ended;

const data = (name: string) => join(folder, name, 'sample-run');
const reports = (name: string) => join(data(name), 'reports');

beforeAll(async () => {
  folder = await newFolder();
  const abroad = { TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
  [first, elsewhere] = await Promise.all([
    discover(['sample', '--data', 'here'], { cwd: folder }),
    discover(['sample', '--data', join(folder, 'there'), '--json'], { cwd: ROOT, env: abroad }),
  ]);
  before = { files: await filesIn(reports('here')), content: contentOf(data('here')) };
  again = await discover(['sample', '--data', 'here'], { cwd: folder });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the first run', () => {
  it('succeeds, and ends with a table of what was found and the files it wrote', () => {
    expect(first).toMatchObject({ code: 0, signal: null });
    expect(first.out).toMatch(/Sources\n[\s\S]*nhscitizen-on-x +290 +0 +0 +0 +done/);
    expect(first.out).toMatch(/theme +lane +voices +posts +places/);
    expect(first.out).toMatch(/invented/);
    const [, folderOfReports, names] = /Written\n {2}(\S+\/reports\/)\n((?: {4}.*\n)+)/.exec(first.out)!;
    expect(existsSync(join(folder, folderOfReports!, 'page.html'))).toBe(true);
    expect(names).toBe(
      [
        '    page.html\n    map.html, map.gexf, map.graphml, map.json\n    themes.method.json\n    manifest.json\n',
        '    11 tables as CSV, a dictionary beside each:\n      themes, theme-timeline, places, directory, posts, voices, ',
        'campaigns, talk, unbridged, silence, scorecard\n',
      ].join(''),
    );
    expect(first.out).toContain('sample-run/public/\n    notice.html\n');
    expect([...before.files.keys()].sort()).toEqual([...REPORTS].sort());
  });

  it('brings in the whole conversation', () => {
    expect(ask(data('here'), 'SELECT count(*) AS n FROM posts')).toEqual([{ n: 506 }]);
    const sources = ask<{ name: string; failures: number }>(data('here'), 'SELECT name, failures FROM sources');
    expect(sources).toHaveLength(7);
    expect(sources.filter(({ failures }) => failures > 0)).toEqual([]);
  });
});

describe('running it again', () => {
  it('says that nothing is new, and changes no file and no row', async () => {
    expect(again.code).toBe(0);
    const rows = [...again.out.matchAll(/^ {2}\S+ +(\d+) +(\d+) +\d+ +(\d+) +done$/gm)];
    expect(rows).toHaveLength(7);
    expect(rows.filter(([, isNew, changed, refused]) => isNew !== '0' || changed !== '0' || refused !== '0')).toEqual(
      [],
    );
    expect(again.out).toContain('0 new posts');
    expect(again.out).toContain('0 posts newly grouped');
    expect(await filesIn(reports('here'))).toEqual(before.files);
    // When a source was last asked, and at which port, is no part of what is known.
    const { sources: _then, ...known } = before.content;
    const { sources: _now, ...still } = contentOf(data('here'));
    expect(Object.keys(known).length).toBeGreaterThan(10);
    expect(still).toEqual(known);
  });
});

describe('running it elsewhere', () => {
  it('writes the same bytes, whatever the folder, the time zone and the language of the machine; --json answers in one value', async () => {
    expect(elsewhere.code).toBe(0);
    expect(JSON.parse(elsewhere.out)).toMatchObject({
      crawl: { new: 506, failed: 0 },
      // The reports, and the notice.
      files: { length: REPORTS.length + 1 },
    });
    const files = await filesIn(reports('there'));
    expect([...files.keys()]).toEqual([...before.files.keys()]);
    const different = [...files].filter(([name, text]) => before.files.get(name) !== text).map(([name]) => name);
    expect(different).toEqual([]);
  });
});

describe('what the sample shows', () => {
  let themes: Table;
  let posts: Table;
  /** The theme each post was written for. */
  const intended = new Map<string, string>();

  beforeAll(async () => {
    themes = table(before.files.get('themes.csv')!);
    for (const row of table(await readFile(join(ROOT, 'data/sample/themes.csv'), 'utf8'))) {
      intended.set(keyOf(row), row.theme!);
    }
    const out = join(folder, 'named.csv');
    const named = ['report', 'posts', '--identify', '--reason', 'to compare themes with those intended'];
    const { code, json } = await answerOf<{ files: string[] }>([...named, '--data', data('here'), '--out', out]);
    expect(code).toBe(0);
    posts = table(await readFile(json.files[0]!, 'utf8'));
  });

  /** The found theme that holds most posts written for `theme`. */
  const found = (theme: string) => {
    const ids = posts.filter((post) => intended.get(keyOf(post)) === theme).map((post) => post.theme_id!);
    return themes.find((row) => row.theme_id === mostFrequent(ids))!;
  };

  it('ten themes or more, each of three voices or more', () => {
    expect(themes.filter((theme) => Number(theme.voices) >= 3).length).toBeGreaterThanOrEqual(10);
  });

  it('the themes it was written for, found again', () => {
    const told = posts.filter((post) => (intended.get(keyOf(post)) ?? 'none') !== 'none');
    expect(told.length).toBeGreaterThan(450);
    const { nmi } = agreement(
      told.map((post) => intended.get(keyOf(post))!),
      told.map((post) => post.theme_id!),
    );
    expect(nmi).toBeGreaterThanOrEqual(0.6);
  });

  it('a surge: the corridor, hardly a word for seven weeks, then some fifty posts in seven days', () => {
    expect(found('corridor-waits')).toMatchObject({ lane: 'surge' });
    expect(Number(found('corridor-waits').posts_last_7_days)).toBeGreaterThan(30);
  });

  it('a slow burn: carers who lose their breaks, week after week', () => {
    expect(found('carers-respite')).toMatchObject({ lane: 'slow-burn' });
  });

  it('newcomers: a walking group whose voices were never heard before', () => {
    expect(Number(found('walking-group').first_time_voices)).toBeGreaterThanOrEqual(8);
  });

  it('a campaign of 34 near-identical posts, counted both ways', () => {
    const ward = posts.filter((post) => intended.get(keyOf(post)) === 'maternity-unit');
    const id = mostFrequent(ward.map((post) => post.campaign_id!).filter((campaign) => campaign !== ''));
    const campaign = posts.filter((post) => post.campaign_id === id);
    expect(campaign).toHaveLength(34);
    expect(new Set(campaign.map((post) => post.voice)).size).toBe(34);
    const theme = found('maternity-unit');
    expect(Number(theme.campaign_posts)).toBeGreaterThanOrEqual(34);
    expect(Number(theme.posts) - Number(theme.campaigns_collapsed_posts)).toBeGreaterThanOrEqual(33);
  });

  it('a very loud account that does not set the order', () => {
    const loudest = mostFrequent(posts.map((post) => post.voice!).filter((voice) => voice !== ''));
    const words = posts.filter((post) => post.voice === loudest);
    expect(words.length).toBeGreaterThan(60);
    const theme = themes.find((row) => row.theme_id === mostFrequent(words.map((post) => post.theme_id!)))!;
    expect(Number(theme.top_voice_share)).toBeGreaterThan(0.5);
    expect(Number(theme.rank_by_voices)).toBeGreaterThan(Number(theme.rank_by_posts));
    expect(Number(theme.rank_by_voices)).toBeGreaterThan(5);
    expect(themes[0]!.rank_by_voices).toBe('1');
  });

  it('five places and more, with links between them', () => {
    const places = table(before.files.get('places.csv')!);
    expect(places.length).toBeGreaterThanOrEqual(5);
    expect(places.filter((place) => Number(place.links_to_other_places) > 0).length).toBeGreaterThanOrEqual(4);
    const { edges } = JSON.parse(before.files.get('map.json')!) as { edges: Record<string, string>[] };
    const links = edges.filter((edge) => edge.kind === 'link' && edge.source!.startsWith('place:'));
    expect(links.length).toBeGreaterThanOrEqual(5);
    expect(edges.filter((edge) => edge.kind === 'reply').length).toBeGreaterThan(50);
    expect(edges.filter((edge) => edge.kind === 'mention').length).toBeGreaterThan(10);
  });

  it('one account of every post in both worlds: the report and the file of intended themes', () => {
    expect(posts.map(keyOf).sort()).toEqual([...intended.keys()].sort());
  });
});

function table(csv: string): Table {
  return parse(csv, { columns: true }) as Table;
}

function keyOf({ source, external_id }: Record<string, string>): string {
  return `${source} ${external_id}`;
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, m], [, n]) => n - m)[0]?.[0];
}
