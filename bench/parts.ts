/** A bench of several parts, each run by itself: what they find is printed, and written to bench/results/. */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';

const RESULTS = join(PACKAGE_FOLDER, 'bench/results');

/** Prints its own figures, and may return them to be kept. Numbers that were asked for come as arguments. */
export type Part = (...numbers: number[]) => Promise<unknown>;

/**
 * Runs the parts that the words ask for, all of them without any. A number behind a part is given to it:
 * `million 1000000`.
 * @throws Error when there is no such part
 */
export async function runParts(bench: string, parts: Record<string, Part>, words: readonly string[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  for (const { name, numbers } of askedFor(parts, words)) {
    const [load] = loadavg();
    console.log(`${cpus().length} cores, ${load!.toFixed(1)} of them busy with other things before`);
    const figures = await parts[name]!(...numbers);
    if (figures === undefined) continue;
    const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore: load, node: process.version };
    await writeFile(join(RESULTS, `${bench}-${name}.json`), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  }
}

function askedFor(parts: Record<string, Part>, words: readonly string[]): { name: string; numbers: number[] }[] {
  const asked: { name: string; numbers: number[] }[] = [];
  for (const word of words) {
    if (parts[word] !== undefined) asked.push({ name: word, numbers: [] });
    else if (/^\d+$/.test(word) && asked.length > 0) asked.at(-1)!.numbers.push(Number(word));
    else throw new Error(`There is no part ${word}; there are ${Object.keys(parts).join(', ')}.`);
  }
  return asked.length > 0 ? asked : Object.keys(parts).map((name) => ({ name, numbers: [] }));
}
