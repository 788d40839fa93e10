/** The folder of a sentence model, in the layout that transformers.js reads: looked at before anything is loaded. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, isNotFound, UserError } from '../errors.js';

/** Changes when the same model would be asked otherwise, so that all posts are read again. */
const HOW_ASKED = 'mean-1';
/** As exported, and with weights of one byte: the first one that is there. */
const GRAPHS = [
  { file: 'onnx/model.onnx', dtype: 'fp32' },
  { file: 'onnx/model_quantized.onnx', dtype: 'q8' },
] as const;
const DESCRIPTIONS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
/** Where sentence-transformers say how the vectors of words become one. */
const POOLING = '1_Pooling/config.json';
/** No sentence model reads more tokens of a text; descriptions that name more mean no limit. */
const MOST_TOKENS = 512;

export interface ModelFolder {
  folder: string;
  /** The graph, by its whole path. */
  graph: string;
  dtype: (typeof GRAPHS)[number]['dtype'];
  /** A text is cut to so many tokens. */
  longest: number;
}

/**
 * @throws UserError with exit code 78 that names the file or folder which is missing or cannot be used
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  if (!(await stat(folder).catch(unlessMissing))?.isDirectory()) {
    throw badModel(`there is no folder ${folder}. Name one that holds a sentence model, or leave the setting out.`);
  }
  const [config, , tokenizer] = await Promise.all(DESCRIPTIONS.map((file) => readDescription(folder, file)));
  await checkPooling(folder);
  for (const { file, dtype } of GRAPHS) {
    const graph = join(folder, file);
    if ((await stat(graph).catch(unlessMissing))?.isFile()) {
      return {
        folder,
        graph,
        dtype,
        longest: longestOf([tokenizer!.model_max_length, config!.max_position_embeddings]),
      };
    }
  }
  throw badModel(`${join(folder, GRAPHS[0].file)} is missing: the model has to be exported as ONNX.`);
}

/** The same for the same model wherever it lies, and another when any file of it changes. */
export async function modelFingerprint({ folder, graph, longest }: ModelFolder): Promise<string> {
  const hash = createHash('sha256').update(`${HOW_ASKED} ${longest}`);
  for (const file of [...DESCRIPTIONS.map((name) => join(folder, name)), graph]) {
    hash.update('\0');
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  }
  return hash.digest('hex').slice(0, 32);
}

export function badModel(message: string, cause?: unknown): UserError {
  return new UserError(`themes.embeddings.model: ${message}`, { exitCode: EXIT.config, cause });
}

async function readDescription(folder: string, name: string): Promise<Record<string, unknown>> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8').catch(unlessMissing);
  if (text === undefined) throw badModel(`${file} is missing: a sentence model for transformers.js has it.`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw badModel(`${file} is not JSON: ${(error as Error).message}`, error);
  }
  throw badModel(`${file} does not describe a model.`);
}

async function checkPooling(folder: string): Promise<void> {
  if ((await stat(join(folder, POOLING)).catch(unlessMissing)) === undefined) return;
  const { pooling_mode_mean_tokens: mean } = await readDescription(folder, POOLING);
  if (mean === false) {
    throw badModel(`${join(folder, POOLING)} asks for another pooling than the mean of its words: take another model.`);
  }
}

function longestOf(limits: readonly unknown[]): number {
  const given = limits.filter((limit): limit is number => Number.isInteger(limit) && (limit as number) > 0);
  return Math.min(MOST_TOKENS, ...given);
}

function unlessMissing(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw badModel((error as Error).message, error);
}
