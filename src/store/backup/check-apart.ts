/** Looking through a copy in a thread of its own: it takes minutes, and locks and leases have to be renewed meanwhile. */
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.js';
import type { RowCounts } from './check.js';
import type { Found } from './check-thread.js';

const FILE = new URL('./check-thread.js', import.meta.url);
/** Run from source, as tests do, a thread has to be told again how to read TypeScript. */
const FROM_SOURCE = import.meta.url.endsWith('.ts')
  ? `import('tsx/esm/api').then(({ tsImport }) => tsImport('./check-thread.ts', '${import.meta.url}'))`
  : null;

/** As `checkCopy`. */
export async function checkCopyApart(file: string): Promise<RowCounts> {
  const thread = new Worker(FROM_SOURCE ?? FILE, { workerData: file, eval: FROM_SOURCE !== null });
  const found = await new Promise<Found>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread ended without a word')));
  });
  if ('rows' in found) return found.rows;
  throw new UserError(found.message, { cause: Object.assign(new Error(found.message), { code: found.code }) });
}
