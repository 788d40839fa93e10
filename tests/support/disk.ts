/** A disk that is soon full: a tmpfs of a few megabytes, where this user may mount one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './project.js';

/** Why there can be no small disk here; `null` when there can. In a name of a test, so that a skip says why. */
export const NO_SMALL_DISK: string | null = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'discover-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return null;
  } catch {
    return 'skipped: this user may not mount a tmpfs';
  } finally {
    rmdirSync(folder);
  }
})();

/** Mounts a disk of so many megabytes for the time of the test; returns its folder. */
export async function smallDisk(megabytes: number): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Fills a disk but for so many bytes; returns the file to remove to make room again. */
export async function fillUp(folder: string, leave: number): Promise<string> {
  const file = join(folder, 'ballast');
  const { bavail, bsize } = await statfs(folder);
  await writeFile(file, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  return file;
}
