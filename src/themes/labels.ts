/**
 * Labels: phrases of two to five words that people really used, as they most often write them. A word is a theme's own
 * by its share there times the logarithm of how much larger that is than its share everywhere (its part in the
 * Kullback-Leibler divergence of the two); the phrase wins that is said by many and made of such words. Where no phrase is
 * said by enough, one will do that is made of words that are; without one, a theme is called by its two or three most own
 * words. With each label goes one line of why.
 */
import { boilerplateOf } from './boilerplate.js';
import { choosePhrase, chooseWords, type Taken, takenBy, withoutLikes } from './choice.js';
import { Lexicon, type PhraseRules } from './lexicon.js';
import { type Ranking, rankingOf } from './ranking.js';
import {
  type Boilerplate,
  type Post,
  phrasesSaid,
  readThemes,
  type Said,
  type Speech,
  wholesSaid,
  wordsSaid,
} from './said.js';
import { hear, spell } from './spelling.js';
import { barFor } from './thresholds.js';
import { whyOf } from './why.js';

export type { PhraseRules } from './lexicon.js';

/** What a theme offers for its name. */
export interface Nameable {
  posts: readonly Speech[];
  /** Its label until now, kept as long as it is nearly as good as the best. */
  former: string | null;
}

export interface Named {
  label: string;
  /** One line of facts: how many say it, how much more than elsewhere, and the words that are most the theme's own. */
  why: string;
}

/** Words that are named as most the theme's own. */
const TELLING_WORDS = 5;

/**
 * One label for each theme, all different; the first themes choose first.
 * @param given labels that other themes have
 */
export function labelThemes(themes: readonly Nameable[], rules: PhraseRules, given: readonly string[] = []): Named[] {
  const lexicon = new Lexicon(rules);
  const posts = readThemes(
    themes.map((theme) => theme.posts),
    lexicon,
  );
  const boilerplate = boilerplateOf(posts);
  const words = posts.map((own) => wordsSaid(own, boilerplate));
  const sizes = posts.map(({ length }) => length);
  const known = { lexicon, boilerplate, ranking: rankingOf(words, sizes), taken: takenBy(given, lexicon) };
  const chosen = themes.map(({ former }, theme) => choose(theme, posts[theme]!, words[theme]!, former, known));
  const heard = hear(
    posts,
    chosen.map(({ key }) => key),
  );
  return chosen.map(({ key, list, telling }, theme) => {
    const phrase = key === null ? null : spell(heard[theme]!, lexicon);
    return { label: phrase ?? list, why: whyOf(phrase, heard[theme]!, telling) };
  });
}

interface Known {
  lexicon: Lexicon;
  boilerplate: Boilerplate;
  ranking: Ranking;
  taken: Taken;
}

interface Chosen {
  /** Roots of the phrase, or `null` where there is none and the list of words is the label. */
  key: string | null;
  list: string;
  /** The words that are most the theme's own. */
  telling: string[];
}

function choose(
  theme: number,
  posts: readonly Post[],
  words: readonly Said[],
  former: string | null,
  { lexicon, boilerplate, ranking, taken }: Known,
): Chosen {
  const bar = barFor(posts, (root) => lexicon.mayName(root));
  const shared = words.filter(bar.enough);
  const roots = new Set(shared.map(({ key }) => key));
  const phrases = ranking.phrases(theme, phrasesSaid(posts, boilerplate, roots), bar);
  // Where no two words are shared by enough, the most own of all will do, but never a name.
  const own = ranking.words(theme, shared.length >= 2 ? shared : words.filter(bar.nameless));
  const tellingWords = withoutLikes(own.flatMap(({ said, score }) => (score > 0 ? said.key : [])));
  const telling = tellingWords.slice(0, TELLING_WORDS).map((word) => lexicon.usually(word));
  // A theme of posts that are all the same few words (did not answer) has no other phrase.
  const wholes = wholesSaid(posts, boilerplate).filter((said) => bar.enough(said) && shared.length > 0);
  const candidates = phrases.length > 0 ? phrases : ranking.phrases(theme, wholes, bar);
  const contentOf = (key: string) => key.split(' ').filter((root) => roots.has(root));
  const phrase = choosePhrase(candidates, contentOf, former, taken, lexicon);
  if (phrase !== undefined) {
    taken.add(phrase.key, contentOf(phrase.key));
    return { key: phrase.key, list: '', telling };
  }
  const { label, content } = chooseWords(own, former, taken, lexicon);
  taken.add(label.toLowerCase(), content);
  return { key: null, list: label, telling };
}
