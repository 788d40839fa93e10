/**
 * Pages read in a thread of their own, one at a time: whatever a page does to the parser, the thread is stopped when its
 * time is over or its memory full, the next page gets a new one, and nobody else waits for it.
 */
import { Worker } from 'node:worker_threads';
import { SourceError } from '../../errors.js';
import { plainAddress } from '../address.js';
import type { Answer } from '../crawler.js';
import type { Article } from './extract.js';
import type { PageInHand, Said } from './extract-worker.js';

export interface Extractor {
  /**
   * The article of a page, `null` where there is none.
   * @throws SourceError `heavy-page` when reading it takes too long or too much memory, `interrupted` after `close`
   */
  extract(page: Answer): Promise<Article | null>;
  close(): Promise<void>;
}

const LONGEST_MS = 8_000;
const MOST_MEGABYTES = 512;

/** The compiled file, or the source where this one is source. */
const SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? './thread-from-source.mjs' : './extract-worker.js',
  import.meta.url,
);

/** @param longestMs how long one page may take, from when the thread is ready for it */
export function createExtractor(longestMs = LONGEST_MS): Extractor {
  let thread: Promise<Worker> | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  let closed = false;

  async function read(page: Answer): Promise<Article | null> {
    if (closed) throw new SourceError('interrupted', plainAddress(page.url));
    thread ??= startThread();
    const worker = await thread;
    const answer = await ask(worker, page, longestMs);
    if ('article' in answer) return answer.article;
    if (closed) throw new SourceError('interrupted', plainAddress(page.url));
    thread = null;
    await worker.terminate();
    throw new SourceError('heavy-page', `${plainAddress(page.url)} (${answer.fault})`);
  }

  return {
    extract(page) {
      const article = queue.then(() => read(page));
      queue = article.catch(() => undefined);
      return article;
    },
    async close() {
      closed = true;
      await (await thread)?.terminate();
    },
  };
}

function startThread(): Promise<Worker> {
  const worker = new Worker(SCRIPT, {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    // Also keeps an error that nobody waits for from ending the program.
    worker.on('error', reject);
  });
}

type Outcome = Exclude<Said, 'ready'>;

function ask(worker: Worker, { body, headers, url }: Answer, longestMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      worker.off('message', end).off('error', fail).off('exit', leave);
      resolve(outcome);
    };
    const fail = (error: Error) => end({ fault: (error as NodeJS.ErrnoException).code ?? error.message });
    const leave = () => end({ fault: 'its thread ended' });
    const timer = setTimeout(() => end({ fault: `more than ${longestMs / 1000} seconds` }), longestMs);
    worker.on('message', end).on('error', fail).on('exit', leave);
    worker.postMessage({ body, headers, url } satisfies PageInHand);
  });
}
