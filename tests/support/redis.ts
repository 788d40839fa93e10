/** A real redis-server on a port of its own, without a disk. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';

export interface RedisServer {
  url: string;
  /** Runs redis-cli against the server; its output. */
  cli(...words: string[]): string;
  /** Kills the server, and with it all it knew. */
  crash(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/** Whether tests against Redis can run here; where tests are the judge (CI) they have to. */
export const redisMissing =
  spawnSync('redis-server', ['--version']).status !== 0 && (process.env.CI ?? '') === ''
    ? 'redis-server is not installed: the tests of the Redis queue are skipped (apt-get install redis-server)'
    : null;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server; the caller crashes it when done. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const port = await freePort();
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
  let server: ChildProcess | undefined;
  const redis: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    cli: (...command) => spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout,
    async crash() {
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
    async start() {
      server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'], cwd: tmpdir() });
      await spoken(server, 'Ready to accept connections');
    },
  };
  await redis.start();
  return redis;
}

async function spoken(server: ChildProcess, words: string): Promise<void> {
  let text = '';
  for await (const chunk of server.stdout!) {
    text += String(chunk);
    if (text.includes(words)) break;
  }
  if (!text.includes(words)) throw new Error(`redis-server did not start:\n${text}`);
}

/** A way to a server that can be made to swallow what goes over the connections it has, as a dying network does. */
export async function deafProxy(to: string): Promise<{ url: string; swallow(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(new URL(to).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    swallow() {
      for (const socket of sockets) socket.unpipe().resume();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
