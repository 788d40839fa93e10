import { describe, expect, test } from 'vitest';
import { takeHashtags, takeMentions } from '../../src/pipeline/mentions.js';
import { processed } from './drafts.js';

describe('handles', () => {
  test.each([
    ['x', 'hello @Ann_1, and (@bob)', ['ann_1', 'bob']],
    ['x', '＠ann in full width', ['ann']],
    ['x', 'RT@ann: RT @bob', ['ann', 'bob']],
    ['x', 'ann@town.example is a mail address', []],
    ['x', '@ann.', ['ann']],
    ['x', '@ann/list-1 and @http://x', ['ann']],
    ['x', 'at &@ann no, @ann@bob no', []],
    ['social.example', 'hi @Ann@Town.example and @bob', ['ann@town.example', 'bob']],
    ['bsky.app', '@ann.bsky.social. Yes', ['ann.bsky.social']],
  ])('%s: %s', (platform, text, handles) => {
    expect(takeMentions(text, platform).handles).toEqual(handles);
  });

  test('those the platform marked come first and are not doubled by their short form', () => {
    const draft = processed('hi @ann and @bob', { platform: 'social.example', mentions: ['@Ann@town.example'] });
    expect(draft.mentions).toEqual(['ann@town.example', 'bob']);
  });

  test('mail addresses are neither handles nor words', () => {
    const draft = processed('write to ann.smith@town.example.org about hospitals');
    expect(draft.mentions).toEqual([]);
    expect(draft.tokens).toEqual(['write', 'hospit']);
    expect(draft.links).toEqual([]);
  });
});

describe('hashtags', () => {
  test.each([
    ['#WaitingTimes and #GP.', ['waitingtimes', 'gp']],
    ['＃全角 #日本語。', ['全角', '日本語']],
    ['#Čeština #il·lusió #العربية', ['čeština', 'il·lusió', 'العربية']],
    ['#16 is a number, #covid19 is not', ['covid19']],
    ['a#b &#39; ##c #', ['c']],
    ['#one#two', []],
    ['#http://a', []],
    ['❤️#love', ['love']],
    ['#️⃣ keycap', []],
    ['#same #Same', ['same']],
  ])('%s', (text, hashtags) => {
    expect(takeHashtags(text).hashtags).toEqual(hashtags);
  });

  test('stand apart in what is left of the text, and no other sign is left', () => {
    expect(takeHashtags('a #b，c # 1#2').prose.split(/\s+/)).toEqual(['a', '#b', '，c', '1', '2']);
  });
});
