/** Grouping in a thread of its own: it takes minutes, and locks and leases have to be renewed meanwhile. */
import { Worker } from 'node:worker_threads';
import { isoNow } from '../effects.js';
import { LostStoreError, SourceError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { ThemesSummary } from '../themes/themes.js';
import type { Orders, Report } from './group-thread.js';

const FILE = new URL('./group-thread.js', import.meta.url);
/** Run from source, as tests do, a thread has to be told again how to read TypeScript. */
const FROM_SOURCE = import.meta.url.endsWith('.ts')
  ? `import('tsx/esm/api').then(({ tsImport }) => tsImport('./group-thread.ts', '${import.meta.url}'))`
  : null;

/**
 * As `groupThemes`, with a connection to the store of its own.
 * @throws the signal's reason; nothing of what was under way is kept then
 */
export async function groupApart(
  { config, data, effects }: Project,
  work: Pick<Orders, 'settings' | 'runId' | 'how'>,
  signal: AbortSignal,
): Promise<ThemesSummary> {
  signal.throwIfAborted();
  const orders: Orders = { url: config.store.url, data, at: isoNow(effects), ...work };
  const thread = new Worker(FROM_SOURCE ?? FILE, { workerData: orders, eval: FROM_SOURCE !== null });
  const end = () => void thread.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<ThemesSummary>((resolve, reject) => {
      thread.on('message', (report: Report) => {
        if ('info' in report) effects.log.info(report.info);
        else if ('summary' in report) resolve(report.summary);
        else reject(errorOf(report));
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(signal.aborted ? signal.reason : new Error('the thread ended without a word')));
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Between threads an error keeps its words, and loses what it is. */
function errorOf({ kind, message, stack, code, exitCode }: Extract<Report, { kind: string }>): Error {
  if (kind === 'lost') return new LostStoreError(message);
  if (kind === 'user') return new UserError(message, { exitCode, cause: Object.assign(new Error(message), { code }) });
  if (kind === 'late') return new SourceError('interrupted', message, { retryable: true });
  return Object.assign(new Error(message), { stack, code });
}
