/** Children of the bench: what is measured runs in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measured {
  seconds: number;
  /** Of processor, all its threads together: what a busy machine does not change. */
  cpuSeconds: number;
  peakMb: number;
  output: string;
}

/**
 * Runs a script of the build with this Node. Rejects with its last words when it fails.
 * @param well exit codes that are no failure
 */
export async function measure(
  script: string,
  args: readonly string[],
  folder: string,
  well: readonly number[] = [0],
): Promise<Measured> {
  const peakFile = join(folder, 'peak');
  const started = performance.now();
  const output = await run(['--import', join(import.meta.dirname, 'peak.js'), script, ...args], folder, peakFile, well);
  const seconds = (performance.now() - started) / 1000;
  const { peakKb, cpuMicros } = JSON.parse(await readFile(peakFile, 'utf8')) as { peakKb: number; cpuMicros: number };
  return { seconds, cpuSeconds: cpuMicros / 1e6, peakMb: peakKb / 1024, output };
}

function run(args: readonly string[], folder: string, peakFile: string, well: readonly number[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, BENCH_PEAK_FILE: peakFile } });
    const said = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.errors += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== null && well.includes(code)) resolve(said.output);
      else reject(new Error(`${args.slice(2).join(' ')} ended with ${code}\n${said.errors.slice(-2000)}`));
    });
  });
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'discover-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
