/** The options of every source, checked by its crawler before anything is crawled. */
import { type Config, problemLine } from '../config.js';
import { optionProblems } from '../crawl/crawl.js';
import { ConfigError } from '../errors.js';

/** @throws ConfigError with one line per wrong option */
export async function checkOptions(config: Config): Promise<void> {
  const lines: string[] = [];
  for (const [index, source] of config.sources.entries()) {
    for (const { path, message } of await optionProblems(source)) {
      lines.push(problemLine(['sources', index, ...path], message, config.locate));
    }
  }
  if (lines.length > 0) throw new ConfigError(lines);
}
