/** The thread that `check-apart.ts` starts: it looks through one file, reports, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkCopy, type RowCounts } from './check.js';

export type Found = { rows: RowCounts } | { message: string; code: string };

function look(file: string): Found {
  try {
    return { rows: checkCopy(file) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { message, code: String((cause as { code?: unknown } | undefined)?.code ?? '') };
  }
}

parentPort!.postMessage(look(workerData as string));
