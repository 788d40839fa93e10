/** A real PostgreSQL server in a temporary folder, on a free port of loopback, as Debian installs it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis.js';

const VERSIONS = '/usr/lib/postgresql';
/** The server refuses to run as root; this is whom Debian made for it. */
const OWNER = 'postgres';
const DATABASE = 'discover';
const ENGLISH = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";
export const PASSWORD = 'p@ss word';

export interface PostgresServer {
  port: number;
  /** An address for a project that is nowhere else yet. The database sorts text as English does, not by bytes. */
  url(database?: string): string;
  /** Runs statements in a database; what psql printed. */
  sql(database: string, statements: string): string;
  /** Stops and starts the server: connections are cut off. */
  restart(): void;
  stop(): void;
  start(): void;
  /** Stops the server and takes everything away. */
  remove(): Promise<void>;
}

const bin = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .sort((one, other) => Number(other) - Number(one))
      .map((version) => join(VERSIONS, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;

/** Whether tests against PostgreSQL can run here; where tests are the judge (CI) they have to. */
export const postgresMissing =
  bin === undefined && (process.env.CI ?? '') === ''
    ? 'PostgreSQL is not installed: the tests of the PostgreSQL store are skipped (apt-get install postgresql)'
    : null;

/** Starts a server; the caller removes it when done. Unless `durable`, what it writes may be lost in a power cut. */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  if (bin === undefined) throw new Error('PostgreSQL is not installed (apt-get install postgresql)');
  const folder = await mkdtemp(join(tmpdir(), 'discover-postgres-'));
  const [data, secret] = [join(folder, 'data'), join(folder, 'secret')];
  await writeFile(secret, PASSWORD);
  await chmod(folder, 0o755);
  if (process.getuid?.() === 0) {
    const id = (flag: string) => Number(execFileSync('id', [flag, OWNER], { encoding: 'utf8' }));
    for (const path of [folder, secret]) await chown(path, id('-u'), id('-g'));
  }
  run(
    'initdb',
    ['-D', data, '-U', OWNER, '--auth=scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync'],
    folder,
  );
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=${durable ? 'on' : 'off'} -c max_connections=60`;
  const control = (word: string, ...more: string[]) =>
    run('pg_ctl', [word, '-D', data, '-w', '-m', 'fast', '-l', join(folder, 'log'), '-o', settings, ...more], folder);
  let projects = 0;
  const server: PostgresServer = {
    port,
    url(database = DATABASE) {
      projects += 1;
      const login = `${OWNER}:${encodeURIComponent(PASSWORD)}`;
      return `postgres://${login}@127.0.0.1:${port}/${database}?schema=project_${projects}`;
    },
    sql: (database, statements) =>
      execFileSync(
        join(bin, 'psql'),
        [
          '-X',
          '-q',
          '-A',
          '-t',
          '-v',
          'ON_ERROR_STOP=1',
          '-h',
          '127.0.0.1',
          '-p',
          String(port),
          '-U',
          OWNER,
          '-d',
          database,
          '-c',
          statements,
        ],
        { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, PGPASSWORD: PASSWORD } },
      ),
    restart: () => control('restart'),
    stop: () => control('stop'),
    start: () => control('start'),
    async remove() {
      spawnSync(...asOwner('pg_ctl', ['stop', '-D', data, '-m', 'immediate']), { cwd: folder });
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    control('start');
    server.sql('postgres', `CREATE DATABASE ${DATABASE} ${ENGLISH}`);
  } catch (error) {
    await server.remove();
    throw error;
  }
  return server;
}

function asOwner(program: string, words: readonly string[]): [string, string[]] {
  const file = join(bin as string, program);
  return process.getuid?.() === 0 ? ['runuser', ['-u', OWNER, '--', file, ...words]] : [file, [...words]];
}

function run(program: string, words: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(...asOwner(program, words), {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}\n${stderr}`);
}
