/** A file that somebody names on the command line, read whole as text. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.js';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** @throws UserError naming the file and what is wrong with it; so it does for what is not UTF-8 */
export async function readTextFile(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const words = error instanceof TypeError ? 'it is not UTF-8; save it as CSV in UTF-8' : REASONS[code ?? ''];
    throw new UserError(`Cannot read ${path}: ${words ?? message}.`, { cause: error });
  }
}
