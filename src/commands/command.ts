/** What every file in this folder offers: it declares one command with commander and says what the command returns. */
import type { Command } from 'commander';
import type { Effects } from '../effects.js';

/** What a command hands back to be printed; commands themselves print nothing. */
export interface Outcome {
  /** The whole answer for `--json`. */
  json: unknown;
  /** The answer for people. */
  text: string;
  /** Something failed, though what succeeded is kept: exit code 1. */
  failed?: boolean;
}

/** The answer went to standard output as it was made (`--out -`); there is no more to say. */
export const ALREADY_WRITTEN: Outcome = { json: null, text: '' };

export interface Context {
  /** The data folder, absolute. */
  data: string;
  /** The project file named with `--config`, if any. */
  configFile: string | null;
  effects: Effects;
  /** Aborted when the person or the machine asks the program to stop. */
  signal: AbortSignal;
  /** Standard output, for content too large to be an outcome. */
  write(content: string | Uint8Array): Promise<void>;
  /** Asks the person at the terminal; `null` for no answer (Ctrl-D). Absent where nobody is there to answer. */
  ask: ((question: string) => Promise<string | null>) | null;
}

/** Wraps the work of a command: makes its context, prints its outcome, turns errors into words and exit codes. */
export type Act = <Options>(
  work: (context: Context, options: Options, ...args: (string | string[])[]) => Promise<Outcome>,
) => (...raw: unknown[]) => Promise<void>;

export type Declare = (program: Command, act: Act) => void;

/** Text for `--help` below the options. */
export function example(...lines: readonly string[]): string {
  return `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
