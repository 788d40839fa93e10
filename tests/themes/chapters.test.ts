import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/random.js';
import { broaden } from '../../src/themes/chapters.js';
import { Corpus } from '../../src/themes/corpus.js';
import { Mixture, sampleOf } from '../../src/themes/mixture.js';
import { PARAMETERS } from '../../src/themes/parameters.js';
import { chatter, SUBJECTS, tokensOf } from './conversation.js';

const NAMES = Object.keys(SUBJECTS);

function corpusOf(posts: readonly (readonly string[])[]): Corpus {
  const corpus = new Corpus();
  for (const tokens of posts) corpus.add(tokens);
  return corpus;
}

const said = chatter(600);
const corpus = corpusOf(said.map(({ text }) => tokensOf(text)));

describe('broad chapters', () => {
  it('joins chapters between which posts hesitate, and only those of one subject', () => {
    const narrow = Int32Array.from(said, ({ subject }, post) => NAMES.indexOf(subject) * 8 + (post % 8));
    const broad = broaden(corpus, narrow, seededRandom(1));
    expect(new Set(broad).size).toBeLessThan(new Set(narrow).size * 0.75);
    for (const chapter of new Set(broad)) {
      const posts = said.filter((_, post) => broad[post] === chapter);
      const most = Math.max(...NAMES.map((name) => posts.filter(({ subject }) => subject === name).length));
      expect(most / posts.length).toBeGreaterThan(0.9);
    }
    expect(broaden(corpus, narrow, seededRandom(1))).toEqual(broad);
  });

  it('leaves chapters as they are where posts know where they belong', () => {
    const sure = Int32Array.from(said, ({ subject }) => NAMES.indexOf(subject));
    expect(broaden(corpus, sure, seededRandom(1))).toEqual(sure);
  });

  it('does not join what has no word in common', () => {
    const apart = corpusOf(Array.from({ length: 40 }, (_, post) => [`w${post}`, `x${post}`]));
    const each = Int32Array.from({ length: 40 }, (_, post) => post);
    expect(broaden(apart, each, seededRandom(1))).toEqual(each);
  });

  it('takes the posts outside the sample along', () => {
    const few = chatter(60).map(({ text }) => tokensOf(text));
    const many = corpusOf(Array.from({ length: PARAMETERS.chapters.posts + 500 }, (_, post) => few[post % 60]!));
    const subjects = chatter(60).map(({ subject }) => NAMES.indexOf(subject));
    const narrow = Int32Array.from(
      { length: many.size },
      (_, post) => subjects[post % 60]! * 8 + (Math.floor(post / 60) % 8),
    );
    const broad = broaden(many, narrow, seededRandom(1));
    // A post left with its narrow chapter would keep its number, and those are no longer given.
    expect(Math.min(...broad)).toBeGreaterThan(Math.max(...narrow));
  });
});

describe('a mixture', () => {
  it('weighs a post as the urn of each group would, without the post itself', () => {
    const posts = [
      ['tea', 'tea', 'milk', 'alone'],
      ['tea', 'milk'],
      ['tea', 'rain'],
      ['rain', 'rain', 'wind'],
      ['wind', 'milk'],
    ];
    const of = [0, 0, 1, 1, 1];
    const small = corpusOf(posts);
    const mixture = new Mixture(sampleOf(small, [0, 1, 2, 3, 4]), Int32Array.from(of));
    const { beta } = PARAMETERS.reread;
    const { sizePower } = PARAMETERS.chapters;
    const expected = [0, 1].map((group) => {
      const others = posts.filter((_, post) => post !== 0 && of[post] === group);
      const words = others.flat();
      const favour = sizePower * Math.log(others.length) - 4 * Math.log(words.length + 5 * beta + 3 / 2);
      const count = (word: string) => words.filter((one) => one === word).length;
      // The second time that a post says a word, the urn has it once more. What no other post says is the same everywhere.
      return favour + [count('tea'), count('tea') + 1, count('milk')].reduce((sum, n) => sum + Math.log(n + beta), 0);
    });
    const found = mixture.weigh(0);
    expect(found[0]).toBeCloseTo(expected[0]!, 9);
    expect(found[1]).toBeCloseTo(expected[1]!, 9);
  });

  it('brings posts that went astray back to their own', () => {
    const astray = said.map(({ subject }, post) => (post % 5 === 0 ? 0 : NAMES.indexOf(subject)));
    const mixture = new Mixture(sampleOf(corpus, [...said.keys()]), Int32Array.from(astray));
    const random = seededRandom(1);
    for (let times = 0; times < 3; times++) mixture.sweep(random);
    for (const group of new Set(mixture.of)) {
      const posts = said.filter((_, post) => mixture.of[post] === group);
      const most = Math.max(...NAMES.map((name) => posts.filter(({ subject }) => subject === name).length));
      expect(most / posts.length).toBeGreaterThan(0.95);
    }
  });
});
