/** Running text as words in a row: what stands between two stops, without addresses, handles, titled people and words of the project. */
import type { Lexicon, Word } from './lexicon.js';
import { openTags, type Tags } from './tags.js';

/** Words with nothing but a space between them. */
export interface Run {
  words: readonly Word[];
  /** Whether it begins a sentence, so that the capital of its first word says nothing. */
  opens: boolean;
  /** Whether capitals are as people write them in a sentence: not in a headline, a hashtag, or a text of one case. */
  cased: boolean;
  /** Whether two capitalised words in a row may be the name of a person. */
  names: boolean;
  /** Whether it is a hashtag. */
  tag: boolean;
}

export interface Reading {
  runs: readonly Run[];
}

/** Words of a post that are looked at. */
const FIRST_WORDS = 400;
/** From this number of words on, a text that is mostly capitalised is a headline, and its capitals mark no names. */
const HEADLINE = 4;
/** Lengths of the project's own phrases, the longest first. */
const LENGTHS = [5, 4, 3, 2, 1] as const;

/** Addresses, handles and hashtags are no words; nor is what is stuck to them. */
const NOT_WORDS = /(?:https?:\/\/|www\.)\S+|\S*@\S+|#\S+/giu;
/** People with their titles, and titles alone. */
const TITLED =
  /(?<!\p{L})(?:(?:Dr|Mrs?|Ms|Miss|Prof|Professor|[Nn]urse|[Ss]ister)\.? \p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?|(?:Dr|Mrs?|Ms|Prof)(?![\p{L}\p{N}]))/gu;
const WORD = /\p{L}{1,2}&\p{L}{1,2}(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
/** What may stand between the end of one sentence and the first word of the next. */
const SENTENCE_END = /[.!?…:\n]/u;

/** Reads a post without its hashtags. */
export function readText(text: string, lexicon: Lexicon, lang: string | null): Reading {
  const runs = runsOf(text, lexicon, lang);
  for (const run of runs) vote(run);
  return { runs };
}

/**
 * Adds the hashtags of a post that people write in words (#BedBlocking), each as a run of its own; of a text that says
 * nothing else, all of them.
 */
export function readTags(reading: Reading, text: string, lexicon: Lexicon, tags: Tags, lang: string | null): Reading {
  if (!text.includes('#')) return reading;
  const says = reading.runs.some(({ words }) => words.some((word) => word.says));
  const opened = runsOf(openTags(text, tags, says ? 'known' : 'all'), lexicon, lang);
  const runs = opened.map((run) => ({ ...run, cased: false, names: says && run.names, tag: true }));
  return { runs: says ? [...reading.runs, ...runs] : runs };
}

function runsOf(text: string, lexicon: Lexicon, lang: string | null): Run[] {
  const bare = text.replace(NOT_WORDS, ' . ').replace(TITLED, ' . ');
  const rows: { words: Word[]; opens: boolean }[] = [];
  let end = 0;
  let seen = 0;
  for (const match of bare.matchAll(WORD)) {
    if (seen++ >= FIRST_WORDS) break;
    const between = bare.slice(end, match.index);
    if (rows.length === 0 || between !== ' ') rows.push({ words: [], opens: end === 0 || SENTENCE_END.test(between) });
    rows.at(-1)!.words.push(lexicon.word(match[0], lang));
    end = match.index + match[0].length;
  }
  const names = !isHeadline(rows.flatMap(({ words }) => words));
  const cased = names && hasBothCases(bare);
  const runs = rows.flatMap(({ words, opens }) => cutOut(words, opens, lexicon.projectWords));
  return runs.map((run) => ({ ...run, cased, names, tag: false }));
}

/** Each word speaks for the way it is written, unless the place where it stands decides that. */
function vote({ words, cased, opens }: Run): void {
  for (const [at, word] of words.entries()) {
    word.seen += 1;
    if (cased && !(opens && at === 0 && word.capitalised)) word.cased += 1;
  }
}

function isHeadline(words: readonly Word[]): boolean {
  return words.length >= HEADLINE && words.filter(({ written }) => /^\p{Lu}/u.test(written)).length > words.length / 2;
}

/** Neither all small letters, as many type, nor mostly capitals, as some shout. */
function hasBothCases(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals > 0 && capitals <= (text.match(/\p{Ll}/gu)?.length ?? 0);
}

/** A row without the words of the project, however they are spaced (NHSCitizen, NHS citizen): what is before and after. */
function cutOut(row: readonly Word[], opens: boolean, forbidden: ReadonlySet<string>): Pick<Run, 'words' | 'opens'>[] {
  if (forbidden.size === 0) return [{ words: row, opens }];
  const rows: { words: Word[]; opens: boolean }[] = [{ words: [], opens }];
  for (let at = 0; at < row.length; ) {
    const length = LENGTHS.find((words) =>
      forbidden.has(
        row
          .slice(at, at + words)
          .map(({ lower }) => lower)
          .join(''),
      ),
    );
    if (length === undefined) {
      rows.at(-1)!.words.push(row[at]!);
      at += 1;
    } else {
      rows.push({ words: [], opens: false });
      at += length;
    }
  }
  return rows.filter(({ words }) => words.length > 0);
}
