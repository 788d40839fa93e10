/** Acceptance case 12: a run repeated from its method bundle on the same input gives the same themes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Method } from '../../src/store/methods.js';
import { answerOf, discover } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';
import { chatter } from '../themes/conversation.js';

const PROJECT = {
  purpose: 'Hear what people say',
  words: ['#LeedsBuses', 'night bus'],
  languages: ['en', 'pl'],
  seed: 7,
};

/** Imports the file and groups it, with no more than these settings; the bundle of the grouping. */
async function grouped(folder: string, file: string, settings: Record<string, unknown>): Promise<Method> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'discover.yaml'), stringify(settings));
  for (const words of [['import', file, '--source', 'panel'], ['run']]) {
    const { code, err } = await discover([...words, '--data', folder]);
    expect(code, err).toBe(0);
  }
  return (await answerOf<Method>(['method', '--data', folder])).json;
}

it('a run repeated from its method bundle on the same input gives the same themes', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'panel.ndjson');
  const posts = chatter(150).map(({ text }, index) => ({
    ...{ id: String(index), text: `${text} ${index} night bus`, author: `voice-${index % 31}` },
    created_at: new Date(Date.UTC(2026, 1, 1, 9, index)).toISOString(),
  }));
  await writeFile(file, posts.map((post) => JSON.stringify(post)).join('\n'));
  const bundle = await grouped(join(folder, 'then'), file, PROJECT);

  // Nothing but the files of the bundle says with what it was made.
  const out = join(folder, 'bundle');
  const told = await discover(['method', String(bundle.run), '--out', out, '--data', join(folder, 'then')]);
  expect(told).toMatchObject({ code: 0 });
  const settings = parse(await readFile(join(out, 'settings.yaml'), 'utf8')) as Record<string, unknown>;
  expect(settings).toMatchObject(PROJECT);
  const again = await grouped(join(folder, 'again'), file, settings);
  expect([again.input!.digest, again.grouping!.digests]).toEqual([bundle.input!.digest, bundle.grouping!.digests]);
  expect(bundle.grouping!.themes).toBeGreaterThan(3);
  // The same themes, by the same names and numbers, of the same posts.
  const csv = (where: string, name: string) => readFile(join(folder, where, `reports/${name}.csv`), 'utf8');
  for (const name of ['themes', 'posts', 'theme-timeline', 'campaigns', 'scorecard'])
    expect([name, await csv('again', name)]).toEqual([name, await csv('then', name)]);

  // Other words are another input: what agrees above does not agree with anything.
  const other = await grouped(join(folder, 'other'), file, { ...PROJECT, words: ['parking', 'dentist'] });
  expect(other.input!.digest).not.toBe(bundle.input!.digest);
  expect(other.grouping!.digests.themesOfPosts).not.toBe(bundle.grouping!.digests.themesOfPosts);

  const verified = await answerOf<{ verified: boolean }>(['run', '--verify', 'latest', '--data', join(folder, 'then')]);
  expect(verified).toMatchObject({ code: 0, json: { verified: true } });
}, 120_000);
