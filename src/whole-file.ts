/**
 * Files that are whole or absent: written beside their place under another name, flushed to disk, then renamed. Whoever
 * looks sees the old file or the new one, never half of it, whenever the machine stops.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fault } from './effects.js';
import { UserError } from './errors.js';

/** Reports may name people: nobody else on this machine needs to read them. */
const OWNER_ONLY = 0o600;

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such folder. Make it first, or name another file.',
  ENOTDIR: 'its folder is a file. Name another.',
  EISDIR: 'there is a folder of that name. Name another file.',
  ENOTEMPTY: 'there is a folder of that name. Name another file.',
  EACCES: 'this user may not write there. Change the rights of the folder, or name another file.',
  EPERM: 'this user may not write there. Change the rights of the folder, or name another file.',
  EROFS: 'that disk can only be read. Name a file elsewhere.',
  ELOOP: 'it is a link that leads in a circle. Remove it, or name another file.',
  ENOSPC: 'the disk is full. Make room, or name a file on another disk.',
  EDQUOT: 'your share of the disk is used up. Make room, or name a file on another disk.',
  EFBIG: 'no file may grow that large there. Name a file elsewhere, or ask for a shorter period.',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one.',
};

/** Text, as UTF-8, or bytes as they are. */
export type Piece = string | Uint8Array;

/** What a file is known by. */
export interface SavedFile {
  /** As it was asked for. */
  file: string;
  bytes: number;
  /** Of its content, in hex. */
  sha256: string;
}

/**
 * Saves a file whole or not at all, readable by its owner only. Nothing is left behind when `pieces` throws. A link stays
 * a link: what it leads to is replaced. Devices, pipes and sockets are refused, as renaming would destroy them.
 * @returns what was written, reckoned on the way: the file is not read again
 * @throws UserError naming the file, what is wrong with it and what to do; anything `pieces` throws, as it is
 */
export async function saveWhole(file: string, pieces: AsyncIterable<Piece> | Iterable<Piece>): Promise<SavedFile> {
  const target = await ordinaryFile(file);
  await sweep(target);
  const part = partOf(target, process.pid);
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await explained(file, () => open(part, 'wx', OWNER_ONLY));
    try {
      for await (const piece of pieces) {
        const content = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
        await explained(file, () => writeAll(handle, content));
        digest.update(content);
        bytes += content.length;
      }
      await explained(file, () => handle.sync());
    } finally {
      await handle.close();
    }
    fault('export');
    await explained(file, () => rename(part, target));
  } catch (error) {
    // What went wrong first is what matters; the next save sweeps up what cannot be removed now.
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
  return { file, bytes, sha256: digest.digest('hex') };
}

/** SHA-256 of a file that is there, in hex. */
export async function fileDigest(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(file)) digest.update(piece as Buffer);
  return digest.digest('hex');
}

/** Where the content will stand: the file itself, or what a link of that name leads to. It need not be there yet. */
async function ordinaryFile(file: string): Promise<string> {
  const isLink = await explained(file, () => known(lstat(file).then((there) => there.isSymbolicLink())));
  if (isLink === undefined) return file;
  const target = isLink ? await explained(file, () => known(realpath(file))) : file;
  if (target === undefined) {
    throw new UserError(`Cannot write ${file}: it is a link that leads nowhere. Remove it, or name another file.`);
  }
  const there = await explained(file, () => stat(target));
  if (!there.isFile() && !there.isDirectory()) {
    throw new UserError(`Cannot write ${file}: it is not an ordinary file. Use --out - for standard output.`);
  }
  return target;
}

/** `undefined` for what is not there. */
async function known<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function partOf(file: string, owner: number | string): string {
  return join(dirname(file), `.${basename(file)}.${owner}.part`);
}

// A process that was killed leaves its part behind, and the part may hold personal data.
async function sweep(file: string): Promise<void> {
  const [before, after] = basename(partOf(file, '\n')).split('\n') as [string, string];
  const names = await readdir(dirname(file)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const owner = name.slice(before.length, -after.length);
    if (/^\d+$/.test(owner) && !isOther(Number(owner))) await rm(join(dirname(file), name), { force: true });
  }
}

/** Whether another living process has this number. Our own number on an old part is that of a dead namesake. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function writeAll(handle: FileHandle, content: Uint8Array): Promise<void> {
  await handle.appendFile(content);
}

// The rename itself must survive a power cut too. Some systems cannot flush a folder; the file is whole either way.
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}

async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`Cannot write ${file}: ${REASONS[code ?? ''] ?? message}`, { cause: error });
  }
}
