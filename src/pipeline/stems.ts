/** Word stems through `natural`, remembered: a few thousand words make up most of any conversation. */
// By subpath: the package's front door prints to standard output, reads .env files and loads database drivers.
import {
  PorterStemmer,
  PorterStemmerDe,
  PorterStemmerEs,
  PorterStemmerFr,
  PorterStemmerIt,
  PorterStemmerNl,
  PorterStemmerNo,
  PorterStemmerPt,
  PorterStemmerRu,
  PorterStemmerSv,
} from 'natural/lib/natural/stemmers/index.js';

const STEMMERS: Readonly<Record<string, { stem(word: string): string }>> = {
  de: PorterStemmerDe,
  en: PorterStemmer,
  es: PorterStemmerEs,
  fr: PorterStemmerFr,
  it: PorterStemmerIt,
  nl: PorterStemmerNl,
  no: PorterStemmerNo,
  pt: PorterStemmerPt,
  ru: PorterStemmerRu,
  sv: PorterStemmerSv,
};

/** Words remembered per language; forgotten all at once, so that memory stays bounded. */
const MOST_REMEMBERED = 100_000;
const remembered = new Map<string, Map<string, string>>();

/** The stem of a case-folded word; the word itself in a language without a stemmer, or where it is not letters alone. */
export function stem(word: string, lang: string): string {
  const stemmer = STEMMERS[lang];
  if (stemmer === undefined) return word;
  let stems = remembered.get(lang);
  if (stems === undefined || stems.size >= MOST_REMEMBERED) {
    stems = new Map();
    remembered.set(lang, stems);
  }
  let found = stems.get(word);
  if (found === undefined) {
    found = /^[\p{L}\p{M}]+$/u.test(word) ? stemmer.stem(word) || word : word;
    stems.set(word, found);
  }
  return found;
}
