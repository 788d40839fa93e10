/** A made-up stream of short posts without end: words by Zipf's law, some hundred subjects that come, drift and go. */
import { seededRandom } from '../src/random.js';

export interface MadeUp {
  /** Tokens, as the pipeline would leave them. */
  tokens: string[];
  /** Number of the subject. */
  subject: number;
  voice: number;
}

const SUBJECTS = 200;
/** Every so many posts one of the subjects is over and a new one comes. */
const RENEWAL = 250;
/** Words that belong to a subject; one of them changes every so many of its posts. */
const OWN_WORDS = 40;
const DRIFT = 100;
const COMMON_WORDS = 60_000;
const OWN_SHARE = 0.55;
const VOICES = 50_000;

/** Seeded (mulberry32): the same stream every time. */
export function* madeUpStream(posts: number, seed = 1): Generator<MadeUp> {
  const random = seededRandom(seed);
  const zipf = (size: number) => Math.floor(size ** random()) - 1;
  let subjects = 0;
  const begin = () => ({
    number: subjects++,
    said: 0,
    words: Array.from({ length: OWN_WORDS }, () => zipf(COMMON_WORDS)),
  });
  const alive = Array.from({ length: SUBJECTS }, begin);
  for (let post = 0; post < posts; post++) {
    if (post % RENEWAL === RENEWAL - 1) alive[Math.floor(random() * SUBJECTS)] = begin();
    const subject = alive[zipf(SUBJECTS + 1)]!;
    subject.said += 1;
    if (subject.said % DRIFT === 0) subject.words[Math.floor(random() * OWN_WORDS)] = zipf(COMMON_WORDS);
    const tokens = Array.from({ length: 6 + Math.floor(random() * 9) }, () =>
      wordOf(random() < OWN_SHARE ? subject.words[zipf(OWN_WORDS + 1)]! : zipf(COMMON_WORDS)),
    );
    yield { tokens, subject: subject.number, voice: zipf(VOICES) };
  }
}

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeiou';

/** A number as a word that can be said. */
function wordOf(number: number): string {
  let rest = number;
  let word = '';
  do {
    word += CONSONANTS[rest % 16]! + VOWELS[Math.floor(rest / 16) % 5]!;
    rest = Math.floor(rest / 80);
  } while (rest > 0);
  return `${word}n`;
}
