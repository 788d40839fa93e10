/**
 * A sentence model of a few hundred bytes, written by hand: a table of one vector per word, in the layout of real ones
 * (tokenizer.json and friends, onnx/model.onnx). Words of one meaning share a vector; unknown ones have none.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `[PAD]` and `[UNK]` come first in the vocabulary, with vectors of zeros. */
const SPECIAL = ['[PAD]', '[UNK]'];
/** Numbers of data types in onnx.proto. */
const FLOAT = 1;
const INT64 = 7;

/**
 * @param meanings words that mean the same, list by list; each list has an axis of its own
 * @param longest most words of a text that count
 */
export async function writeTinyModel(
  folder: string,
  meanings: readonly (readonly string[])[],
  longest = 64,
): Promise<string> {
  const words = [...SPECIAL, ...meanings.flat()];
  const width = meanings.length;
  const table = new Float32Array(words.length * width);
  let row = SPECIAL.length;
  for (const [axis, list] of meanings.entries()) for (const _ of list) table[row++ * width + axis] = 1;
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: object) => writeFile(join(folder, name), JSON.stringify(value));
  await json('config.json', { model_type: 'bert', hidden_size: width, max_position_embeddings: longest });
  await json('tokenizer_config.json', {
    ...{ tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: longest },
    ...{ pad_token: '[PAD]', unk_token: '[UNK]' },
  });
  await json('tokenizer.json', {
    ...{ version: '1.0', truncation: null, padding: null, post_processor: null, decoder: null },
    added_tokens: SPECIAL.map((content, id) => ({
      ...{ id, content, special: true, normalized: false },
      ...{ single_word: false, lstrip: false, rstrip: false },
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    model: {
      ...{ type: 'WordLevel', unk_token: '[UNK]' },
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  });
  await writeFile(join(folder, 'onnx/model.onnx'), modelBytes(table, words.length, width));
  return folder;
}

/** last_hidden_state = Gather(table, input_ids) x attention_mask. */
function modelBytes(table: Float32Array, rows: number, width: number): Buffer {
  const graph = [
    bytes(1, node('Gather', ['table', 'input_ids'], 'gathered')),
    bytes(1, node('Cast', ['attention_mask'], 'mask', intAttribute('to', FLOAT))),
    bytes(1, node('Unsqueeze', ['mask', 'axes'], 'wide_mask')),
    bytes(1, node('Mul', ['gathered', 'wide_mask'], 'last_hidden_state')),
    text(2, 'tiny'),
    bytes(5, tensor('table', FLOAT, [rows, width], Buffer.from(table.buffer))),
    bytes(5, tensor('axes', INT64, [1], Buffer.from(BigInt64Array.of(-1n).buffer))),
    bytes(11, value('input_ids', INT64, ['batch', 'sequence'])),
    bytes(11, value('attention_mask', INT64, ['batch', 'sequence'])),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'sequence', width])),
  ];
  const operators = Buffer.concat([text(1, ''), number(2, 13)]);
  return Buffer.concat([number(1, 8), bytes(7, Buffer.concat(graph)), bytes(8, operators)]);
}

// ---- protocol buffers, as far as onnx.proto needs them ----

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Buffer.from([...out, rest]);
}

const number = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, content: Buffer) =>
  Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
const text = (field: number, content: string) => bytes(field, Buffer.from(content));

function node(operator: string, inputs: readonly string[], output: string, attribute?: Buffer): Buffer {
  const attributes = attribute === undefined ? [] : [bytes(5, attribute)];
  return Buffer.concat([...inputs.map((name) => text(1, name)), text(2, output), text(4, operator), ...attributes]);
}

/** Attributes of type INT (2). */
function intAttribute(name: string, value: number): Buffer {
  return Buffer.concat([text(1, name), number(3, value), number(20, 2)]);
}

function tensor(name: string, type: number, shape: readonly number[], content: Buffer): Buffer {
  return Buffer.concat([...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, content)]);
}

/** An input or output; a dimension that has a name may be of any size. */
function value(name: string, type: number, shape: readonly (string | number)[]): Buffer {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'string' ? text(2, size) : number(1, size)));
  const described = Buffer.concat([number(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, described))]);
}
