import { createHook } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, UserError } from '../../src/errors.js';
import { modelFingerprint, readModelFolder } from '../../src/themes/model-folder.js';
import { loadModel, UNIT } from '../../src/themes/sentence-model.js';
import { temporaryFolder } from '../support/project.js';
import { writeTinyModel } from '../support/tiny-model.js';

const MEANINGS = [
  ['gp', 'doctor', 'surgery'],
  ['parking', 'car'],
];

async function tinyFolder(longest?: number): Promise<string> {
  return writeTinyModel(join(await temporaryFolder(), 'model'), MEANINGS, longest);
}

async function embedAll(folder: string, texts: readonly string[]): Promise<number[][]> {
  const model = await loadModel(await readModelFolder(folder));
  const vectors: number[][] = [];
  for (const text of texts) vectors.push([...(await model.embed(text))]);
  await model.close();
  return vectors;
}

async function complaint(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => expect.unreachable('it should be refused'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(EXIT.config);
  return (error as UserError).message;
}

describe('a sentence model', () => {
  it('gives the mean of the vectors of all words, at unit length', async () => {
    const half = Math.round(UNIT * Math.SQRT1_2);
    const [synonyms, other, mixed, unknown, nothing] = await embedAll(await tinyFolder(), [
      'GP doctor',
      'the surgery',
      'doctor car',
      'something else',
      '',
    ]);
    expect(synonyms).toEqual([UNIT, 0]);
    expect(other).toEqual(synonyms);
    expect(mixed).toEqual([half, half]);
    expect([unknown, nothing]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('reads as much of a text as it was made for', async () => {
    const folder = await tinyFolder(4);
    expect(await embedAll(folder, ['gp gp gp gp car car car', `gp ${'x '.repeat(500_000)}car`])).toEqual([
      [UNIT, 0],
      [UNIT, 0],
    ]);
  });

  it('opens no connection and writes nothing', async () => {
    const library = join(import.meta.dirname, '../../node_modules/@huggingface/transformers');
    const written = async () => [await readdir(library), await readdir(folder, { recursive: true })];
    const folder = await tinyFolder();
    const before = await written();
    const kinds = new Set<string>();
    const watch = createHook({ init: (_id, kind) => void kinds.add(kind) }).enable();
    try {
      await embedAll(folder, ['doctor']);
    } finally {
      watch.disable();
    }
    expect(kinds).toContain('FSREQPROMISE');
    expect([...kinds].filter((kind) => /TCP|TLS|UDP|PIPE|HTTP|GETADDRINFO|QUERYWRAP/.test(kind))).toEqual([]);
    expect(await written()).toEqual(before);
  });

  it('is known by what is in its files, not by where they lie', async () => {
    const [one, other] = [await tinyFolder(), await tinyFolder()];
    const printOf = async (folder: string) => modelFingerprint(await readModelFolder(folder));
    expect(await printOf(other)).toBe(await printOf(one));
    await writeTinyModel(other, [...MEANINGS, ['tooth']]);
    expect(await printOf(other)).not.toBe(await printOf(one));
    expect(await printOf(await tinyFolder(5))).not.toBe(await printOf(one));
  });

  it('may be there with small weights only', async () => {
    const folder = await tinyFolder();
    const graph = readFileSync(join(folder, 'onnx/model.onnx'));
    await rm(join(folder, 'onnx/model.onnx'));
    await writeFile(join(folder, 'onnx/model_quantized.onnx'), graph);
    expect(await embedAll(folder, ['car'])).toEqual([[0, UNIT]]);
  });
});

describe('a model that cannot be used', () => {
  it('is named when it is not there', async () => {
    expect(await complaint(readModelFolder('/no/such/model'))).toContain('there is no folder /no/such/model');
    const folder = await tinyFolder();
    expect(await complaint(readModelFolder(join(folder, 'config.json')))).toContain('there is no folder');
  });

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'])('lacks %s', async (file) => {
    const folder = await tinyFolder();
    await rm(join(folder, file));
    expect(await complaint(readModelFolder(folder))).toContain(`${join(folder, file)} is missing`);
  });

  it.each([
    ['config.json', '{"cut', 'config.json is not JSON'],
    ['config.json', '[]', 'config.json does not describe a model'],
    ['tokenizer.json', '', 'tokenizer.json is not JSON'],
    ['tokenizer.json', '{}', '(tokenizer.json) cannot be used'],
    ['onnx/model.onnx', 'not a graph', 'onnx/model.onnx cannot be loaded'],
    ['onnx/model.onnx', '', 'onnx/model.onnx cannot be loaded'],
  ])('has a %s that says %j', async (file, content, words) => {
    const folder = await tinyFolder();
    await writeFile(join(folder, file), content);
    expect(await complaint(embedAll(folder, ['car']))).toContain(words);
  });

  it('has a tokenizer without the words of its own', async () => {
    const folder = await tinyFolder();
    await writeFile(join(folder, 'tokenizer_config.json'), '{}');
    expect(await complaint(embedAll(folder, ['nobody knows']))).toContain('cannot read a text');
  });

  it('wants another pooling', async () => {
    const folder = await tinyFolder();
    await mkdir(join(folder, '1_Pooling'));
    const pooling = join(folder, '1_Pooling/config.json');
    await writeFile(pooling, JSON.stringify({ pooling_mode_mean_tokens: true }));
    expect(await embedAll(folder, ['car'])).toHaveLength(1);
    await writeFile(pooling, JSON.stringify({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }));
    expect(await complaint(readModelFolder(folder))).toContain(`${pooling} asks for another pooling`);
  });

  it('needs a package, and says what to type; the version is the one this program was tried with', async () => {
    const folder = await readModelFolder(await tinyFolder());
    const absent = '@huggingface/not-installed';
    const words = await complaint(loadModel(folder, () => import(/* @vite-ignore */ absent)));
    const { peerDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    expect(words).toContain('npm install @huggingface/transformers@');
    expect(words).toContain(`@${peerDependencies['@huggingface/transformers']}\``);
  });
});
