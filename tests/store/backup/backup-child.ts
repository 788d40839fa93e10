/** Backs up a folder's project over and over, saying so before each: `backup-child.ts FOLDER`. */
import { makeBackup } from '../../../src/store/backup/backup.js';

const folder = process.argv[2] as string;
for (let minute = 0; ; minute += 1) {
  const now = Date.parse('2026-03-02T21:00:00Z') + minute * 60_000;
  console.log(minute);
  await new Promise((resolve) => setImmediate(resolve));
  await makeBackup('sqlite', folder, { daily: 1, weekly: 0, monthly: 0 }, { now: () => now, env: {} });
}
