/** Restores a folder's newest backup over and over, saying so before each: `restore-child.ts FOLDER`. */
import { restoreBackup } from '../../../src/store/backup/restore.js';

const folder = process.argv[2] as string;
const log = { info() {}, warn() {} };
for (let round = 0; ; round += 1) {
  console.log(round);
  await new Promise((resolve) => setImmediate(resolve));
  await restoreBackup(folder, 'latest', { now: Date.now, log });
}
