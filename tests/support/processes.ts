/** The real program in processes of its own, on a project in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

export interface Discover {
  pid: number;
  /** What it has said so far, to people and to machines. */
  said(): string;
  /** Resolves when it has said that. */
  says(words: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code and standard output. */
  ended: Promise<{ code: number | null; output: string }>;
}

/** Writes the project file; everything not named is as in `config/default.yaml`. */
export async function writeProject(folder: string, settings: Record<string, unknown>): Promise<void> {
  await writeFile(join(folder, 'discover.yaml'), stringify({ purpose: 'Test the workers', ...settings }));
}

/** Starts `discover …` in the folder of a project; it does not outlive the test. */
export function discover(folder: string, words: readonly string[], env: Record<string, string> = {}): Discover {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...words, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const text = { output: '', errors: '' };
  const listeners = new Set<() => void>();
  for (const [stream, key] of [
    [child.stdout, 'output'],
    [child.stderr, 'errors'],
  ] as const) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text[key] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const said = () => text.errors + text.output;
  return {
    pid: child.pid!,
    said,
    says: (words) => spoken(child, words, said, listeners),
    signal: (signal) => void child.kill(signal),
    ended: ended.then(([code]) => ({ code: code as number | null, output: text.output })),
  };
}

function spoken(child: ChildProcess, words: string, said: () => string, listeners: Set<() => void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = () => {
      if (!said().includes(words)) return;
      listeners.delete(listen);
      resolve();
    };
    listeners.add(listen);
    child.on('close', () => reject(new Error(`it ended without saying "${words}":\n${said()}`)));
    listen();
  });
}
