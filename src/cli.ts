/** The program: the only place that prints an answer or an error and sets an exit code. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { alerts } from './commands/alerts.js';
import { backup } from './commands/backup.js';
import { type Act, ALREADY_WRITTEN, type Context, type Declare, example, type Outcome } from './commands/command.js';
import { config } from './commands/config.js';
import { crawl } from './commands/crawl.js';
import { evidence } from './commands/evidence.js';
import { gather } from './commands/gather.js';
import { importCommand } from './commands/import.js';
import { init } from './commands/init.js';
import { map } from './commands/map.js';
import { method } from './commands/method.js';
import { nightly } from './commands/nightly.js';
import { notice } from './commands/notice.js';
import { outcome } from './commands/outcome.js';
import { processCommand } from './commands/process.js';
import { queue } from './commands/queue.js';
import { report } from './commands/report.js';
import { restore } from './commands/restore.js';
import { run } from './commands/run.js';
import { sample } from './commands/sample.js';
import { schedule } from './commands/schedule.js';
import { search } from './commands/search.js';
import { serve } from './commands/serve.js';
import { sources } from './commands/sources.js';
import { status } from './commands/status.js';
import { store } from './commands/store.js';
import { themes } from './commands/themes.js';
import { tweets } from './commands/tweets.js';
import { worker } from './commands/worker.js';
import { programVersion } from './config.js';
import { realEffects } from './effects.js';
import { EXIT, UsageError, UserError } from './errors.js';
import { lineLog } from './terminal.js';

/** In the order in which a newcomer meets them. */
const COMMANDS: readonly Declare[] = [
  ...[sample, init, config, sources],
  ...[importCommand, crawl, processCommand, themes, search, map, report, serve, run, method, notice],
  ...[gather, outcome, evidence],
  ...[nightly, alerts, schedule, backup, restore, store],
  ...[worker, queue, tweets, status],
];

/** After being asked to stop, how long the work in hand may take before the program leaves anyway. */
const GRACE_MS = 8_000;
const STOPPED_BY_SIGNAL = 128;
const STOPPED = new UserError('Stopped; what was saved so far is kept. Run the same command again to go on.');

interface GlobalOptions {
  data: string;
  config?: string;
  json?: boolean;
  /** Of the commands that write a file: where to, and as what. */
  out?: string;
  format?: string;
}

/**
 * On a large machine V8 lets garbage lie until there are several hundred megabytes of it. A crawl of thousands of feeds
 * beside other programs should take what it needs: with this the heap grows by half at most before it is tidied, which
 * costs no time that can be measured.
 */
setFlagsFromString('--heap-growing-percent=50');

const effects = realEffects(lineLog((line) => process.stderr.write(line)));

async function main(): Promise<void> {
  const program: Command = new Command('discover')
    .description('Finds public conversations, groups them into themes, and maps who is talking about what.')
    .version(await programVersion())
    .option('--data <dir>', 'folder that holds everything the project writes', './data')
    .option('--config <file>', 'project file (default: discover.yaml in the data folder, else here)')
    .option('--json', 'one JSON value on standard output and nothing else there')
    // Those that every command has; what only the command above knows is refused below it.
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command) => (command === program ? [] : [...program.options]),
    })
    .addHelpText('after', example('discover sample', 'discover init --purpose "Hear about buses"', 'discover run'))
    .showHelpAfterError('(discover --help shows what there is)')
    .exitOverride();
  for (const declare of COMMANDS) declare(program, act);
  await program.parseAsync();
}

/** Runs the work of one command with its context, and prints what comes of it. */
const act: Act =
  (work) =>
  async (...raw) => {
    const command = raw.at(-1) as Command;
    const options = optionsOf(command);
    const globals = { ...command.optsWithGlobals<GlobalOptions>(), ...options };
    if (globals.json && globals.out === '-' && globals.format !== 'json') {
      throw new UsageError('--json with --out - needs --format json: anything else is no JSON value.');
    }
    const context: Context = {
      data: resolve(globals.data),
      configFile: globals.config ?? null,
      effects,
      signal: stopSignal(),
      write,
      ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
    };
    const outcome = await work(context, options as never, ...(raw.slice(0, -2) as (string | string[])[]));
    await print(outcome, globals.json === true);
    process.exitCode = outcome.failed ? EXIT.failed : EXIT.done;
  };

/**
 * The options of a command. Those that the command above it knows as well (`map --out`, `map measures --out`) commander
 * has given to that one.
 * @throws UsageError for an option that only the command above knows
 */
function optionsOf(command: Command): Record<string, unknown> {
  const options: Record<string, unknown> = command.opts();
  const above = command.parent;
  if (above?.parent == null) return options;
  for (const option of above.options) {
    const name = option.attributeName();
    if (above.getOptionValueSource(name) !== 'cli') continue;
    if (!command.options.some((own) => own.attributeName() === name)) {
      throw new UsageError(`${option.long} is not for \`discover ${above.name()} ${command.name()}\`.`);
    }
    options[name] = above.getOptionValue(name);
  }
  return options;
}

/** Aborts on the first SIGINT or SIGTERM; leaves at the second, or when the grace is over. Every write is a transaction. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (number: number) => {
    const leave = () => {
      process.stderr.write(`${STOPPED.message}\n`);
      process.exit(STOPPED_BY_SIGNAL + number);
    };
    if (controller.signal.aborted) leave();
    controller.abort(STOPPED);
    setTimeout(leave, GRACE_MS).unref();
  };
  process.on('SIGINT', () => stop(2));
  process.on('SIGTERM', () => stop(15));
  return controller.signal;
}

async function print(outcome: Outcome, asJson: boolean): Promise<void> {
  if (outcome === ALREADY_WRITTEN) return;
  await write(asJson ? `${JSON.stringify(outcome.json)}\n` : `${outcome.text}\n`);
}

function write(content: string | Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(content, (error) => (error ? fail(error) : done()));
  });
}

/** Questions go to standard error: standard output is for the answer of the command. */
async function ask(question: string): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } catch (error) {
    // Ctrl-D or Ctrl-C instead of an answer.
    if ((error as Error).name !== 'AbortError') throw error;
    process.stderr.write('\n');
    return null;
  } finally {
    lines.close();
  }
}

/** The one table from error to words and exit code. */
function explain(error: unknown): { words: string; exitCode: number } {
  if (error instanceof CommanderError) {
    // commander has printed its own words; only asking for help or the version is not a mistake.
    return { words: '', exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage };
  }
  if (error instanceof UserError) return { words: error.message, exitCode: error.exitCode };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    words: `This is a fault in discover itself; please report it with these lines.\n${stack}`,
    exitCode: EXIT.failed,
  };
}

// A reader that has seen enough (`discover report posts --out - | head`) closes the pipe: that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

main().catch((error: unknown) => {
  const { words, exitCode } = explain(error);
  if (words !== '') process.stderr.write(`${words}\n`);
  process.exitCode = exitCode;
  // Whoever waits for its turn at a slow site would keep the process for nothing.
  if (error === STOPPED) process.exit();
});
