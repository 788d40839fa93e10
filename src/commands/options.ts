/** What a project file names beyond itself, checked before anything is done: options of sources, the folder of a model. */
import { type Config, problemLine } from '../config.js';
import { optionProblems } from '../crawl/crawl.js';
import { ConfigError, UserError } from '../errors.js';
import { readModelFolder } from '../themes/model-folder.js';

const MODEL = ['themes', 'embeddings', 'model'] as const;

/** @throws ConfigError with one line per wrong option, and one when the model is not there */
export async function checkOptions(config: Config): Promise<void> {
  const lines: string[] = [];
  for (const [index, source] of config.sources.entries()) {
    for (const { path, message } of await optionProblems(source)) {
      lines.push(problemLine(['sources', index, ...path], message, config.locate));
    }
  }
  const { model } = config.themes;
  const problem = model === null ? null : await modelProblem(config, () => readModelFolder(model));
  if (problem !== null) lines.push(problem);
  if (lines.length > 0) throw new ConfigError(lines);
}

/**
 * Loads the sentence model, and lets it read a word.
 * @throws ConfigError when it cannot be loaded
 */
export async function tryModel(config: Config): Promise<void> {
  const { model } = config.themes;
  if (model === null) return;
  const { loadModel } = await import('../themes/sentence-model.js');
  const problem = await modelProblem(config, async () => {
    const loaded = await loadModel(await readModelFolder(model));
    await loaded.embed('hello');
    await loaded.close();
  });
  if (problem !== null) throw new ConfigError([problem]);
}

/** What `work` has to say against the model, with the line of the project file that names it. */
async function modelProblem({ locate }: Config, work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return problemLine([...MODEL], error.message.replace(`${MODEL.join('.')}: `, ''), locate);
  }
}
