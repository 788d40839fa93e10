/** The built program as a process of its own: started as a person or cron starts it, seen only from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './project.js';

export const ROOT = resolve(import.meta.dirname, '../..');
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: { discover: string } };
const PROGRAM = join(ROOT, bin.discover);
if (!existsSync(join(ROOT, 'dist/src/cli.js'))) throw new Error('There is no dist/: run `npm run build` first.');

/** No process outlives the test it was started for, whatever goes wrong. */
const LONGEST_LIFE_MS = 80_000;
/** What was asked for, and so paid for, more than once after a break. */
const MONEY = ['spending', 'billed', 'coverage'];
/** A table of the program itself that says when and by whom, and not what. */
const BOOKKEEPING = [
  ...['runs', 'locks', 'jobs', 'migrations', 'project', 'stages', 'tries', 'turns', 'workers', 'schedules'],
  ...['requests', 'waits', 'host_failures', 'robots'],
  ...['run_posts', 'methods'],
  // By the number of the run: a run broken off leaves the next one another.
  ...['map_snapshots', 'map_snapshot_nodes', 'map_snapshot_edges', 'map_names'],
  ...MONEY,
];

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

export interface Running {
  ended: Promise<Ended>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** Resolves when standard error holds `words`; rejects when the process ends without having said them. */
  says(words: string): Promise<void>;
}

export interface How {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs `discover` to its end. */
export function discover(words: readonly string[], how: How = {}): Promise<Ended> {
  return launch(words, how).ended;
}

/** Runs `discover --json` to its end. The answer is the whole of standard output, which has to be one JSON value. */
export async function answerOf<T>(words: readonly string[], how: How = {}): Promise<Ended & { json: T }> {
  const ended = await discover([...words, '--json'], how);
  return { ...ended, json: JSON.parse(ended.out) as T };
}

/** Starts `discover` and goes on; it does not outlive the test. */
export function startDiscover(words: readonly string[], how: How = {}): Running {
  const running = launch(words, how);
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await running.ended;
  });
  return running;
}

function launch(words: readonly string[], { cwd = tmpdir(), env = {} }: How): Running {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd,
    // Nothing of the machine's own settings: a token that happens to be set there would change what a test sees.
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_LIFE_MS,
    killSignal: 'SIGKILL',
  });
  const said = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }) as Ended);
  const says = async (phrase: string) => {
    const heard = new Promise<void>((done) => {
      const look = () => {
        if (said.err.includes(phrase)) done();
      };
      child.stderr.on('data', look);
      look();
    });
    const silent = ended.then(({ err }) => {
      if (!err.includes(phrase)) throw new Error(`it ended without saying "${phrase}", but:\n${err}`);
    });
    await Promise.race([heard, silent]);
  };
  return { ended, kill: (signal) => void child.kill(signal), says };
}

/** A project in a folder of its own, gone after the test: its `discover.yaml` and whatever files are given. */
export async function projectFolder(settings: object, files: Record<string, string | Buffer> = {}): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'discover.yaml': projectFile(settings), ...files });
  return folder;
}

/** JSON is YAML. */
export function projectFile(settings: object): string {
  return JSON.stringify({ purpose: 'To hear what people say in tests', ...settings }, null, 2);
}

export async function writeFiles(folder: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** For `beforeAll`; whoever makes it removes it. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'discover-'));
}

/** Every file below a folder, by its path in it; none where there is no folder. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const);
  return new Map(await Promise.all(files));
}

/** The same without what tells in which run it was made, and the digests of that: a run that was killed and another one make the same of it. */
export async function resultsIn(folder: string): Promise<Map<string, string>> {
  const files = await filesIn(folder);
  return new Map([...files].filter(([name]) => !/\.method\.json$|manifest\.json$/.test(name)));
}

type Row = Record<string, unknown>;

/** Asks the store of a project, past the program. */
export function ask<T = Row>(data: string, sql: string, ...params: unknown[]): T[] {
  return withStore(data, (store) => store.prepare(sql).all(...params) as T[]);
}

/** Opens the store of a project beside the program, for tests that stand in its way. */
export function withStore<T>(data: string, work: (store: Sqlite.Database) => T): T {
  const store = new Sqlite(join(data, 'discover.db'), { timeout: 0 });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Every row of every table that holds what was found or made of it, in an order of its own. */
export function contentOf(data: string): Record<string, string[]> {
  return withStore(data, (store) => {
    const tables = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
    const rows = (table: string) => store.prepare(`SELECT * FROM ${table}`).all() as Row[];
    return Object.fromEntries(
      (tables as string[])
        .filter((table) => !BOOKKEEPING.includes(table))
        .map((table) => [
          table,
          rows(table)
            .map((row) => JSON.stringify(row, readable))
            .sort(),
        ]),
    );
  });
}

function readable(_key: string, value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}
