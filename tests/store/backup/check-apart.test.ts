import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkCopy } from '../../../src/store/backup/check.js';
import { checkCopyApart } from '../../../src/store/backup/check-apart.js';
import { DATABASE_FILE } from '../../../src/store/store.js';
import { seed, temporaryFolder, temporaryStore, tweet } from '../../support/project.js';

it('finds what a look in this thread finds, and leaves time for locks and leases meanwhile', async () => {
  const folder = await temporaryFolder();
  const store = await temporaryStore(folder);
  await seed(
    store,
    'tweets',
    Array.from({ length: 200 }, (_, n) => tweet(String(n), 'ann', `words ${n}`)),
  );
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 1);
  const file = join(folder, DATABASE_FILE);
  const rows = await checkCopyApart(file);
  clearInterval(heart);
  expect(rows).toEqual(checkCopy(file));
  expect(rows.posts).toBe(200);
  expect(beats).toBeGreaterThan(0);
});

it.each([
  { what: 'is no database', content: 'nothing of the kind'.repeat(100) },
  { what: 'is not there', content: null },
])('says the same of a file that $what', async ({ content }) => {
  const file = join(await temporaryFolder(), 'copy.db');
  if (content !== null) await writeFile(file, content);
  let words = '';
  try {
    checkCopy(file);
  } catch (error) {
    words = (error as Error).message;
  }
  expect(words).toContain('is damaged');
  await expect(checkCopyApart(file)).rejects.toThrow(words);
});
