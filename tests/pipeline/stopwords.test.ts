import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { loadStopwords } from '../../src/pipeline/pipeline.js';
import { temporaryFolder } from '../support/project.js';
import { STOPWORDS } from './drafts.js';

describe('stop words', () => {
  it('are read one a line, folded, remarks left out, those of every language added', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'mul.txt'), 'rt\n');
    await writeFile(join(folder, 'xx.txt'), '# a remark\nThe\r\n\n don’t \n');
    await writeFile(join(folder, 'README.md'), 'not a list\n');
    const stopwords = await loadStopwords(folder);
    expect([...stopwords('xx')].sort()).toEqual(["don't", 'rt', 'the']);
    expect([...stopwords('yy')]).toEqual(['rt']);
  });

  it('are missed when the folder is missing', async () => {
    await expect(loadStopwords(join(await temporaryFolder(), 'nothing'))).rejects.toThrow('ENOENT');
  });

  test.each(['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'cy'])('are shipped for %s', (lang) => {
    expect(STOPWORDS(lang).size).toBeGreaterThan(200);
    for (const word of STOPWORDS(lang)) expect(word).toMatch(/^[\p{Ll}\p{M}]+(?:'[\p{Ll}\p{M}]+)*$/u);
  });

  it('spare what people talk about', () => {
    const telling = [
      'ill',
      'well-being',
      'care',
      'wait',
      'waiting',
      'patient',
      'gp',
      'nhs',
      'help',
      'need',
      'staff',
      'time',
      'work',
      'good',
      'bad',
    ];
    expect(telling.filter((word) => STOPWORDS('en').has(word))).toEqual([]);
  });
});
