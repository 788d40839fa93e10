import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig, PACKAGE_FOLDER, parseConfig, readConfig } from '../src/config.js';
import { ConfigError } from '../src/errors.js';

const GOOD = `purpose: Hear what people say about buses
words: ["#LeedsBuses"]
sources:
  - name: a-blog
    crawler: blogs
    options: { feed: "https://blog.example.org/feed/" }
    place: { name: A blog, kind: blog, area: Leeds }
  - name: meetings
    crawler: notes
`;

async function problemsOf(text: string): Promise<readonly string[]> {
  const error = await parseConfig(text, 'discover.yaml').then(
    () => expect.unreachable('the file should be refused'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems;
}

describe('a good project file', () => {
  it('comes out complete: defaults filled in, places completed', async () => {
    const config = await parseConfig(GOOD, '/srv/listening/discover.yaml');
    expect(config).toMatchObject({
      file: '/srv/listening/discover.yaml',
      folder: '/srv/listening',
      words: ['#LeedsBuses'],
      languages: ['en'],
      seed: 1,
      http: { delayMs: 5000, allowPrivate: [], maxBytes: 15_000_000 },
      queue: { url: 'embedded', attempts: 3 },
    });
    expect(config.sources[0]?.place).toEqual({ name: 'A blog', url: null, kind: 'blog', owner: null, area: 'Leeds' });
    expect(config.sources[1]?.place.name).toBe('meetings');
  });

  it('may say how one joins the talk at a place', async () => {
    const text = GOOD.replace('area: Leeds', 'join: " Register at https://blog.example.org/join "');
    const config = await parseConfig(text, 'discover.yaml');
    expect(config.sources[0]?.place).toMatchObject({ join: 'Register at https://blog.example.org/join' });
  });

  it('may set one key of a section inside a section and keep the rest', async () => {
    const { nightly } = await parseConfig(`${GOOD}nightly: { backups: { daily: 3 } }\n`, 'discover.yaml');
    expect(nightly).toEqual({
      crawlMs: 90 * 60_000,
      quietDays: 30,
      backups: { daily: 3, weekly: 4, monthly: 6 },
      mail: null,
      webhook: null,
    });
  });

  it('completes the rules of alerts, and sends their mail through the server of the nights', async () => {
    const mail = 'to: a@example.org, from: b@example.org, smtp: "smtp://mail.example.org"';
    const text = `${GOOD}nightly: { quiet_days: 9, mail: { ${mail} } }
alerts:
  mail: { to: watch@example.org }
  rules:
    - surge
    - { on: surge, theme: theme-3, voices: 10 }
    - { on: new-theme, words: parking }
    - { on: source-silent, source: a-blog }
    - overdue
`;
    expect((await parseConfig(text, 'discover.yaml')).alerts).toEqual({
      rules: [
        { on: 'surge', voices: 1 },
        { on: 'surge', theme: 'theme-3', voices: 10 },
        { on: 'new-theme', words: 'parking', voices: 5 },
        { on: 'source-silent', source: 'a-blog', days: 9 },
        { on: 'overdue' },
      ],
      ...{ rss: true, webhook: null },
      mail: { to: 'watch@example.org', from: 'b@example.org', smtp: 'smtp://mail.example.org' },
    });
    expect((await parseConfig(GOOD, 'discover.yaml')).alerts).toEqual({
      rules: [],
      rss: true,
      webhook: null,
      mail: null,
    });
  });

  it('may say who listens, and leave the rest of the notice unsaid', async () => {
    const { notice } = await parseConfig(`${GOOD}notice: { organisation: " Example Trust " }\n`, 'discover.yaml');
    const unsaid = { complaints: null, dataProtectionOfficer: null, lawfulBasis: null, basisNote: null };
    expect(notice).toEqual({ organisation: 'Example Trust', contact: null, retentionNote: null, ...unsaid });
  });

  it('may set one key of a section and keep the rest', async () => {
    const config = await parseConfig(`${GOOD}http: { delay_s: 0.5 }\n`, 'discover.yaml');
    expect(config.http).toMatchObject({ delayMs: 500, totalMs: 60_000 });
  });
});

describe('a bad project file says file, line, column, key and what was expected', () => {
  it.each([
    ['purpose missing', 'words: []\n', /^discover\.yaml:1:1 purpose: say in a sentence/],
    ['unknown key', `${GOOD}wrods: []\n`, /wrods/],
    [
      'password in an address',
      `${GOOD}nightly: { mail: { to: a@example.org, from: b@example.org, smtp: "smtp://me:secret@mail.example.org" } }\n`,
      /^discover\.yaml:10:\d+ nightly\.mail\.smtp: .*without a password/,
    ],
    ['unknown key in a section', `${GOOD}http: { dely_s: 3 }\n`, /^discover\.yaml:10:1 http: .*dely_s/],
    ['wrong type', GOOD.replace('words: ["#LeedsBuses"]', 'words: yes please'), /^discover\.yaml:2:1 words: .*array/],
    ['wrong kind of place', GOOD.replace('kind: blog', 'kind: pub'), /^discover\.yaml:7:\d+ sources\.0\.place\.kind: /],
    [
      'too many words on how to join',
      GOOD.replace('area: Leeds', `join: "${'x'.repeat(201)}"`),
      /^discover\.yaml:7:\d+ sources\.0\.place\.join: it has 201 characters; at most 200/,
    ],
    [
      'a way to join that is no web address',
      GOOD.replace('area: Leeds', 'join: "Open file:///etc/hosts"'),
      /^discover\.yaml:7:\d+ sources\.0\.place\.join: only http and https addresses/,
    ],
    ['empty string', GOOD.replace('name: meetings', 'name: ""'), /^discover\.yaml:8:5 sources\.1\.name: /],
    [
      'a name used twice',
      GOOD.replace('name: meetings', 'name: a-blog'),
      /^discover\.yaml:8:5 sources\.1\.name: .*twice/,
    ],
    ['broken YAML', `${GOOD}http: { delay_s: 3\n`, /^discover\.yaml:11:1 not valid YAML/],
    ['truncated in a string', 'purpose: "Hear what', /not valid YAML/],
    ['a list instead of settings', '- purpose\n', /expected settings/],
    ['an alias bomb', aliasBomb(), /alias/i],
    [
      'a whole host instead of host:port',
      `${GOOD}http: { allow_private: ["intranet"] }\n`,
      /allow_private\.0: host:port/,
    ],
    [
      'a kind of alert that does not exist',
      `${GOOD}alerts: { rules: [surge, surges] }\n`,
      /^discover\.yaml:10:26 alerts\.rules\.1\.on: .*surge, new-theme, source-silent, overdue/,
    ],
    [
      'a key that this kind of alert does not have',
      `${GOOD}alerts: { rules: [{ on: new-theme, theme: theme-3 }] }\n`,
      /^discover\.yaml:10:\d+ alerts\.rules\.0: .*theme/,
    ],
    [
      'an alert on words that are none',
      `${GOOD}alerts: { rules: [{ on: surge, words: "#!" }] }\n`,
      /rules\.0\.words: words of/,
    ],
    ['an alert that is no rule', `${GOOD}alerts: { rules: [7] }\n`, /alerts\.rules\.0: /],
    [
      'an alert on a label instead of an id',
      `${GOOD}alerts: { rules: [{ on: surge, theme: parking }] }\n`,
      /alerts\.rules\.0\.theme: the id of a theme, such as theme-3/,
    ],
    [
      'an alert on a source that is not there',
      `${GOOD}alerts: { rules: [{ on: source-silent, source: b-blog }] }\n`,
      /^discover\.yaml:10:\d+ alerts\.rules\.0\.source: no source under sources is called b-blog/,
    ],
    [
      'alerts by mail without a server',
      `${GOOD}alerts: { mail: true }\n`,
      /^discover\.yaml:10:11 alerts\.mail: .*nightly\.mail/,
    ],
    ['an empty word in the notice', `${GOOD}notice: { contact: "" }\n`, /notice\.contact: some words, or null/],
    ['a store that does not exist', `${GOOD}store: { url: "oracle://x" }\n`, /store\.url: sqlite/],
  ])('%s', async (_case, text, expected) => {
    const problems = await problemsOf(text);
    expect(problems.join('\n')).toMatch(expected);
  });

  it('names every problem, not only the first', async () => {
    expect(await problemsOf('words: 3\nseed: x\n')).toHaveLength(3);
  });

  it('a file that is not there', async () => {
    await expect(readConfig('nowhere/discover.yaml')).rejects.toThrow(
      /nowhere\/discover\.yaml: there is no such file.*discover init/,
    );
  });

  it('ten megabytes', async () => {
    expect(await problemsOf('#'.repeat(10_000_000))).toEqual([
      'discover.yaml: larger than a project file can be (1 MB)',
    ]);
  });
});

describe('shipped files', () => {
  it('the defaults alone are enough to import, group and report', async () => {
    const config = await defaultConfig('/srv');
    expect(config).toMatchObject({ file: null, purpose: '', sources: [], folder: '/srv' });
  });

  it('the example passes its own check', async () => {
    const file = join(PACKAGE_FOLDER, 'config/example.yaml');
    expect((await readConfig(file)).sources.length).toBeGreaterThan(2);
  });

  it('the reference explains every key it holds', async () => {
    const text = await readFile(join(PACKAGE_FOLDER, 'config/default.yaml'), 'utf8');
    const blocks = text.split(/\n(?=\S+:)/).slice(1);
    const keys = text.split('\n').filter((line) => /^ {0,2}[a-z_]+:/.test(line));
    expect(blocks.length).toBeGreaterThan(6);
    expect(keys.length).toBeGreaterThan(20);
    for (const key of ['purpose', 'words', 'languages', 'seed', 'sources']) {
      expect(text).toMatch(new RegExp(`# .*\\n(?:# .*\\n)*${key}:`));
    }
  });
});

function aliasBomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(',')}]`,
  );
  return `purpose: x\nl0: &l0 [lol]\n${levels.join('\n')}\n`;
}
