/** A sentence model of one's own, as its owner meets it: named in the project file, checked, used, and never asked for. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerOf, ask, discover, projectFolder } from '../support/cli.js';
import { writeTinyModel } from '../support/tiny-model.js';

const WAYS = ['gp appointment waiting phone', 'doctor surgery booking slot', 'parking car barrier ticket'];
const POSTS = Array.from({ length: 60 }, (_, index) => {
  const words = WAYS[index % 3]!.split(' ');
  const text = Array.from({ length: 5 }, (_word, at) => words[(index * (at + 1) + at * at + (index >> at)) % 4]).join(
    ' ',
  );
  return JSON.stringify({
    external_id: `p${index}`,
    author: `voice${index}`,
    created_at: '2026-03-01T09:00:00Z',
    text,
  });
}).join('\n');

const SETTINGS = { themes: { embeddings: { model: 'model' } } };

it('is checked with the project file, before anything is done', async () => {
  const folder = await projectFolder(SETTINGS);
  const here = ['--data', folder];
  const missing = await discover(['config', 'check', ...here]);
  expect(missing).toMatchObject({ code: 78, out: '' });
  expect(missing.err).toMatch(/discover\.yaml:\d+:\d+ themes\.embeddings\.model: there is no folder .*model/);
  const model = await writeTinyModel(join(folder, 'model'), [['gp']]);
  expect(await discover(['config', 'check', ...here])).toMatchObject({ code: 0, err: '' });
  await writeFile(join(model, 'onnx/model.onnx'), 'broken');
  const broken = await discover(['config', 'check', ...here]);
  expect(broken).toMatchObject({ code: 78, out: '' });
  expect(broken.err).toContain('onnx/model.onnx cannot be loaded');
});

it('has its say in the themes, and is not spoken of where it is not named', async () => {
  const files = { 'posts.ndjson': POSTS, 'plain.yaml': 'purpose: To hear\n' };
  const folder = await projectFolder(SETTINGS, files);
  const here = ['--data', folder];
  await writeTinyModel(join(folder, 'model'), [`${WAYS[0]} ${WAYS[1]}`.split(' '), WAYS[2]!.split(' ')]);
  await discover(['import', join(folder, 'posts.ndjson'), ...here]);
  await discover(['process', ...here]);
  const plain = await answerOf<unknown[]>(['themes', ...here, '--config', join(folder, 'plain.yaml')]);
  expect(plain).toMatchObject({ code: 0 });
  expect(plain.err).not.toContain('mean');
  const { json, code, err } = await answerOf<unknown[]>(['themes', ...here]);
  expect([code, json.length]).toEqual([0, plain.json.length - 1]);
  expect(err).toMatch(/reading what posts mean: 0 of \d+ done/);
  expect(ask(folder, 'SELECT DISTINCT length(vector) AS bytes FROM post_vectors')).toEqual([{ bytes: 4 }]);

  await rm(join(folder, 'model'), { recursive: true });
  const gone = await discover(['themes', ...here]);
  expect(gone).toMatchObject({ code: 78, out: '' });
  expect(gone.err).toContain('there is no folder');
});
