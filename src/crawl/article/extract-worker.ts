/** The thread in which pages are read: asked for one after another, answered in order. */
import { parentPort } from 'node:worker_threads';
import { type Article, extractArticle } from './extract.js';

export interface PageInHand {
  body: Uint8Array;
  headers: Record<string, string>;
  url: string;
}

/** `ready` once, then for each page its article, `null` for none, or what went wrong. */
export type Said = 'ready' | { article: Article | null } | { fault: string };

const port = parentPort!;
port.on('message', ({ body, headers, url }: PageInHand) => {
  let said: Said;
  try {
    said = { article: extractArticle(body, headers, url) };
  } catch (error) {
    said = { fault: String(error) };
  }
  port.postMessage(said);
});
port.postMessage('ready' satisfies Said);
