/** What the README and `--help` say, done: every command, option, file and setting they name is there and works. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isMap, isPair, isScalar, parse, parseDocument, stringify, visit } from 'yaml';
import { parseConfig } from '../src/config.js';
import { crawlerNames } from '../src/crawl/registry.js';
import { EXIT } from '../src/errors.js';
import { MAP_FORMATS } from '../src/map/map.js';
import { REPORTS } from '../src/reports/reports.js';
import { REPORT_FORMATS } from '../src/reports/write.js';
import { discover, type Ended, newFolder, ROOT, writeFiles } from './support/cli.js';

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, kind, text]) => ({ kind, text: text! }));
const prose = readme.replace(/^```[\s\S]*?^```/gm, '');
const codes = [...prose.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
/** The cells of the table row that begins with this command. */
const row = (command: string) => prose.split('\n').find((line) => line.startsWith(`| \`${command}`))!;

/** The words of a command line after `discover`, as a shell would see them; `null` where there is no such command. */
function wordsOf(line: string): string[] | null {
  const call = /(?:^|\s)discover(?=\s|$)(?!:)(.*)$/.exec(line.replace(/\s(?:#|>>|&&).*$/, ''));
  if (call === null) return null;
  return [...call[1]!.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, quoted, plain]) => single ?? quoted ?? plain!,
  );
}

describe('the two commands', () => {
  const { scripts, engines, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

  it('are the ones that package.json knows and .ci/run calls', async () => {
    const [first, second] = blocks[0]!.text.split('\n').map((line) => line.split('#')[0]!.trim());
    expect([first, second]).toEqual(['npm ci && npm start', 'npm cit']);
    expect(scripts.start).toMatch(/ build && node bin\/discover\.js sample$/);
    for (const part of ['lint', 'typecheck', 'build', 'vitest run']) expect(scripts.test).toContain(part);
    const ci = await readFile(join(ROOT, '.ci/run'), 'utf8');
    expect(ci.split('\n')).toContain('npm cit');
    for (const [, name] of readme.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(name!);
  });

  it('need the Node that package.json asks for', () => {
    expect(readme).toContain(`Node ${engines.node.replace('>=', '')} or newer`);
  });

  it('make `npx discover` work; before them it says what to do', async () => {
    const unbuilt = await newFolder();
    onTestFinished(() => rm(unbuilt, { recursive: true, force: true }));
    const program = await readFile(join(ROOT, bin.discover), 'utf8');
    expect(program).toMatch(/^#!\/usr\/bin\/env node\n/);
    await writeFiles(unbuilt, { [bin.discover]: program, 'package.json': '{"type":"module"}' });
    const ended = spawnSync(process.execPath, [join(unbuilt, bin.discover), 'sample'], { encoding: 'utf8' });
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('npm ci && npm start') });
    expect(await discover(['--version'])).toMatchObject({ code: 0 });
  });
});

/**
 * One that runs until it is stopped, some that need a server, a site or its file, and some that fail when there is nothing
 * new or nothing was asked: see their own tests.
 */
const TRIED_ELSEWHERE = [
  ...['worker', 'serve', 'map diff', 'store', 'nightly', 'tweets', 'sources add', 'sources import', 'crawl --source'],
  'crawl --politeness-report',
];

describe('the commands of the README, typed in the order in which they stand there', () => {
  let folder: string;
  const typed = [...readme.matchAll(/^(?:\d.*cd \S+ && )?(npx .*)$|`((?:npx )?discover [^`]+)`/gm)]
    .map(([, line, code]) => wordsOf((line ?? code)!))
    .filter((words) => words !== null)
    .filter((words) => !TRIED_ELSEWHERE.some((start) => `${words.join(' ')} `.startsWith(`${start} `)));
  const ends: Ended[] = [];

  beforeAll(async () => {
    folder = await newFolder();
    await writeFiles(folder, {
      'notes.csv': await readFile(join(ROOT, 'data/sample/notes.csv'), 'utf8'),
      'posts.ndjson': '{"id":"1","text":"The bus is late again"}\n',
      'known.csv': 'type,name,kind\nplace,Leeds Cyclists,group\n',
      'feedback.csv': 'comment,date\nThe bus never came,2026-03-01\n',
      'run.log': '',
    });
    for (const words of typed) {
      ends.push(await discover(words, { cwd: folder }));
      if (words[0] === 'init') await addSource();
    }
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function addSource(): Promise<void> {
    const file = join(folder, 'discover.yaml');
    const text = await readFile(file, 'utf8');
    const source = '\n  - { name: meetings, crawler: notes, options: { file: notes.csv } }\n';
    const rules = blocks.find((block) => block.text.startsWith('alerts:'))!.text;
    await writeFile(file, `${text.replace('sources: []\n', `sources:${source}`)}\n${rules}`);
  }

  it('all succeed', () => {
    expect(typed.length).toBeGreaterThan(15);
    const known = [
      'init',
      'config',
      'run',
      'sources',
      'import',
      'crawl',
      'process',
      'themes',
      'map',
      'report',
      'status',
      ...['alerts', 'backup', 'evidence', 'gather', 'method', 'notice', 'outcome'],
      ...['queue', 'restore', 'schedule', 'search'],
    ];
    expect([...new Set(typed.map(([command]) => command))].sort()).toEqual(known.sort());
    const outcomes = ends.map(({ code, err }, index) => [typed[index]!.join(' '), code === 0 ? 'succeeds' : err]);
    expect(outcomes).toEqual(typed.map((words) => [words.join(' '), 'succeeds']));
  });

  it('every file and folder it names is in the project or made by these commands', () => {
    const tree = blocks.find(({ text }) => text.startsWith('crawlers/'))!.text;
    const listed = [...tree.matchAll(/^\S+\/(?: \S+\/)*/gm)].flatMap(([names]) => names.split(' '));
    expect(listed.length).toBeGreaterThan(10);
    const linked = [...prose.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
    const looksLikeFile = /^(?:[\w.-]+\/)+[\w.-]*$|^[\w-]+\.(?:yaml|md|csv|ndjson|json|ts|log)$/;
    const named = [...listed, ...linked, ...codes.filter((code) => looksLikeFile.test(code))];
    const files = named.filter((path) => !/^https?:/.test(path));
    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((path) => ![ROOT, folder].some((base) => existsSync(join(base, path))))).toEqual([]);
    for (const path of tree.matchAll(/(?<=\s)[\w-]+\.yaml/g))
      expect(existsSync(join(ROOT, 'config', path[0]))).toBe(true);
  });
});

describe('what the README says there is', () => {
  const inCode = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

  it('every crawler and no other, with the secret it needs', () => {
    const crawlers = [...prose.matchAll(/^\| `(\w+)` \|[^|]*\|[^|]*\|$/gm)].map(([, name]) => name);
    expect(crawlers.sort()).toEqual([...crawlerNames()].sort());
    expect(readme).toContain('X_BEARER_TOKEN');
  });

  it('the formats of the map and of the reports', () => {
    const [, ...maps] = inCode(row('discover map')).map((code) => code.split(' ').at(-1)!);
    expect(['gexf', ...maps].sort()).toEqual([...MAP_FORMATS].sort());
    const [, ...named] = inCode(row('discover report themes'));
    expect(named.sort()).toEqual([...REPORT_FORMATS, 'discover report'].sort());
    expect(prose).toContain(`names all ${['fourteen', 'fifteen', 'sixteen'][REPORTS.length - 14]}`);
  });

  it('the exit codes', () => {
    const sentence = /Exit codes:([^.]*)\./.exec(readme)![1]!;
    expect([...sentence.matchAll(/\d+/g)].map(Number)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
  });
});

describe('--help', () => {
  /** By command, such as `themes show`; the program itself is ``. */
  const helps = new Map<string, string>();

  async function readHelp(command: string): Promise<void> {
    const { code, out, err } = await discover([...command.split(' ').filter(Boolean), '--help']);
    expect([command, code, err]).toEqual([command, 0, '']);
    helps.set(command, out);
    const list = /^Commands:\n([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(out)?.[1] ?? '';
    const names = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    await Promise.all(names.map((name) => readHelp(`${command} ${name}`.trim())));
  }
  beforeAll(() => readHelp(''), 120_000);

  const examplesOf = (help: string) => [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => line!);
  /** The longest command that these words begin with. */
  const commandOf = (words: readonly string[]) =>
    [words.slice(0, 2).join(' '), words[0] ?? ''].find((name) => helps.has(name)) ?? '';

  it('every command has one, with an example of that very command', () => {
    expect(helps.size).toBeGreaterThan(14);
    for (const [command, help] of helps) {
      expect([command, help]).toEqual([command, expect.stringMatching(/\nExamples?:\n {2}\$ discover/)]);
      const calls = examplesOf(help).map((line) => wordsOf(line)!.join(' '));
      expect(calls.filter((call) => !call.startsWith(command))).toEqual([]);
    }
  });

  it('every example uses options and arguments that its command has', () => {
    const examples = [...helps.values()].flatMap(examplesOf);
    expect(examples.length).toBeGreaterThan(18);
    for (const example of examples) {
      const words = wordsOf(example)!;
      const help = helps.get(commandOf(words))!;
      const options = words.filter((word) => word.startsWith('--'));
      expect([example, options.filter((option) => !new RegExp(`^ +${option}\\b`, 'm').test(help))]).toEqual([
        example,
        [],
      ]);
      for (const [index, word] of words.entries()) {
        if (!['--format', '--view'].includes(word)) continue;
        const described = new RegExp(`${word} <name>[\\s\\S]*?(?=\\n +--|\\n\\n)`).exec(help)![0];
        expect([example, described.replace(/\s+/g, ' ')]).toEqual([
          example,
          expect.stringContaining(words[index + 1]!),
        ]);
      }
    }
  });

  it('describes every option, of the program and of each command', () => {
    for (const [command, help] of helps) {
      const bare = [...help.matchAll(/^ {2}(-\S+(?:, --\S+)?(?: <\S+>)?)\s*$\n(?! {4})/gm)].map(([, option]) => option);
      expect([command, bare]).toEqual([command, []]);
      expect(help).toContain('--data <dir>');
      expect(help).toContain('--json');
    }
  });
});

describe('the settings that config/default.yaml explains', () => {
  it('are each accepted in a project file, alone and together', async () => {
    const text = await readFile(join(ROOT, 'config/default.yaml'), 'utf8');
    const together = text.replace('purpose: ""', 'purpose: To hear what people say');
    await expect(parseConfig(together, 'discover.yaml')).resolves.toMatchObject({ seed: 1 });
    const settings: string[] = [];
    visit(parseDocument(text), {
      Pair: (_key, pair, path) => {
        if (isMap(pair.value)) return;
        const parents = path.flatMap((node) => (isPair(node) && isScalar(node.key) ? [String(node.key.value)] : []));
        const keys = [...parents, String((pair.key as { value: unknown }).value)];
        const value = keys.reduce((at, key) => (at as Record<string, unknown>)[key], parse(text) as unknown);
        settings.push(stringify(keys.reduceRight((inner, key) => ({ [key]: inner }), value)));
      },
    });
    expect(settings.length).toBeGreaterThanOrEqual(20);
    for (const setting of settings.filter((one) => !one.startsWith('purpose'))) {
      await expect(parseConfig(`purpose: To hear\n${setting}`, 'discover.yaml'), setting).resolves.toBeDefined();
    }
  });

  it('and the project to copy passes its own check', async () => {
    const check = await discover(['config', 'check', '--config', join(ROOT, 'config/example.yaml')]);
    expect(check).toMatchObject({ code: 0, err: '' });
  });
});
