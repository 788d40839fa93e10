import { describe, expect, test } from 'vitest';
import { matchCommunities } from '../../../src/map/diff/communities.js';

/** One node for each letter, in the community that its word has in the list. */
function nodesOf(...words: string[]) {
  return words.flatMap((word, community) => [...word].map((id) => ({ id, community, posts: 1 })));
}

function fates(before: string[], after: string[]): string[] {
  return matchCommunities(nodesOf(...before), nodesOf(...after)).changes.map(
    (change) => `${change.fate} ${change.before.join('+')}>${change.after.join('+')} ${change.share}`,
  );
}

describe('matchCommunities', () => {
  test('follows communities by their members, whatever their numbers', () => {
    expect(fates(['abcd', 'efg'], ['efg', 'abcd'])).toEqual(['stayed 1>0 1', 'stayed 0>1 1']);
  });

  test('a community stays itself through comings and goings of a few', () => {
    expect(fates(['abcde'], ['abcxy', 'dvw'])).toEqual(['new >1 null', 'stayed 0>0 0.75']);
  });

  test('knows a merge, with how much of them stayed together', () => {
    expect(fates(['abcd', 'efgh'], ['abcefgh', 'dxy'])).toEqual(['merged 0+1>0 0.875', 'new >1 null']);
  });

  test('knows a split', () => {
    expect(fates(['abcdef'], ['abc', 'def'])).toEqual(['split 0>0+1 1']);
  });

  test('knows what is new and what is gone', () => {
    expect(fates(['abc'], ['xyz'])).toEqual(['new >0 null', 'gone 0> null']);
    expect(fates([], ['xyz'])).toEqual(['new >0 null']);
    expect(fates([], [])).toEqual([]);
  });

  test('passes over communities of two', () => {
    expect(fates(['ab'], ['cd'])).toEqual([]);
  });

  test('names those who are in other company than most of their community', () => {
    const { moved } = matchCommunities(nodesOf('abcd', 'efg'), nodesOf('abc', 'defg', 'xyz'));
    expect(moved).toEqual([{ id: 'd', before: 0, after: 1 }]);
  });
});
