/** `discover method`: how a run came to its result, in words or as its bundle. */
import { resolve } from 'node:path';
import { UsageError, UserError } from '../errors.js';
import type { Method } from '../store/methods.js';
import type { Database } from '../store/store.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

const LATEST = 'latest';

export const method: Declare = (program, act) => {
  program
    .command('method [run]')
    .description('how a run came to its result: sources, settings, counts in and out and why, digests')
    .option('--out <folder>', 'write the bundle into a new folder: settings, sources, changes by hand, digests')
    .addHelpText(
      'after',
      example('discover method', 'discover method 12 --json', 'discover method latest --out method-of-march'),
    )
    .action(
      act<{ out?: string }>(async (context, { out }, which): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readMethod } = await import('../store/methods.js');
        return withExistingProject(context, async ({ store }) => {
          const run = await runNumber(store, which === undefined ? LATEST : String(which));
          const bundle = await readMethod(store, run);
          if (bundle === null) throw new UserError(`There is no run ${run}. \`discover status\` lists the latest.`);
          if (out === undefined) return { json: bundle, text: await methodText(bundle) };
          if (out === '-')
            throw new UsageError('--out - : a bundle is a folder of files. Name a folder, or use --json.');
          const { saveBundle } = await import('../method/bundle.js');
          const folder = resolve(out);
          const files = await saveBundle(folder, bundle);
          return {
            json: { run, folder, files },
            text: `Wrote ${folder}: ${count(files.length, 'file')}. README.txt says what they are.`,
          };
        });
      }),
    );
};

/**
 * The run that somebody means by a number, or by `latest`: the last that changed posts or themes.
 * @throws UsageError for anything else; UserError when no run has
 */
export async function runNumber(store: Database, which: string): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(which)) return Number(which);
  if (which !== LATEST) throw new UsageError(`A run is named by its number, or latest; "${which}" is neither.`);
  const { latestMethod } = await import('../store/methods.js');
  const run = await latestMethod(store);
  if (run === null) throw new UserError('No run has grouped anything yet. `discover run` does.');
  return run;
}

async function methodText(bundle: Method): Promise<string> {
  const { methodParts } = await import('../method/text.js');
  const parts = methodParts(bundle).map(({ title, lines }) => section(title, ...lines.map((line) => `  ${line}`)));
  const next = `Next: \`discover method ${bundle.run} --out FOLDER\` writes it to files.`;
  const again = ` \`discover run --verify ${bundle.run}\` makes the run again and compares.`;
  return [...parts, `${next}${bundle.grouping === undefined ? '' : again}`].join('\n\n');
}
