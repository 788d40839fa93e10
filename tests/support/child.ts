/** A second real process: runs a script of the tests, which talks to the test line by line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  /** The next line the script prints. */
  line(): Promise<string>;
  /** Sends a line to the script. */
  say(line: string): void;
  /** Sends a signal; see `ended` for when a killed process is gone. */
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  ended: Promise<unknown>;
  pid: number;
}

/** Starts `script` (relative to the tests folder) with arguments; it does not outlive the test. */
export function startChild(script: string, ...words: string[]): Child {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended without another word`);
      return value;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    signal: (signal) => void child.kill(signal),
    ended,
    pid: child.pid!,
  };
}
