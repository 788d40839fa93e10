import { expect, it } from 'vitest';
import { isReplyTitle, positionOf, quoteIn, withoutSignature } from '../../src/crawl/threads.js';
import { processorTime } from '../support/clock.js';

const AT = 'https://forum.example';
it.each([
  ['/viewtopic.php?t=5&p=10#p10', '/viewtopic.php?t=5', '10'],
  ['/forum/viewtopic.php?f=2&t=5', '/forum/viewtopic.php?t=5', null],
  ['/showthread.php?tid=7&pid=8#pid8', '/showthread.php?tid=7', '8'],
  ['/showthread.php?t=7&p=8#post8', '/showthread.php?t=7', '8'],
  ['/showthread.php?7-beds-and-chairs&p=8#post8', '/showthread.php?7', '8'],
  ['/index.php?topic=3.msg44#msg44', '/index.php?topic=3', '44'],
  ['/r/beds/comments/abc1/too_few/xyz9/', '/comments/abc1', 'xyz9'],
  ['/t/too-few-beds/9/4', '/t/9', '4'],
  ['/t/too-few-beds/9', '/t/9', null],
  ['/threads/too-few-beds.12/post-34', '/threads/12', '34'],
  ['/threads/too-few-beds.12/#post-34', '/threads/12', '34'],
  ['/topic/12-too-few-beds/?do=findComment&comment=34', '/topic/12', '34'],
  ['/discussion/12/too-few-beds#Comment_34', '/discussion/12', null],
  ['/forums/topic/too-few-beds/#post-34', '/forums/topic/too-few-beds', '34'],
  ['/anything/else?x=1#part', '/anything/else?x=1', null],
])('%s stands in thread %s as post %s', (address, thread, post) => {
  expect(positionOf(`${AT}${address}`)).toEqual({ thread: `${AT}${thread}`, post });
});

it.each([
  ['Re: Beds', true],
  ['RE : Beds', true],
  ['Ward 5 • Re: Beds', true],
  ['Reply To: Beds', true],
  ['AW: Betten', true],
  ['Regarding beds', false],
  ['Beds: re: open', false],
])('%s is a reply: %s', (title, is) => expect(isReplyTitle(title)).toBe(is));

it.each([
  ['<blockquote><div><cite>Ann Lee wrote:</cite>x</div></blockquote>', 'Ann Lee', null],
  ['<blockquote><cite>Ann hat geschrieben:</cite>x</blockquote>', 'Ann', null],
  ['<cite><a href="/u">Ann</a> wrote: <a href="?p=34#p34">↑</a> <span>Mon 9:00</span></cite>', 'Ann', '34'],
  ['<blockquote><cite>Ann a écrit :</cite>x</blockquote>', 'Ann', null],
  ['<blockquote data-quote="Ann Lee" data-source="post: 34">x</blockquote>', 'Ann Lee', '34'],
  ['<aside class="quote" data-username="ann" data-post="3" data-topic="9">x</aside>', 'ann', '3'],
  ['<div>Originally Posted by <strong>Ann Lee</strong></div>', 'Ann Lee', null],
])('%s quotes %s', (html, author, post) => expect(quoteIn(html)).toEqual({ author, post }));

it.each(['<blockquote class="uncited"><div>x</div></blockquote>', '<p>nothing</p>', '<cite></cite>', ''])(
  '%j quotes nobody',
  (html) => expect(quoteIn(html)).toBeNull(),
);

it.each(['<aside ', '<blockquote ', '<cite>', '<cite ', 'Originally Posted by ', '<p>', '<p> — '])(
  '%s without end takes no time',
  (part) => {
    const html = part.repeat(100_000);
    const spent = processorTime();
    quoteIn(html);
    withoutSignature(html);
    expect(spent()).toBeLessThan(3_000);
  },
);
