/** `discover config check`: is the project file usable, and if not, where is it wrong? */
import { ConfigError, UserError } from '../errors.js';
import type { Gap } from '../notice/notice.js';
import { count } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

/** Advice, no mistake: the notice is written without it, and says so. */
function gapsText(missing: readonly Gap[]): string {
  const keys = missing.map(({ key }) => key).join(', ');
  return `The privacy notice lacks ${keys}: \`discover notice\` writes it, config/default.yaml explains each.`;
}

export const config: Declare = (program, act) => {
  const parent = program
    .command('config')
    .description('the project file')
    .addHelpText('after', example('discover config check'));
  parent
    .command('check')
    .description('check the project file: exit code 0, or 78 with file, line, key and what was expected')
    .addHelpText('after', example('discover config check', 'discover config check --config discover.yaml'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { findProjectFile } = await import('../project.js');
        const { readConfig } = await import('../config.js');
        const { checkOptions, tryModel } = await import('./options.js');
        const file = findProjectFile(context.data, context.configFile);
        if (file === null) throw new ConfigError(['There is no discover.yaml here yet. `discover init` writes one.']);
        const config = await readConfig(file);
        await checkOptions(config);
        await tryModel(config);
        const { whyOff } = await import('../crawl/crawl.js');
        const { purpose, words, sources } = config;
        const { gapsOf } = await import('../notice/notice.js');
        const missing = gapsOf(config);
        const off: { source: string; slug: string; message: string }[] = [];
        for (const source of sources) {
          const reason = await whyOff(source, context.effects.env);
          if (reason !== null) off.push({ source: source.name, slug: reason.slug, message: reason.message });
        }
        const named = sources.map(({ name, crawler }) => ({ name, crawler }));
        return {
          json: { file, ok: true, purpose, words, sources: named, off, missing },
          text: [
            `${file} is good: ${count(sources.length, 'source')}, ${count(words.length, 'word')}.`,
            ...off.map(({ source, slug, message }) => `${source} is off (${slug}): ${message}.`),
            ...(missing.length === 0 ? [] : [gapsText(missing)]),
          ].join('\n'),
        };
      }),
    );
  parent.action(() => {
    throw new UserError('Say what to do with it: `discover config check`.', { exitCode: 2 });
  });
};
