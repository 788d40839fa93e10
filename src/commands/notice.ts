/** `discover notice`: what people who are heard are owed, made from the project file and what the program does. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.js';
import type { NoticeInput } from '../notice/notice.js';
import { ALREADY_WRITTEN, type Context, type Declare, example, type Outcome } from './command.js';
import { oneOf } from './scope.js';

interface Options {
  format: string;
  out?: string;
}

export const notice: Declare = (program, act) => {
  program
    .command('notice')
    .description('the privacy notice, the list of sources and the limits, to be published')
    .option('--format <name>', 'html, md or json', 'html')
    .option(
      '--out <file>',
      'where to write it (default: public/notice.<format> in the data folder; - for standard output)',
    )
    .addHelpText('after', example('discover notice', 'discover notice --format md --out -'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { gapsOf, NOTICE_FORMATS, renderNotice } = await import('../notice/notice.js');
        const { saveWhole } = await import('../whole-file.js');
        const { PUBLIC_FOLDER } = await import('../gather/gather.js');
        const format = oneOf(NOTICE_FORMATS, options.format, '--format');
        const input = await readInput(context);
        const missing = gapsOf(input);
        for (const { key, words } of missing)
          context.effects.log.warn(`Missing: ${words} (${key} in the project file).`);
        const text = renderNotice(input, format);
        if (options.out === '-') {
          await context.write(text);
          return ALREADY_WRITTEN;
        }
        const file = resolve(options.out ?? join(context.data, PUBLIC_FOLDER, `notice.${format}`));
        if (options.out === undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await saveWhole(file, [text]);
        return { json: { format, file, missing }, text: `Wrote ${file}\n${ADVICE}` };
      }),
    );
};

const ADVICE = 'Read it before you publish it: it tells what the program does, and is no legal advice.';

/** A project that holds nothing yet has a notice too: nothing is made for it. */
async function readInput(context: Context): Promise<NoticeInput> {
  const { findConfig, hasStore, withProject } = await import('../project.js');
  const { programVersion } = await import('../config.js');
  const { noticeOf } = await import('../work/notice.js');
  const { checkOptions } = await import('./options.js');
  const config: Config = await findConfig(context);
  await checkOptions(config);
  if (await hasStore(context, config)) return withProject(context, noticeOf, config);
  return noticeOf({ config, version: await programVersion(), store: null });
}
