/** The words of a Bluesky post with what its facets mark (lexicon app.bsky.richtext.facet). */
import { addressOf, distinct, type Fields, fieldsOf, listOf, wordsOf } from './fields.js';

export interface RichText {
  text: string;
  /** Handles; the DID where the words show none. */
  mentions: string[];
  hashtags: string[];
  links: string[];
}

interface Facet {
  /** In bytes of UTF-8, not in characters. */
  start: number;
  end: number;
  features: Fields[];
}

const HANDLE = /^@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/i;

/** Facets that overlap or reach beyond the text are passed over, as the platform asks. */
export function readRichText(written: string, facets: unknown): RichText {
  const bytes = Buffer.from(written);
  const parts: string[] = [];
  const [mentions, hashtags, links]: (string | null)[][] = [[], [], []];
  let at = 0;
  for (const { start, end, features } of inOrder(facets, bytes.length)) {
    if (start < at) continue;
    const marked = bytes.subarray(start, end).toString('utf8');
    let shown = marked;
    for (const feature of features) {
      const link = feature.$type === 'app.bsky.richtext.facet#link' ? addressOf(feature.uri) : null;
      if (feature.$type === 'app.bsky.richtext.facet#mention') mentions!.push(handleIn(marked) ?? wordsOf(feature.did));
      if (feature.$type === 'app.bsky.richtext.facet#tag')
        hashtags!.push(wordsOf(feature.tag)?.replace(/^#/, '') ?? null);
      if (link !== null) {
        links!.push(link);
        shown = isShortened(marked, link) ? link : shown;
      }
    }
    parts.push(bytes.subarray(at, start).toString('utf8'), shown);
    at = end;
  }
  parts.push(bytes.subarray(at).toString('utf8'));
  return {
    text: parts.join('').trim(),
    mentions: distinct(mentions!),
    hashtags: distinct(hashtags!),
    links: distinct(links!),
  };
}

function inOrder(facets: unknown, length: number): Facet[] {
  return listOf(facets)
    .map(({ index, features }) => {
      const { byteStart, byteEnd } = fieldsOf(index);
      return { start: Number(byteStart), end: Number(byteEnd), features: listOf(features) };
    })
    .filter(
      ({ start, end }) =>
        Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length,
    )
    .sort((one, other) => one.start - other.start);
}

function handleIn(marked: string): string | null {
  return HANDLE.exec(marked)?.[1] ?? null;
}

/** `example.org/a-long-na...` stands for the whole address; `read this` are words of the author. */
function isShortened(marked: string, link: string): boolean {
  const visible = marked.replace(/(?:\.\.\.|…)$/, '').replace(/^https?:\/\//i, '');
  return visible !== '' && link.replace(/^https?:\/\/(?:www\.)?/i, '').startsWith(visible.replace(/^www\./i, ''));
}
