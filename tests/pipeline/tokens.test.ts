import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { stem } from '../../src/pipeline/stems.js';
import { processed, resources } from './drafts.js';

describe('tokens', () => {
  test.each([
    ['stems, without stop words', 'The patients are waiting for their hospitals', ['patient', 'wait', 'hospit']],
    ['case is folded', 'GP Gp gp', ['gp', 'gp', 'gp']],
    ['contractions are stop words, with any apostrophe or none', "don't don’t dont I'm won’t they've", []],
    ['possessives are their owners', "GP's the patients' Ann’s", ['gp', 'patient', 'ann']],
    ['letters joined by & are one word', 'A&E and A &amp; E, R&D', ['a&e', 'a&e', 'r&d']],
    ['numbers go, words with numbers stay', '2024 3.5 1,000 covid19 5pm', ['covid19', '5pm']],
    ['single letters go', 'plan b x', ['plan']],
    ['hyphens part words', 'walk-in', ['walk']],
    ['names inside words stay whole', "O'Brien", ['obrien']],
    ['a hashtag counts beside its words', '#WaitingTimes', ['#waitingtimes', 'wait', 'time']],
    [
      'capitals and underscores part a hashtag',
      '#NHSCitizen #save_our_gp #COVID19',
      ['#nhscitizen', 'nh', 'citizen', '#save_our_gp', 'save', 'gp', '#covid19', 'covid19'],
    ],
    ['a hashtag in small letters is one word', '#waitingtimes', ['#waitingtimes', 'waitingtim']],
    ['in order', 'long #Waits here, #GP', ['long', '#waits', 'wait', '#gp', 'gp']],
    ['mentions and addresses are no tokens', '@waiting https://waiting.example/wait?wait=1 RT www.wait.example', []],
    ['fancy letters are letters', '𝗦𝗮𝘃𝗲 𝘁𝗵𝗲 ｈｏｓｐｉｔａｌ', ['save', 'hospit']],
    ['hidden joiners do not hide', 'hos\u200bpi\u200dtal', ['hospit']],
    ['accents stay', 'Café', ['café']],
    ['codes go', `${'x1'.repeat(40)} hospital`, ['hospit']],
  ])('%s', (_, text, tokens) => {
    expect(processed(text).tokens).toEqual(tokens);
  });

  test.each([
    [
      'fr',
      'L’hôpital n’est pas assez grand pour tous les malades de la région',
      ['hôpital', 'grand', 'malad', 'région'],
    ],
    ['de', 'Die Krankenhäuser sind für die Patienten nicht mehr zu erreichen', ['krankenhaus', 'patient', 'erreich']],
    ['es', 'Los hospitales no tienen camas para todos los pacientes', ['hospital', 'cam', 'pacient']],
  ])('in the language of the post: %s', (_, text, tokens) => {
    expect(processed(text).tokens).toEqual(tokens);
  });

  it('parts writing without spaces', () => {
    expect(processed('病院の待ち時間は長い').tokens).toContain('病院');
  });

  it('leaves out the words the project listens for, as hashtag, phrase or word', () => {
    const known = resources({ words: ['#NHSCitizen', 'waiting times'] });
    const tokens = (text: string) => processed(text, {}, known).tokens;
    expect(tokens('#NHSCitizen #nhscitizen NHSCitizen, NHS Citizen')).toEqual([]);
    expect(tokens('Waiting times: #WaitingTimes #waiting_times')).toEqual([]);
    expect(tokens('a citizen waiting till times change the NHS')).toEqual(['citizen', 'wait', 'time', 'chang', 'nh']);
    expect(tokens('#LongWaitingTimes')).toEqual(['#longwaitingtimes', 'long']);
  });

  it('never holds a stop word, a number or an empty string', () => {
    const known = resources();
    const words = fc.array(
      fc.oneof(
        fc.constantFrom('the', '#The', "it's", '12', 'A&E', '@x', 'Zürich', '..', "''"),
        fc.string({ unit: 'grapheme' }),
      ),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const { lang, tokens } = processed(parts.join(' '), {}, known);
        for (const token of tokens) expect(token).toMatch(/^#|\p{L}/u);
        if (lang === 'en') expect(tokens.filter((token) => token === 'the' || token === "it's")).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('stems', () => {
  it('exist for every word of every language without throwing', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdehilnorstuyzéèêçñäöüßåøãőğияфж'),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        letters,
        fc.constantFrom('de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'ru', 'sv', 'tr', 'und'),
        (word, lang) => {
          expect(stem(word, lang)).not.toBe('');
          expect(stem(word, lang)).toBe(stem(word, lang));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('leave words alone in a language without a stemmer', () => {
    expect(stem('evlerinizden', 'tr')).toBe('evlerinizden');
  });
});
