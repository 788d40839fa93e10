import { describe, expect, it } from 'vitest';
import { labelThemes, type Nameable, type PhraseRules } from '../../src/themes/labels.js';
import { Lexicon } from '../../src/themes/lexicon.js';
import { phrasesOf } from '../../src/themes/phrases.js';
import { readText } from '../../src/themes/reading.js';
import { STOPWORDS } from './conversation.js';

const RULES = { stopwords: new Set([...STOPWORDS, 'are']), words: ['#NHSCitizen', 'patient voice'] };

/** Posts of voices and sources nobody knows. */
function theme(texts: readonly string[], former: string | null = null): Nameable {
  return { posts: texts.map((text) => ({ text, voice: null, source: null })), former };
}

function label(...themes: (readonly string[])[]): string[] {
  return labelsOf(themes.map((texts) => theme(texts)));
}

function labelsOf(themes: readonly Nameable[], rules: PhraseRules = RULES): string[] {
  return labelThemes(themes, rules).map((named) => named.label);
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
    expect(phrasesOf(readText(text, new Lexicon(RULES), null)).map(({ key }) => key)).toEqual(keys);
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

  it.each([
    [
      'the capital of a sentence is none of the word',
      ['Hearing aid lost. No hearing yet', 'Hearing aid found'],
      'hearing aid',
    ],
    ['a name keeps its capitals', ['The Marlow Ward shuts', 'on Marlow Ward again', 'marlow ward'], 'Marlow Ward'],
    ['careless posts do not vote', ['my gp surgery', 'my gp surgery', 'The GP surgery is shut'], 'GP surgery'],
    ['shouting does not vote', ['CAR PARK FULL', 'CAR PARK FULL', 'The car park is full'], 'car park full'],
    [
      'headlines do not vote',
      ['Car Park Charges Rise', 'Car Park Charges Rise', 'Pay the car park charges'],
      'car park charges',
    ],
    [
      'one word may be shouted in a sentence',
      ['The bed SHORTAGE again', 'A shortage, such a shortage. The bed SHORTAGE', 'The shortage is bad'],
      'bed shortage',
    ],
    ['what nobody cases with care is looked up', ['a&e closure', 'a&e closure'], 'A&E closure'],
  ])('%s', (_, texts, expected) => {
    expect(labelsOf([theme(texts)], { ...RULES, spellings: ['A&E'] })).toEqual([expected]);
  });

  it('counts a plural with its singular', () => {
    const lists = ['waiting list', 'waiting lists', 'waiting list', 'ward closure', 'ward closure'];
    expect(label(lists)).toEqual(['waiting list']);
    expect(label(['health news', 'health news', 'new'])).toEqual(['health news']);
  });

  it('reads a hashtag in the words that people write it in', () => {
    const tagged = ['Stop #BedBlocking now', 'bed blocking again', 'so much #bedblocking', 'ward, bed, blocking'];
    expect(label(tagged)).toEqual(['bed blocking']);
    expect(label(['the cuts #NHScuts', 'NHS. #NHScuts'])).toEqual(['NHS cuts']);
  });

  it('calls a theme by what is said in a sentence before what is only a hashtag', () => {
    const said = 'car park';
    const texts = [`${said} #FullBarrier`, `${said} #FullBarrier`, '#FullBarrier barrier', 'full'];
    expect(label(texts)).toEqual([said]);
  });

  it('never opens the hashtag of the project', () => {
    const texts = ['ward closure #NHSCitizen', 'ward closure #nhscitizen', '#NHSCitizen', '#NHSCitizen'];
    const [shown] = labelThemes([theme(texts)], RULES);
    expect(shown!.label).toBe('ward closure');
    expect(shown!.why).not.toMatch(/citizen/i);
  });

  it('leaves out the small words of the language of a post', () => {
    const posts = Array.from({ length: 4 }, () => ({
      text: 'por el barrio norte',
      voice: null,
      source: null,
      lang: 'es',
    }));
    const otherStopwords = new Map([['es', new Set(['por', 'el'])]]);
    const named = (rules: PhraseRules) => labelsOf([{ posts, former: null }], rules);
    expect(named(RULES)).not.toEqual(['barrio norte']);
    expect(named({ ...RULES, otherStopwords })).toEqual(['barrio norte']);
  });

  it('does not call two themes by nearly the same words', () => {
    const blood = ['red blood cells', 'red blood cells', 'red blood cells'];
    const bank = [...Array.from({ length: 6 }, () => 'red blood'), 'donor session', 'donor session', 'donor session'];
    expect(label(blood, bank)).toEqual(['red blood cells', 'donor session']);
  });

  it('is no piece of a longer phrase, and says no word twice', () => {
    expect(label(['hearing aid batteries', 'hearing aid batteries', 'hearing aid batteries'])).toEqual([
      'hearing aid batteries',
    ]);
    expect(label(['theory theory', 'theory theory', 'theory'])).toEqual(['theory']);
  });

  it('takes a phrase that few say, made of words that many say, before a list of words', () => {
    const posts = ['helpful. staff', 'staff. helpful', 'staff', 'helpful', 'helpful. staff', 'helpful staff'];
    const many = [...posts, ...posts, ...posts.slice(0, -1), ...posts.slice(0, -1)];
    expect(label([...many, 'rude porter', 'broken lift'])).toEqual(['helpful staff']);
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
    const labelAfter = (former: string | null) => labelsOf([theme(texts, former)])[0];
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
    expect(labelsOf([one, elsewhere])[0]).toBe(expected);
  });

  it('keeps a name made of words, while its words are still the most own', () => {
    const texts = [
      'parking. fine',
      'machine. parking',
      'fine. machine',
      'parking',
      'machine',
      'fine',
      'fine',
      'parking',
    ];
    const labelAfter = (former: string | null) => labelsOf([theme(texts, former)])[0];
    expect(labelAfter(null)).toBe('parking, fine, machine');
    expect(labelAfter('machine, fine, parking')).toBe('machine, fine, parking');
    expect(labelAfter('dentist, machine')).toBe('parking, fine, machine');
  });

  it('calls posts that are all the same few words by these', () => {
    const stock = Array.from({ length: 9 }, () => 'We have an answer');
    expect(label([...stock, 'answer true'], ['waiting list', 'waiting list'])[0]).toBe('We have an answer');
    expect(
      label(
        Array.from({ length: 9 }, () => 'we have'),
        ['waiting list'],
      )[0],
    ).toBe('few words');
  });

  it('says why in facts', () => {
    const dentists = theme(['waiting list, dentist', 'Waiting list', 'waiting list', 'dentist']);
    const parking = theme(['car park', 'car park. Waiting lists', 'car park', 'car park', 'car park', 'car park']);
    const elsewhere = theme(['bus', 'bus']);
    const why = (...themes: Nameable[]) => labelThemes(themes, RULES).map((named) => named.why);
    expect(why(dentists, parking, elsewhere)).toEqual([
      '“waiting list” in 3 of 4 posts read, 6.0 times as often as elsewhere; words: waiting, list, dentist',
      '“car park” in 6 of 6 posts read and in no other theme; words: car, park',
      'no phrase is shared by its posts; words: bus',
    ]);
    expect(why(dentists)).toEqual(['“waiting list” in 3 of 4 posts read']);
  });

  it('does not say the names of people, nor what one voice says, in the line of why', () => {
    const posts = dozen('thank Janet Smithson', 6, 2);
    const elsewhere = theme(Array.from({ length: 12 }, () => 'waiting list'));
    expect(labelThemes([posts, elsewhere], RULES)[0]!.why).toBe(
      'no phrase is shared by its posts; words: parking, thank',
    );
  });

  it('does not say a first name that few say', () => {
    const one = (text: string, voice: number) => ({ text, voice, source: null });
    const posts = [one('Today Harold rang the clinic', 1), one('So Harold rang the clinic', 1), one('the bus', 2)];
    const elsewhere = theme(['waiting list', 'waiting list']);
    const [named] = labelThemes([{ posts, former: null }, elsewhere], RULES);
    expect(named!.label).toBe('rang the clinic');
    expect(named!.why).not.toMatch(/harold/i);
    const known = [...posts, one('And Harold rang the clinic', 3), one('Yes, Harold rang the clinic', 4)];
    expect(labelsOf([{ posts: known, former: null }, elsewhere])[0]).toBe('Harold rang the clinic');
  });

  it('does not call a theme by what a source writes under everything', () => {
    const posts = (subject: string) =>
      Array.from({ length: 5 }, () => ({ text: `${subject}. Read full story`, voice: null, source: 'paper' }));
    const themes = ['broken barrier', 'waiting list', 'hearing aid'].map((subject) => ({
      posts: posts(subject),
      former: null,
    }));
    expect(labelsOf(themes)).toEqual(['broken barrier', 'waiting list', 'hearing aid']);
  });
});
