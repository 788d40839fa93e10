/** Acceptance case 10: no command returns a profile of one person; a scope naming one individual is refused. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Act, Declare } from '../../src/commands/command.js';
import { crawlerNames } from '../../src/crawl/registry.js';
import { MAP_VIEWS } from '../../src/map/map.js';
import { REPORTS } from '../../src/reports/reports.js';
import { answerOf, discover, newFolder, projectFolder, ROOT, writeFiles } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const USE = { words: 'We read them to hear about buses', government: 'none', inference: 'none' };
const tweets = (query: string) => ({ crawler: 'tweets', options: { query, use: USE } });
const bluesky = (query: string) => ({ crawler: 'bluesky', options: { queries: ['#bus', query] } });

/** Sources aimed at one person, by the name of the option that says so. */
const AIMED: readonly { crawler: string; options: object; key: string; owner?: string }[] = [
  ...[
    ...['from:jane', 'FROM:jane', 'to:jane', '@jane', '"@jane"', 'retweets_of:jane', '#bus from:jane', '#bus @jane'],
    ...['#bus OR (late (from:jane OR bus))', '(from:jane)', '-(-from:jane)', 'url:"https://x.com/jane"', 'list:42'],
  ].map((query) => ({ ...tweets(query), key: 'query' })),
  ...['from:jane.example.org', 'mentions:jane.example.org', '@jane.example.org', 'did:plc:jane'].map((query) => ({
    ...bluesky(query),
    key: 'queries.1',
  })),
  { crawler: 'bluesky', options: { accounts: ['jane.example.org'] }, key: 'accounts.0' },
  { crawler: 'mastodon', options: { accounts: ['jane@social.example.org'] }, key: 'accounts.0' },
  { crawler: 'mastodon', options: { accounts: ['jane@social.example.org'] }, owner: 'individual', key: 'accounts.0' },
  { ...tweets('from:jane'), owner: 'individual', key: 'query' },
  { ...tweets('from:jane'), owner: 'elected representative', key: 'query' },
  { crawler: 'blogs', options: { feed: 'https://social.example.org/@jane.rss' }, key: 'feed' },
  { crawler: 'blogs', options: { feed: 'https://news.example.org/author/jane/feed/' }, key: 'feed' },
  { crawler: 'forums', options: { feeds: ['https://forum.example.org/u/jane/activity.rss'] }, key: 'feeds.0' },
];

/** The same crawlers, listening to conversations, and to what organisations say and are told. */
const FAIR: readonly { crawler: string; options: object; owner?: string }[] = [
  ...[tweets('#bus -from:bot'), tweets('"from:jane"'), bluesky('#bus lang:en')],
  ...[tweets('from:trust OR @trust'), bluesky('from:trust.example.org')].map((one) => ({
    ...one,
    owner: 'NHS organisation',
  })),
  { crawler: 'mastodon', options: { accounts: ['trust@social.example.org'] }, owner: 'charity' },
  { crawler: 'bluesky', options: { accounts: ['trust.example.org'] }, owner: 'council' },
  // What somebody publishes on a site of their own is a place, as any other.
  { crawler: 'blogs', options: { feed: 'https://jane.example.org/feed/' }, owner: 'individual' },
  { crawler: 'forums', options: { feeds: ['https://forum.example.org/app.php/feed'] } },
  { crawler: 'discourse', options: { server: 'https://forum.example.org' } },
  { crawler: 'notes', options: { file: 'notes.csv' } },
  { crawler: 'archive', options: { file: 'posts.ndjson' } },
];

const sourcesOf = (some: readonly { crawler: string; options: object; owner?: string }[]) =>
  some.map(({ crawler, options, owner }, index) => ({
    ...{ name: `s${index}`, crawler, options },
    place: { name: `Place ${index}`, ...(owner === undefined ? {} : { owner }) },
  }));

describe('a source aimed at one individual', () => {
  it('is refused, whatever crawler it is of, with what it names and what to do', async () => {
    const data = await projectFolder({ sources: sourcesOf(AIMED) });
    const { code, out, err } = await discover(['config', 'check', '--data', data]);
    expect([code, out]).toEqual([78, '']);
    const said = (index: number, key: string) =>
      new RegExp(
        `^\\S+discover\\.yaml:\\d+:\\d+ sources\\.${index}\\.options\\.${key}: .* names an account, .*follows no person`,
        'm',
      );
    const passed = AIMED.filter(({ key }, index) => !said(index, key).test(err));
    expect(passed).toEqual([]);
    expect(err).toContain('declare whose it is with owner under the place of the source');
  });

  it('is refused by every command that would read it, before anything is asked or stored', async () => {
    const data = await projectFolder({ sources: sourcesOf(AIMED.slice(0, 1)) });
    const commands = [['crawl', '--source', 's0'], ['run'], ['nightly'], ['worker'], ['sources', 'check']];
    const ends = await Promise.all(commands.map((words) => discover([...words, '--data', data])));
    expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 78));
    expect(existsSync(join(data, 'discover.db'))).toBe(false);
  });

  it('does not come in with a list of feeds', async () => {
    const opml = `<opml version="2.0"><body>
      <outline text="Jane" xmlUrl="https://social.example.org/@jane.rss"/>
      <outline text="Buses" xmlUrl="https://buses.example.org/feed/"/></body></opml>`;
    const data = await projectFolder({ sources: [] }, { 'feeds.opml': opml });
    const { code, json } = await answerOf<{ added: { name: string }[]; refused: { reason: string }[] }>([
      ...['sources', 'import', join(data, 'feeds.opml'), '--yes', '--data', data],
    ]);
    expect([code, json.added.length, json.refused.length]).toEqual([0, 1, 1]);
    expect(json.refused[0]!.reason).toMatch(/@jane\.rss" names an account/);
    expect(await readFile(join(data, 'discover.yaml'), 'utf8')).not.toContain('jane');
  });

  it('is told from one that listens to a conversation, or to an organisation', async () => {
    const data = await projectFolder({ sources: sourcesOf(FAIR) });
    expect(await discover(['config', 'check', '--data', data])).toMatchObject({ code: 0, err: '' });
    expect([...new Set(FAIR.map(({ crawler }) => crawler))].sort()).toEqual(crawlerNames());
  });
});

