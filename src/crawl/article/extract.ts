/** From the bytes of a page to the article on it: pure, and to be run where it can be stopped (`extractor.ts`). */
import { Readability } from '@mozilla/readability';
import { decodePage } from '../feed/charset.js';
import { parseDate } from '../feed/dates.js';
import { plainText, resolveLinks } from '../feed/markup.js';
import { removePointers, removeSurroundings } from './boilerplate.js';
import { boundedPage } from './bounded.js';
import { coverage, declaredBody } from './declared.js';
import { documentOf, type Page, type PageElement } from './dom.js';

export interface Article {
  title: string | null;
  /** Not trusted: what is left of the page, its links absolute. */
  html: string;
  /** The same as plain text, on one line. */
  text: string;
  author: string | null;
  /** ISO 8601 in UTC. */
  publishedAt: string | null;
  /** BCP 47, as the page declares it. */
  lang: string | null;
}

/** What is shorter than this after the surroundings are gone went with them: then the page is read as it came. */
const SHORTEST = 250;
/** Readability weighs paragraphs, and loses articles that have none; less of a body that is named is no reading of it. */
const LEAST_OF_BODY = 0.5;

/**
 * Finds the article of a page; `null` where there is none.
 * @param headers lower-case names; `content-type` may name the charset
 * @param url of the page, for relative addresses
 */
export function extractArticle(body: Uint8Array, headers: Record<string, string>, url: string): Article | null {
  const html = boundedPage(decodePage(body, headers['content-type'] ?? ''));
  const page = documentOf(html);
  removeSurroundings(page);
  const tidy = readPage(page);
  const read = tidy === null || tidy.text.length < SHORTEST ? (readPage(documentOf(html)) ?? tidy) : tidy;
  return read && { ...read, html: resolveLinks(read.html, url) };
}

function readPage(page: Page): Article | null {
  // Readability takes the page apart.
  const declared = declaredBody(documentOf(page.toString()));
  const read = new Readability<PageElement>(page as unknown as ConstructorParameters<typeof Readability>[0], {
    serializer: (root) => root as unknown as PageElement,
  }).parse();
  const found = read?.content ?? null;
  const isLoss = declared !== null && (found === null || coverage(found.textContent, declared) < LEAST_OF_BODY);
  const content = isLoss ? declared : found;
  if (content === null) return null;
  removePointers(content);
  return {
    title: plainText(read?.title ?? page.title) || null,
    html: content.innerHTML,
    text: plainText(content.innerHTML),
    author: plainText(read?.byline ?? '') || null,
    publishedAt: parseDate(read?.publishedTime ?? ''),
    lang: read?.lang || null,
  };
}
