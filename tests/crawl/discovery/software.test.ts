import { describe, expect, it } from 'vitest';
import { feedOfKnownSite, softwareOf, wellKnownFeeds } from '../../../src/crawl/discovery/software.js';

describe('sites whose feed follows from the address', () => {
  it.each([
    ['https://www.reddit.com/r/nhs/', 'https://www.reddit.com/r/nhs/.rss'],
    ['https://old.reddit.com/user/ann', 'https://old.reddit.com/user/ann/.rss'],
    ['https://www.reddit.com/r/nhs/.rss', null],
    ['https://notreddit.com/r/nhs', null],
    [
      'https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa/videos',
      'https://www.youtube.com/feeds/videos.xml?channel_id=UCaaaaaaaaaaaaaaaaaaaaaa',
    ],
    ['https://www.youtube.com/playlist?list=PL%26x', 'https://www.youtube.com/feeds/videos.xml?playlist_id=PL%26x'],
    ['https://www.youtube.com/@somebody', null],
    ['https://medium.com/@somebody/a-story-1', 'https://medium.com/feed/@somebody'],
    ['https://medium.com/', null],
    ['https://blog.example.org/', null],
  ])('%s', (address, feed) => expect(feedOfKnownSite(address)).toBe(feed));
});

it('software is told by what only its pages have, and a mention of it is none', () => {
  const page = (markup: string, generator = '') => softwareOf({ markup, generator })?.name ?? null;
  expect(
    page('<body><p>We left phpBB for Discourse; XenForo and MyBB were too dear. WordPress is next.</p>'),
  ).toBeNull();
  expect(page('', 'wordpress 6.7')).toBe('WordPress');
  expect(page('<body class="home bbpress"><link href="/wp-includes/x.css">', 'wordpress 6.7')).toBe('bbPress');
});

it('guesses are beside the page first, then at the top of its site', () => {
  expect(wellKnownFeeds('https://a.example/blog/index.html?x=1#y').slice(0, 4)).toEqual([
    'https://a.example/blog/feed',
    'https://a.example/blog/rss.xml',
    'https://a.example/blog/atom.xml',
    'https://a.example/feed',
  ]);
  expect(wellKnownFeeds('https://a.example/')[0]).toBe('https://a.example/feed');
  expect(new Set(wellKnownFeeds('https://a.example/b')).size).toBe(wellKnownFeeds('https://a.example/b').length);
});
