import { expect, test } from 'vitest';
import { PlaceAddresses } from '../../src/store/place-addresses.js';

const places = new PlaceAddresses([
  { id: 1, url: 'https://forum.example.org/hearing/', kind: 'forum' },
  { id: 2, url: 'https://forum.example.org/hearing/aids', kind: 'forum' },
  { id: 3, url: 'https://www.blog.example.net/feed/', kind: 'blog' },
  { id: 4, url: 'https://x.com/hashtag/NHSCitizen', kind: 'hashtag' },
  { id: 5, url: null, kind: 'offline meeting' },
  { id: 6, url: 'not an address', kind: 'blog' },
  { id: 7, url: 'https://twice.example.org/', kind: 'blog' },
  { id: 8, url: 'http://twice.example.org', kind: 'forum' },
]);

test.each([
  ['https://forum.example.org/hearing/t/1', 1],
  ['https://forum.example.org/hearing', 1],
  ['https://forum.example.org/hearing/aids/9?page=2#x', 2],
  ['https://forum.example.org/hearings', undefined],
  ['https://forum.example.org/', undefined],
  ['http://blog.example.net/2026/a-post', 3],
  ['https://BLOG.example.net/', 3],
  ['https://blog.example.net:8443/', undefined],
  ['https://x.com/hashtag/NHSCitizen?f=live', 4],
  ['https://x.com/somebody/status/1', undefined],
  ['https://twice.example.org/a', undefined],
  ['https://elsewhere.example.org/', undefined],
  ['mailto:a@blog.example.net', undefined],
  ['', undefined],
])('%s is in place %s', (address, place) => expect(places.placeOf(address)).toBe(place));
