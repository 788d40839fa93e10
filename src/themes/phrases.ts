/** Phrases in running text: short runs of words between stops, with something to say at both ends. */

export interface PhraseRules {
  stopwords: ReadonlySet<string>;
  /** Words and phrases the project listens for: every post has them, so they name none. */
  words: readonly string[];
}

/** A word that says something, or several in a row. */
export interface Phrase {
  /** Lower case. */
  key: string;
  written: string;
  /** Whether it is, or is part of, two or more capitalised words in a row: it may be the name of a person. */
  named: boolean;
}

interface Word {
  written: string;
  named: boolean;
}

const SHORTEST = 2;
const LONGEST = 5;
/** Lengths of the project's own phrases, the longest first. */
const LENGTHS = [5, 4, 3, 2, 1] as const;
/** Words of a post that are looked at. */
const FIRST_WORDS = 400;
/** From this number of words on, a text that is mostly capitalised is a headline, and its capitals mark no names. */
const HEADLINE = 4;

/** Addresses, handles and hashtags are no words; nor is what is stuck to them. */
const NOT_WORDS = /(?:https?:\/\/|www\.)\S+|\S*@\S+|#\S+/giu;
/** People with their titles, and titles alone. */
const TITLED =
  /(?<!\p{L})(?:(?:Dr|Mrs?|Ms|Miss|Prof|Professor|[Nn]urse|[Ss]ister)\.? \p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?|(?:Dr|Mrs?|Ms|Prof)(?![\p{L}\p{N}]))/gu;
const WORD = /\p{L}{1,2}&\p{L}{1,2}(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
/** As names are written; A&E, NHS and other capitals throughout are none. */
const CAPITALISED = /^\p{Lu}\p{M}*(?:['’]\p{Lu})?\p{Ll}/u;

/**
 * Small words that hold a name together: beds at Larkhollow House, access to care, Haus der Gesundheit. Any other stop
 * word in the middle (because, that's, are) makes it a piece of a sentence.
 */
const CONNECTORS = new Set(
  'of at in on for to and the a an with from by per de la le les des du del di da dei y e et en der den des und im am o i'.split(
    ' ',
  ),
);

/** Every phrase of two to five words in a text, in order. */
export function phrasesOf(text: string, rules: PhraseRules): Phrase[] {
  const phrases: Phrase[] = [];
  for (const run of tellingRuns(text, rules)) {
    for (let start = 0; start < run.length; start++) {
      if (!says(run[start]!, rules)) continue;
      for (let length = SHORTEST; length <= LONGEST && start + length <= run.length; length++) {
        const last = run[start + length - 1]!;
        if (says(last, rules)) phrases.push(join(run.slice(start, start + length)));
        else if (!CONNECTORS.has(last.written.toLowerCase())) break;
      }
    }
  }
  return phrases;
}

/** The words of a text that say something, in order. */
export function plainWords(text: string, rules: PhraseRules): Phrase[] {
  return tellingRuns(text, rules)
    .flat()
    .filter((word) => says(word, rules))
    .map((word) => join([word]));
}

function join(words: readonly Word[]): Phrase {
  const written = words.map((word) => word.written).join(' ');
  return { key: written.toLowerCase(), written, named: words.some(({ named }) => named) };
}

/** Never a connector, whatever language it connects in: "pm ET" ends in French. */
function says({ written }: Word, { stopwords }: PhraseRules): boolean {
  const lower = written.toLowerCase().replaceAll('’', "'");
  if (lower.length < 2 || !/\p{L}/u.test(lower) || CONNECTORS.has(lower)) return false;
  return !stopwords.has(lower) && !stopwords.has(lower.replaceAll("'", ''));
}

/** Words in a row; of a text that says nothing else, those of its hashtags, opened up. */
function tellingRuns(text: string, rules: PhraseRules): Word[][] {
  const runs = runsOf(text, rules.words);
  if (runs.some((run) => run.some((word) => says(word, rules)))) return runs;
  const opened = text.replace(/#(\S+)/gu, (_, tag: string) => tag.replace(/(\p{Ll})(?=\p{Lu})|_/gu, '$1 '));
  return runsOf(opened, rules.words).map((run) => run.map(({ written }) => ({ written, named: false })));
}

/** Words in a row, with nothing but a space between them; words of the project end a run, and so do titled people. */
function runsOf(text: string, projectWords: readonly string[]): Word[][] {
  const bare = text.replace(NOT_WORDS, ' . ').replace(TITLED, ' . ');
  const runs: string[][] = [[]];
  let end = 0;
  let seen = 0;
  for (const match of bare.matchAll(WORD)) {
    if (seen++ >= FIRST_WORDS) break;
    if (bare.slice(end, match.index) !== ' ') runs.push([]);
    runs.at(-1)!.push(match[0]);
    end = match.index + match[0].length;
  }
  const headline = isHeadline(runs.flat());
  return runs
    .map((run) => (headline ? run.map((written) => ({ written, named: false })) : markNames(run)))
    .flatMap((run) => cutOut(run, projectWords))
    .filter((run) => run.length > 0);
}

function isHeadline(words: readonly string[]): boolean {
  return words.length >= HEADLINE && words.filter((word) => /^\p{Lu}/u.test(word)).length > words.length / 2;
}

function markNames(run: readonly string[]): Word[] {
  const capitalised = run.map((word) => CAPITALISED.test(word));
  return run.map((written, at) => ({
    written,
    named: capitalised[at]! && (capitalised[at - 1] === true || capitalised[at + 1] === true),
  }));
}

/** A run without the words of the project, however they are spaced (NHSCitizen, NHS citizen): what is before and after. */
function cutOut(run: readonly Word[], projectWords: readonly string[]): Word[][] {
  const forbidden = new Set(projectWords.map((word) => word.toLowerCase().replace(/[\s#@_]/g, '')));
  const runs: Word[][] = [[]];
  for (let at = 0; at < run.length; ) {
    const spelled = (words: number) => run.slice(at, at + words).map(({ written }) => written.toLowerCase());
    const length = LENGTHS.find((words) => forbidden.has(spelled(words).join('')));
    if (length === undefined) {
      runs.at(-1)!.push(run[at]!);
      at += 1;
    } else {
      runs.push([]);
      at += length;
    }
  }
  return runs;
}
