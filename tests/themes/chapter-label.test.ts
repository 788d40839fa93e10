import { expect, it } from 'vitest';
import { chapterLabel } from '../../src/themes/chapter-label.js';

it.each([
  ['the two largest themes', ['car park', 'bus fares', 'taxi rank'], 'car park, bus fares'],
  ['the next that says something else', ['car park', 'car park machine', 'bus fares'], 'car park, bus fares'],
  ['no list of words beside a phrase', ['car park', 'ticket, barrier', 'bus fares'], 'car park, bus fares'],
  ['short words in common do no harm', ['pay at the till', 'bus at the door'], 'pay at the till, bus at the door'],
  ['the largest alone where the next few say nothing else', ['car park', 'car park machine'], 'car park'],
  ['none so small that it says nothing of the whole', ['park a', 'park b', 'park c', 'park d', 'bus fares'], 'park a'],
  ['a list where there is nothing else', ['ticket, barrier'], 'ticket, barrier'],
])('%s', (_, labels, expected) => {
  expect(chapterLabel(labels)).toBe(expected);
});
