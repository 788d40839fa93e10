/** The thread that `group-apart.ts` starts: it groups, reports, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { EXIT, LostStoreError, SourceError, UserError } from '../errors.js';
import { openStore } from '../store/store.js';
import { groupThemes, type ThemesSettings, type ThemesSummary } from '../themes/themes.js';

export interface Orders {
  /** `store.url`, the data folder, and the present moment (ISO 8601). */
  url: string;
  data: string;
  at: string;
  settings: ThemesSettings;
  runId: number;
  /** `again`: even where nothing is new. */
  how: { again: boolean };
}

export type Report =
  | { info: string }
  | { summary: ThemesSummary }
  | { kind: 'lost' | 'user' | 'late' | 'bug'; message: string; stack: string; code: string; exitCode: number };

const { url, data, at, settings, runId, how } = workerData as Orders;
const report = (one: Report) => parentPort!.postMessage(one);
const info = (words: string) => report({ info: words });

try {
  const store = await openStore(url, data, at);
  try {
    report({ summary: await groupThemes(store, settings, runId, { info, warn: info }, how) });
  } finally {
    await store.close();
  }
} catch (error) {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const exitCode = error instanceof UserError ? error.exitCode : EXIT.failed;
  report({ kind: kindOf(error), message, stack, code: codeOf(error), exitCode });
}

function kindOf(error: unknown): 'lost' | 'user' | 'late' | 'bug' {
  if (error instanceof LostStoreError) return 'lost';
  if (error instanceof UserError) return 'user';
  return error instanceof SourceError ? 'late' : 'bug';
}

/** What the store said to the bottom of it (a full disk, a damaged file): it decides what a person is told. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return error.cause === undefined ? String((error as { code?: unknown }).code ?? '') : codeOf(error.cause);
}
