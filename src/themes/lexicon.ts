/** Every word of the posts that labels are made from, once for each way of writing it. */

export interface PhraseRules {
  /** Words that say nothing, lower case. */
  stopwords: ReadonlySet<string>;
  /** The same by language (ISO 639-1), for posts in a language that is not one of the project's. */
  otherStopwords?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words and phrases the project listens for: every post has them, so they name none. */
  words: readonly string[];
  /** How words are written that nobody cased with care: NHS, A&E. */
  spellings?: readonly string[];
}

export interface Word {
  written: string;
  lower: string;
  /** What it counts as: the singular where people say that too. Lower case. */
  root: string;
  /** Whether it says something. */
  says: boolean;
  /** Whether it may stand inside a phrase though it says nothing. */
  connects: boolean;
  /** As names are written; A&E, NHS and other capitals throughout are none. */
  capitalised: boolean;
  /** Times it was written so, and times where capitals are as in a sentence. */
  seen: number;
  cased: number;
}

const CAPITALISED = /^\p{Lu}\p{M}*(?:['’]\p{Lu})?\p{Ll}/u;
/** As names are written, and as they are shouted: longer than most abbreviations. */
const NAME = /^\p{Lu}\p{M}*(?:['’]\p{Lu})?\p{Ll}|^\p{Lu}{5,}$/u;
/** Letters, at least, of a singular: news is not many new. */
const SHORTEST_SINGULAR = 4;
/** Type 2 diabetes, 111 calls. */
const NUMBER = /^\d{1,3}$/u;
const ABBREVIATIONS = /^[\p{Lu}&]{2,}s$/u;

/**
 * Small words that hold a name together: beds at Larkhollow House, access to care, Haus der Gesundheit. Any other stop
 * word in the middle (because, that's, are) makes it a piece of a sentence.
 */
const CONNECTORS = new Set(
  'of at in on for to and the a an with from by per de la le les des du del di da dei y e et en der den des und im am o i'.split(
    ' ',
  ),
);

export class Lexicon {
  /** Words of the project, lower case, without spaces and signs. */
  readonly projectWords: ReadonlySet<string>;
  private readonly rules: PhraseRules;
  private readonly byLanguage = new Map<string, Map<string, Word>>();
  private readonly met = new Set<string>();
  private readonly names = new Set<string>();
  private readonly usual = new Map<string, string>();

  constructor(rules: PhraseRules) {
    this.rules = rules;
    this.projectWords = new Set(rules.words.map((word) => word.toLowerCase().replace(/[\s#@_]/g, '')));
  }

  /** @param lang of the post; `null`: one of the project's */
  word(written: string, lang: string | null): Word {
    const others = lang === null ? undefined : this.rules.otherStopwords?.get(lang);
    const key = others === undefined ? '' : lang!;
    let known = this.byLanguage.get(key);
    if (known === undefined) {
      known = new Map();
      this.byLanguage.set(key, known);
    }
    let word = known.get(written);
    if (word === undefined) {
      word = describe(written, [this.rules.stopwords, ...(others === undefined ? [] : [others])]);
      known.set(written, word);
      this.met.add(word.lower);
    }
    return word;
  }

  /** Whether a word was met, written in any way, lower case. */
  knows(lower: string): boolean {
    return this.met.has(lower);
  }

  /** Once everything is read: which plurals are one with their singular, and how each word is usually written. */
  settle(): void {
    const words = [...this.byLanguage.values()].flatMap((known) => [...known.values()]);
    const best = new Map<string, Word>();
    for (const word of words) {
      word.root = singular(word, this.met);
      const other = best.get(word.lower);
      if (other === undefined || (word.cased - other.cased || word.seen - other.seen) > 0) best.set(word.lower, word);
    }
    for (const spelling of this.rules.spellings ?? []) this.usual.set(spelling.toLowerCase(), spelling);
    for (const { lower, written, cased } of best.values()) {
      if (cased > 0 || !this.usual.has(lower)) this.usual.set(lower, written);
      if (cased > 0 && NAME.test(written)) this.names.add(lower);
    }
  }

  /** What a word counts as, known or not. */
  rootOf(written: string): string {
    return singular({ written, lower: written.toLowerCase() }, this.met);
  }

  /** Whether a word says something, met or not. */
  says(written: string): boolean {
    return describe(written, [this.rules.stopwords]).says;
  }

  /** Whether people write it with a capital in the middle of a sentence: it may be the name of a person. */
  mayName(root: string): boolean {
    return this.names.has(root);
  }

  /** As people write it in sentences, else as the list of spellings has it, else as it is most often written. */
  usually(lower: string): string {
    return this.usual.get(lower) ?? lower;
  }
}

/** Never a connector says anything, whatever language it connects in: "pm ET" ends in French. */
function describe(written: string, stopwords: readonly ReadonlySet<string>[]): Word {
  const lower = written.toLowerCase();
  const plain = lower.replaceAll('’', "'");
  // The pronoun is no connector, though the word for "and" in Polish is written with the same letter.
  const connects = (CONNECTORS.has(plain) && written !== 'I') || NUMBER.test(plain);
  const stops = stopwords.some((list) => list.has(plain) || list.has(plain.replaceAll("'", '')));
  const says = plain.length > 1 && /\p{L}/u.test(plain) && !CONNECTORS.has(plain) && !stops;
  return { written, lower, root: lower, says, connects, capitalised: CAPITALISED.test(written), seen: 0, cased: 0 };
}

/** The word without the ending of a plural or a possessive, where people say that too. */
function singular({ written, lower }: Pick<Word, 'written' | 'lower'>, attested: ReadonlySet<string>): string {
  const own = lower.replace(/['’]s$/u, '');
  const forms = [
    own.replace(/ies$/u, 'y'),
    own.replace(/(?<=(?:[cs]h|ss|x|z))es$/u, ''),
    own.replace(/(?<![sui])s$/u, ''),
  ];
  const least = ABBREVIATIONS.test(written) ? 2 : SHORTEST_SINGULAR;
  return forms.find((form) => form !== own && form.length >= least && attested.has(form)) ?? own;
}
