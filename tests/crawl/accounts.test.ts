/** Which queries and addresses are aimed at an account, and for whom it may be followed. */
import { describe, expect, it } from 'vitest';
import { accountsInQuery, followProblems, isAccountFeed } from '../../src/crawl/accounts.js';
import { OWNER_KINDS } from '../../src/model.js';

describe('a query', () => {
  it.each([
    ['from:jane', ['from:jane']],
    ['FROM:Jane', ['FROM:Jane']],
    ['to:jane', ['to:jane']],
    ['@jane', ['@jane']],
    ['＠jane', ['@jane']],
    ['"@jane"', ['"@jane"']],
    ['"thank you @jane"', ['"thank you @jane"']],
    ['from:"jane"', ['from:"jane"']],
    ['#NHSCitizen from:jane', ['from:jane']],
    ['#NHSCitizen OR (bus (from:jane OR from:bob))', ['from:jane', 'from:bob']],
    ['(from:jane)', ['from:jane']],
    ['-(-from:jane) #bus', ['-from:jane']],
    ['retweets_of:jane', ['retweets_of:jane']],
    ['list:123456', ['list:123456']],
    ['bio:nurse #bus', ['bio:nurse']],
    ['url:"https://x.com/jane"', ['url:"https://x.com/jane"']],
    ['url:twitter.com/jane', ['url:twitter.com/jane']],
    ['context:10.799022225751871488', ['context:10.799022225751871488']],
    ['mentions:jane.example.org', ['mentions:jane.example.org']],
    ['did:plc:abc', ['did:plc:abc']],
    ['.@jane', ['.@jane']],
  ])('%s is aimed at %j', (query, accounts) => {
    expect(accountsInQuery(query)).toEqual(accounts);
  });

  it.each([
    '#NHSCitizen',
    '(#NHSCitizen OR "nhs citizen") lang:en -is:nullcast',
    '#NHSCitizen -from:bot -(from:spam OR @spam)',
    '"from:jane"',
    'write to help@example.org',
    'conversation_id:1234567890',
    'url:"https://x.com/hashtag/NHSCitizen"',
    'url:leeds.gov.uk context:131.1220701888179359745',
    'place:Leeds has:links',
    ')) from',
    '',
  ])('%s is aimed at nobody', (query) => {
    expect(accountsInQuery(query)).toEqual([]);
  });
});

describe('a feed', () => {
  it.each([
    'https://social.example.org/@jane.rss',
    'https://social.example.org/users/jane.atom',
    'https://bsky.app/profile/jane.example.org/rss',
    'https://www.reddit.com/user/jane/.rss',
    'https://www.reddit.com/u/jane.rss',
    'https://forum.example.org/u/jane/activity.rss',
    'https://blog.example.org/author/jane/feed/',
    'https://rsshub.example.org/twitter/user/jane',
    'https://nitter.example.org/jane/rss',
  ])('%s is one account', (address) => expect(isAccountFeed(address)).toBe(true));

  it.each([
    'https://blog.example.org/feed/',
    'https://jane.example.org/rss',
    'https://forum.example.org/app.php/feed/topic/12',
    'https://forum.example.org/c/patients/12.rss',
    'https://social.example.org/tags/buses.rss',
    'https://www.reddit.com/r/leeds/.rss',
    'https://news.example.org/health/rss',
    'https://nitter.example.org/search/rss?q=%23buses',
    'https://medium.example.org/feed/@jane',
    'no address',
  ])('%s is a site, a board or a topic', (address) => expect(isAccountFeed(address)).toBe(false));
});

describe('an account', () => {
  const followed = [{ path: ['accounts', 0], account: '@jane' }];

  it('may be followed where its place says that a body owns it, and for one person never', () => {
    const refused = [null, ...OWNER_KINDS].filter((owner) => followProblems(owner, followed).length > 0);
    expect(refused).toEqual([null, 'elected representative', 'individual']);
  });

  it('is named in what is said, with what to do', () => {
    const [problem] = followProblems(null, followed);
    expect(problem!.path).toEqual(['accounts', 0]);
    expect(problem!.message).toMatch(/^"@jane" names an account, .*follows no person.*owner.*NHS organisation/);
  });
});
