import { expect, it } from 'vitest';
import { hostGroup } from '../../src/crawl/host-groups.js';

it.each([
  ['http://ann.tumblr.com/rss', 'tumblr.com'],
  ['https://www.reddit.com/r/x/.rss', 'reddit.com'],
  ['https://old.reddit.com/r/x/.rss', 'reddit.com'],
  ['https://ann.wordpress.com/feed/', 'wordpress.com'],
  ['https://news.bbc.co.uk/', 'bbc.co.uk'],
  ['https://www.leeds.gov.uk/', 'leeds.gov.uk'],
  // Sites of their own, by the private part of the list.
  ['https://ann.github.io/feed.xml', 'ann.github.io'],
  ['https://ann.blogspot.com/feeds/posts/default', 'ann.blogspot.com'],
  ['https://github.io/', 'github.io'],
  ['http://blog.example.org:80/', 'example.org'],
  // By themselves: the local network, and what is let in by name.
  ['http://127.0.0.1:8080/feed', '127.0.0.1:8080'],
  ['http://127.0.0.1:8081/feed', '127.0.0.1:8081'],
  ['http://93.184.216.34/feed', '93.184.216.34'],
  ['http://[2001:db8::1]:8080/feed', '[2001:db8::1]:8080'],
  ['http://localhost:1200/x', 'localhost:1200'],
  ['http://rsshub:1200/x', 'rsshub:1200'],
  ['https://feeds.intranet.example/x', 'feeds.intranet.example'],
])('C7: %s is of the group %s', (address, group) => {
  expect(hostGroup(new URL(address), ['feeds.intranet.example:443'])).toBe(group);
});
