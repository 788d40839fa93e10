/** The script of the page, as `npm run build` makes it from web/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../config.js';
import { isNotFound, UserError } from '../errors.js';

let script: string | null = null;

/** @throws UserError where it has not been built */
export function pageScript(): string {
  script ??= readBundle(join(PACKAGE_FOLDER, 'dist/web/map.js'));
  return script;
}

function readBundle(file: string): string {
  try {
    // Inside a page these two would end the script, or hide what follows.
    return readFileSync(file, 'utf8').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new UserError(`The script of the map's page is not there (${file}). \`npm run build\` makes it.`, {
      cause: error,
    });
  }
}
