/** A person's hand on themes, from the outside: what a rename changes at once, and what an undo gives back. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, discover, newFolder } from '../support/cli.js';

type Shown = { id: string; label: string; chapter: string }[];

let folder: string;
const data = () => join(folder, 'here', 'sample-run');
const themes = async () => (await answerOf<Shown>(['themes', '--data', data()])).json;

beforeAll(async () => {
  folder = await newFolder();
  await discover(['sample', '--data', 'here'], { cwd: folder });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('discover themes rename', () => {
  it('names the chapter that is called after the theme as well, until it is undone', async () => {
    const [largest] = await themes();
    const before = largest!.chapter;
    expect(before).toContain(largest!.label);

    const why = ['--reason', 'as the panel calls it', '--data', data()];
    expect((await discover(['themes', 'rename', largest!.id, 'The old ward', ...why])).code).toBe(0);
    const renamed = (await themes()).find(({ id }) => id === largest!.id)!;
    expect(renamed.label).toBe('The old ward');
    expect(renamed.chapter).toBe(before.replace(largest!.label, 'The old ward'));

    expect((await discover(['themes', 'undo', ...why])).code).toBe(0);
    expect((await themes()).find(({ id }) => id === largest!.id)).toEqual(largest);
  });
});
