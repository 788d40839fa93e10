/**
 * A sentence model from a folder of this machine, run by transformers.js. The library is no part of this program: it is
 * loaded only for projects that name a model, and it is kept from the network and from writing anything.
 */
import { badModel, type ModelFolder } from './model-folder.js';

type Library = typeof import('@huggingface/transformers');
/** By name: a row for each word of the text. */
type Output = Record<string, { data: Float32Array; dims: number[] } | undefined>;

/** A component of 1; vectors are kept in such steps, which are far below what tells two texts apart. */
export const UNIT = 1024;
/** More characters than any token of a longest text needs: the rest is not looked at. */
const CHARACTERS_PER_TOKEN = 32;

export interface SentenceModel {
  /**
   * What a text means: a vector of unit length in 1,024ths, or zeros where the model knows nothing of it. It depends on
   * the text alone, so that a post has the same vector in whatever company it is read.
   */
  embed(text: string): Promise<Int16Array>;
  close(): Promise<void>;
}

/**
 * @param load of the library
 * @throws UserError that names the file which cannot be used, or says how to install the library
 */
export async function loadModel(
  model: ModelFolder,
  load: () => Promise<Library> = () => import('@huggingface/transformers'),
): Promise<SentenceModel> {
  const { AutoModel, AutoTokenizer } = await loadLibrary(load);
  const { folder, graph, dtype, longest } = model;
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true }).catch((error: Error) => {
    throw badModel(`the tokenizer in ${folder} (tokenizer.json) cannot be used: ${error.message}`, error);
  });
  // One thread: with several, sums may be made in another order and end in another last digit.
  const session = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const network = await AutoModel.from_pretrained(folder, {
    ...{ local_files_only: true, device: 'cpu', dtype, session_options: session },
  }).catch((error: Error) => {
    throw badModel(`${graph} cannot be loaded: ${error.message}`, error);
  });
  const read = async (text: string): Promise<Output> => {
    try {
      return (await network(tokenizer(text, { truncation: true, max_length: longest }))) as Output;
    } catch (error) {
      throw badModel(`the model in ${folder} cannot read a text: ${(error as Error).message}`, error);
    }
  };
  return {
    async embed(text) {
      const output = await read(text.slice(0, longest * CHARACTERS_PER_TOKEN));
      const words = output.last_hidden_state ?? output.token_embeddings;
      if (words === undefined) throw badModel(`${graph} gives no vectors of words (last_hidden_state).`);
      const vector = meanDirection(words.data, words.dims.at(-1)!);
      if (vector === null) throw badModel(`${graph} gives vectors that are not numbers.`);
      return vector;
    },
    close: async () => void (await network.dispose()),
  };
}

async function loadLibrary(load: () => Promise<Library>): Promise<Library> {
  let library: Library;
  try {
    library = await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
      throw badModel(`@huggingface/transformers cannot be started: ${(error as Error).message}`, error);
    }
    throw badModel(
      'a model needs the package @huggingface/transformers, which is not installed: type `npm install @huggingface/transformers@4.3.1`.',
      error,
    );
  }
  const { env, LogLevel } = library;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = () => Promise.reject(new Error('nothing is fetched from the network'));
  env.logLevel = LogLevel.NONE;
  return library;
}

/** The mean of the vectors of all words, at unit length; `null` where there is anything but numbers. */
function meanDirection(words: Float32Array, width: number): Int16Array | null {
  const sum = new Float64Array(width);
  for (const [at, component] of words.entries()) sum[at % width]! += component;
  const length = Math.sqrt(sum.reduce((squares, component) => squares + component * component, 0));
  if (!Number.isFinite(length)) return null;
  return Int16Array.from(sum, (component) => (length === 0 ? 0 : Math.round((UNIT * component) / length)));
}
