/** A process that tries to take the lock of a folder's project when told to, and keeps it until it is killed. */
import { createInterface } from 'node:readline';
import { LockedError } from '../../src/errors.js';
import { thisHolder } from '../../src/store/holder.js';
import { acquireLock } from '../../src/store/lock.js';
import { openStore } from '../../src/store/store.js';

const folder = process.argv[2] as string;
const store = await openStore('sqlite', folder, new Date().toISOString());
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
console.log('ready');
await lines.next();
try {
  await acquireLock(store, 'run', thisHolder(), { now: Date.now });
  console.log('got it');
} catch (error) {
  if (!(error instanceof LockedError)) throw error;
  console.log(error.message);
}
await lines.next();