describe('what was collected', () => {
  const user = (id: string, username: string, more = {}) => ({ id, username, name: username, ...more });
  const users = [user('1', 'jane'), user('2', 'trust', { verified_type: 'government' })];
  const posts = [
    { id: '1700000000000000001', author_id: '1', text: 'The bus is late again, @trust and @bob' },
    { id: '1700000000000000002', author_id: '2', text: 'Our bus to the clinic is on time, @jane' },
  ];
  let data: string;

  beforeAll(async () => {
    data = await newFolder();
    await writeFiles(data, { 'x.json': JSON.stringify({ data: posts, includes: { users } }) });
    for (const words of [['import', join(data, 'x.json')], ['process'], ['themes']])
      expect(await discover([...words, '--data', data])).toMatchObject({ code: 0 });
  });

  afterAll(() => rm(data, { recursive: true, force: true }));

  it('is not searched for one person', async () => {
    const search = (words: string) => discover(['search', words, '--data', data]);
    const [jane, both, stranger, trust, bus] = await Promise.all(
      ['@jane', 'bus ＠jane', '@bob', '@trust', 'bus'].map(search),
    );
    for (const end of [jane, both, stranger]) {
      expect(end).toMatchObject({ code: 2, out: '', err: expect.stringContaining('does not look for one person') });
    }
    expect(trust).toMatchObject({ code: 0, out: expect.stringMatching(/^1 post, by 1 voice/) });
    expect(bus).toMatchObject({ code: 0, out: expect.stringMatching(/^2 posts, by 2 voices/) });
  });

  it('is not shown by person: no view, report or theme is one', async () => {
    const asked = [
      ['map', '--view', 'jane'],
      ['report', 'jane'],
      ['themes', 'show', 'jane'],
      ['map', 'evidence', 'jane', 'trust'],
      ['gather', 'export', 'jane'],
      ['gather', 'export', '@jane'],
      ['report', 'themes', '--theme', 'jane'],
    ];
    const ends = await Promise.all(asked.map((words) => discover([...words, '--data', data])));
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 1, 1, 1, 1, 1]);
    expect(ends.map(({ out }) => out).join('')).toBe('');
    const about = /voice(?!-theme|s$)|person|author|user|member|account/;
    expect([...REPORTS.map(({ name }) => name), ...MAP_VIEWS].filter((name) => about.test(name))).toEqual([]);
  });

  it('has of an individual counts, and nothing by which one could be watched', async () => {
    const { out } = await discover(['report', 'voices', '--out', '-', '--data', data]);
    const rows = parse(out, { columns: true }) as Record<string, string>[];
    const [jane, trust] = [
      rows.find((row) => row.kind !== 'organisation')!,
      rows.find((row) => row.voice === 'trust')!,
    ];
    const counts = { platform: 'x', posts: '1', answers: '0', themes: '1', places: '1', first_time: '1' };
    expect(jane).toEqual({
      ...{ voice: 'voice 1', kind: 'unknown', voices_in_band: '', ...counts },
      ...{ first_seen: '', last_seen: '', url: '' },
    });
    expect(trust.url).toBe('https://x.com/trust');
  });
});

describe('every command there is', () => {
  /** What the law gives people themselves to ask of those who listen. */
  const RIGHTS = new Set(['forget', 'suppress', 'export-person']);
  const PERSON = /who\b|person|people|author|account|\buser|handle|voice|member/i;

  async function program(): Promise<Command> {
    const text = await readFile(join(ROOT, 'src/cli.ts'), 'utf8');
    const imports = [...text.matchAll(/import \{ (\w+) \} from '\.\/commands\/([\w-]+)\.js'/g)];
    const made = new Command('discover');
    const act: Act = () => async () => undefined;
    for (const [, name, file] of imports) {
      const module = (await import(`../../src/commands/${file}.ts`)) as Record<string, Declare>;
      module[name!]!(made, act);
    }
    return made;
  }

  const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

  it('takes no person: neither as what it is about nor as an option', async () => {
    const made = await program();
    const all = withChildren(made);
    expect(all.length).toBeGreaterThan(40);
    const { out } = await discover(['--help']);
    const listed = [...out.matchAll(/^ {2}([a-z-]+)(?: |\|)/gm)].map(([, name]) => name!);
    expect(listed).toEqual(expect.arrayContaining(made.commands.map((command) => command.name())));
    const persons = all
      .filter((command) => !RIGHTS.has(command.name()))
      .flatMap((command) => [
        ...command.registeredArguments.map((argument) => `${command.name()} <${argument.name()}>`),
        ...command.options.map((option) => `${command.name()} ${option.flags}`),
      ])
      .filter((words) => PERSON.test(words));
    expect(persons).toEqual([]);
  });
});
