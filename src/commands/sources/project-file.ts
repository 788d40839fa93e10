/** The project file of commands that write into it. */
import type { Config } from '../../config.js';
import { UserError } from '../../errors.js';
import type { Context } from '../command.js';

/**
 * The file, read and checked with the options of every source.
 * @throws UserError when there is none; ConfigError when it is wrong
 */
export async function projectFileOf(context: Context): Promise<{ file: string; config: Config }> {
  const { findProjectFile } = await import('../../project.js');
  const { readConfig } = await import('../../config.js');
  const { checkOptions } = await import('../options.js');
  const file = findProjectFile(context.data, context.configFile);
  if (file === null) {
    throw new UserError('There is no project file to add a source to. `discover init` writes one.');
  }
  const config = await readConfig(file);
  await checkOptions(config);
  return { file, config };
}
