import { describe, expect, it } from 'vitest';
import { labelThemes, type Nameable } from '../../src/themes/labels.js';
import { phrasesOf } from '../../src/themes/phrases.js';
import { STOPWORDS } from './conversation.js';

const RULES = { stopwords: new Set([...STOPWORDS, 'are']), words: ['#NHSCitizen', 'patient voice'] };

/** Posts of voices and sources nobody knows. */
function theme(texts: readonly string[], former: string | null = null): Nameable {
  return { posts: texts.map((text) => ({ text, voice: null, source: null })), former };
}

function label(...themes: (readonly string[])[]): string[] {
  return labelThemes(
    themes.map((texts) => theme(texts)),
    RULES,
  );
}

/** Twelve posts that say nothing together but "parking"; the first `count` add a phrase, said by `voices` in turn. */
function dozen(phrase: string, count: number, voices: number): Nameable {
  const posts = Array.from({ length: 12 }, (_, index) => ({
    text: index < count ? `parking. ${phrase}` : 'parking',
    voice: index < count ? index % voices : 100 + index,
    source: null,
  }));
  return { posts, former: null };
}

describe('phrases', () => {
  it.each([
    ['two words', 'waiting lists', ['waiting lists']],
    ['no stop words at either end', 'the waiting lists we have', ['waiting lists']],
    ['connecting words inside', 'beds at the Hall', ['beds at the hall']],
    ['no piece of a sentence', 'night is beds', []],
    ['nothing across a stop', 'waiting. Lists', []],
    ['nothing across a comma', 'waiting, lists', []],
    ['A&E is a word', 'A&E closure', ['a&e closure']],
    ['no addresses', 'see https://example.org/a/b now', []],
    ['no handles', 'ask @some_one today', []],
    ['no addresses of mail', 'write some.one@example.org today', []],
    ['no hashtags', 'ask #dentist today', []],
    ['no words of the project', 'ask nhscitizen today', []],
    ['however it is spaced', 'ask NHS Citizen today', []],
    ['no phrases of the project', 'your patient voice matters', []],
    ['a verb is no connector', 'education classes are a bother', ['education classes']],
    ['no connector at the end, of any language', 'from 9 pm ET', []],
    ['no titled person', 'thanks to Dr. Jane Otter and nurse Mary for care', []],
    ['no title at the end', 'Natasha and Dr', []],
    ['a nurse without a name is no person', 'nurse shortage', ['nurse shortage']],
    ['no lone numbers', '12 weeks 2026', []],
    ['at most five words', 'one two three four five six', expect.not.arrayContaining(['one two three four five six'])],
  ])('%s', (_, text, keys) => {
    expect(phrasesOf(text, RULES).map(({ key }) => key)).toEqual(keys);
  });
});

describe('labels', () => {
  it('names a theme by the phrase that is most its own', () => {
    const dentists = ['Waiting list for dentists', 'dentist waiting list grows', 'long waiting list, no dentist'];
    const parking = ['Car park charges again', 'car park charges are wrong', 'Stop the car park charges'];
    expect(label(dentists, parking)).toEqual(['waiting list', 'car park charges']);
  });

  it('prefers a phrase of words that run through the theme to one that a few repeat', () => {
    const parking = [
      'parking fee',
      'parking fee up',
      'fee for parking',
      'hospital parking',
      'parking again',
      'no parking',
    ];
    const repeated = [
      'seven long cupboards, parking',
      'seven long cupboards, parking',
      'seven long cupboards, parking',
    ];
    expect(label([...parking, ...repeated], ['waiting list', 'waiting list'])).toEqual(['parking fee', 'waiting list']);
  });

  it('writes as people most often write', () => {
    expect(label(['GP surgery shut', 'GP surgery shut', 'gp surgery shut'])).toEqual(['GP surgery shut']);
    expect(label(['A&E closure', 'A&E closure', 'a&e closure'])).toEqual(['A&E closure']);
  });

  it('tells themes apart', () => {
    const labels = label(['Waiting list', 'Waiting list'], ['Waiting list', 'waiting list'], ['Waiting list long']);
    expect(new Set(labels.map((one) => one.toLowerCase())).size).toBe(3);
  });

  it('tells a hundred themes of the same words apart', () => {
    const labels = label(...Array.from({ length: 100 }, () => ['Thanks']));
    expect(new Set(labels).size).toBe(100);
  });

  it('never shows a handle, an address or the project', () => {
    const [shown] = label(['@some_one https://example.org #NHSCitizen NHS Citizen #BedBlocking']);
    expect(shown).toBe('Bed Blocking');
  });

  it('keeps a former label that is still nearly as good', () => {
    const texts = ['long waiting list', 'waiting list', 'dentist shortage', 'dentist shortage', 'dentist shortage'];
    const labelAfter = (former: string | null) => labelThemes([theme(texts, former)], RULES)[0];
    expect(labelAfter(null)).toBe('dentist shortage');
    expect(labelAfter('Waiting list')).toBe('waiting list');
    expect(labelAfter('something else')).toBe('dentist shortage');
  });

  it.each([
    ['a phrase of a few posts', dozen('broken barrier', 1, 1), 'parking, broken, barrier'],
    ['a phrase of one voice', dozen('broken barrier', 6, 1), 'parking, broken, barrier'],
    ['a phrase of two voices', dozen('broken barrier', 2, 2), 'broken barrier'],
    ['a name that two voices say', dozen('thank Janet Smithson', 6, 2), 'parking, thank'],
    ['a name that is known to many', dozen('Marlow Ward', 6, 3), 'Marlow Ward'],
  ])('%s', (_, one, expected) => {
    const elsewhere = theme(Array.from({ length: 12 }, () => 'waiting list'));
    expect(labelThemes([one, elsewhere], RULES)[0]).toBe(expected);
  });

  it('keeps a name made of words, while its words are still the most own', () => {
    const texts = [
      'parking fine',
      'machine. parking',
      'fine. machine',
      'parking',
      'machine',
      'fine',
      'fine',
      'parking',
    ];
    const labelAfter = (former: string | null) => labelThemes([theme(texts, former)], RULES)[0];
    expect(labelAfter(null)).toBe('parking, fine, machine');
    expect(labelAfter('machine, fine, parking')).toBe('machine, fine, parking');
    expect(labelAfter('dentist, machine')).toBe('parking, fine, machine');
  });

  it('does not call a theme by what a source writes under everything', () => {
    const posts = (subject: string) =>
      Array.from({ length: 5 }, () => ({ text: `${subject}. Read full story`, voice: null, source: 'paper' }));
    const themes = ['broken barrier', 'waiting list', 'hearing aid'].map((subject) => ({
      posts: posts(subject),
      former: null,
    }));
    expect(labelThemes(themes, RULES)).toEqual(['broken barrier', 'waiting list', 'hearing aid']);
  });
});
