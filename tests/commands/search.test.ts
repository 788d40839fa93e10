/** What a search shows of people: a few words, no link, no name. */
import { describe, expect, it } from 'vitest';
import { placeAsked } from '../../src/commands/place-asked.js';
import { foundText, nothingFound, summary, told } from '../../src/commands/search-words.js';
import { excerptOf, marked } from '../../src/reports/excerpt.js';
import { readFound, type Search, type Shown, searchReport } from '../../src/reports/search.js';
import { wordsOf } from '../../src/reports/verbatim.js';
import { writeReport } from '../../src/reports/write.js';
import { countFound, EVERYWHERE } from '../../src/store/search.js';
import { readQuery, termsOf } from '../../src/store/search-query.js';
import type { Database } from '../../src/store/store.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const TRUST = { id: 'trust', handle: 'trust', name: 'The Trust', url: null, kind: 'organisation' } as const;

async function said(...posts: [author: 'trust' | 'somebody', text: string][]): Promise<Database> {
  const store = await temporaryStore();
  const tweets = posts.map(([author, text], index) =>
    tweet(String(index), author, text, author === 'trust' ? { author: TRUST } : {}),
  );
  await seed(store, 's', tweets);
  await store.many(
    `INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links)
     VALUES (?, ?, 'en', '[]', '[]', '[]', '[]')`,
    posts.map(([, text], index) => [index + 1, text]),
  );
  await store.run('UPDATE voices SET number = id');
  return store;
}

const searchFor = (asked: string): Search => ({
  asked,
  query: readQuery(asked),
  scope: EVERYWHERE,
  place: null,
  limit: null,
});

async function shown(store: Database, asked: string, identify = false): Promise<Shown[]> {
  const posts: Shown[] = [];
  for await (const post of readFound(store, searchFor(asked), { identify })) posts.push(post);
  return posts;
}

const LONG =
  'I waited nine hours on a trolley with @friend at http://example.org/x before anybody came to look at my mother';

describe('what a search shows', () => {
  it('of an individual is seven words at most round the hit, the day, and neither link nor name', async () => {
    const [post] = await shown(await said(['somebody', LONG]), 'trolley');
    expect(post).toMatchObject({ voice: 'voice 1', date: '2026-03-01', url: null });
    expect(marked(post!, (hit) => `**${hit}**`)).toBe('…hours on a **trolley** with @… at before…');
    expect(wordsOf(post!.excerpt).length).toBeLessThanOrEqual(7);
  });

  it('of an organisation is more, with its name and a link', async () => {
    const [post] = await shown(
      await said(['trust', 'Our new walk-in centre opens on Monday at nine, all are welcome']),
      '"walk in" cent*',
    );
    expect(post).toMatchObject({ voice: 'The Trust', url: 'https://x.com/trust/status/0' });
    expect(marked(post!, (hit) => `**${hit}**`)).toBe(
      'Our new **walk-in** **centre** opens on Monday at nine, all are welcome',
    );
  });

  it('of an organisation that carries somebody else’s words is as little as of them', async () => {
    const store = await said(['somebody', LONG], ['trust', `Somebody wrote to us: ${LONG}`]);
    const posts = await shown(store, 'trolley');
    expect(posts).toHaveLength(2);
    for (const post of posts) {
      expect(post.url).toBeNull();
      expect(wordsOf(post.excerpt).length).toBeLessThanOrEqual(7);
    }
  });

  it('where people are named is all of it', async () => {
    const [post] = await shown(await said(['somebody', LONG]), 'trolley', true);
    expect(post).toMatchObject({
      ...{ voice: 'somebody', url: 'https://x.com/somebody/status/0', excerpt: LONG },
      date: '2026-03-01T09:00:00.000Z',
    });
  });

  it('is a table like any other, its hits between asterisks', async () => {
    const store = await said(['somebody', LONG]);
    let csv = '';
    const scope = { ...EVERYWHERE, identify: false };
    for await (const piece of writeReport(searchReport(searchFor('trolley')), 'csv', store, scope)) csv += piece;
    expect(csv.split('\r\n')).toEqual([
      'rank,created_at,place,voice,lang,theme_id,theme_label,excerpt,url',
      '1,2026-03-01,,voice 1,en,,,…hours on a **trolley** with @… at before…,',
      '',
    ]);
  });
});

describe('an excerpt', () => {
  it.each([
    ['one two three', 'two', 3, 'one [two] three'],
    ['one two three four five', 'one', 3, '[one] two three…'],
    ['one two three four five', 'five', 3, '…three four [five]'],
    ['one two three four five', 'THREE', 3, '…two [three] four…'],
    ['one two three four five', 'elsewhere', 2, 'one two…'],
    ['one two three four five', 'fo*', 1, '…[four]…'],
    ['one two three four five', '"three four"', 4, '…two [three four] five'],
    ['one two three four five', '"one two three four"', 2, 'one two…'],
    ['a one b c d e a two b one c', 'one two', 4, '…a [two] b [one]…'],
    ['one two three', '"one two" "two three"', 3, '[one two three]'],
    ['we can’t take the bus now at all', 'bus', 7, '…take the [bus] now at all'],
    ['(one) two!', 'two', 5, '(one) [two]!'],
    ['…!', 'x', 5, ''],
    ['', 'x', 5, ''],
  ])('of %j for %j in %i words is %j', (text, asked, most, excerpt) => {
    expect(marked(excerptOf(text, termsOf(readQuery(asked)), most), (hit) => `[${hit}]`)).toBe(excerpt);
  });
});

describe('in words', () => {
  const totals = {
    ...{ posts: 1234, voices: 4, places: 9 },
    themes: [{ id: 'theme-3', label: 'Parking', posts: 5, voices: 2 }],
  };

  it('it says first how much there is; too few people are not counted where that is asked for', () => {
    expect(summary({ limit: 20 }, totals, { fewest: 1, identify: false })).toBe(
      'The nearest 20 of 1,234 posts, by 4 voices in 9 places.\nTalked about most among them: Parking (theme-3, 2 voices).',
    );
    expect(summary({ limit: null }, totals, { fewest: 5, identify: false })).toBe(
      '1,234 posts, by fewer than 5 voices in 9 places.\nTalked about most among them: Parking (theme-3, fewer than 5 voices).',
    );
    expect(told(totals, { fewest: 5 })).toMatchObject({ posts: 1234, voices: null, themes: [{ voices: null }] });
  });

  it('a post is two lines, and no sign of it drives the terminal', async () => {
    const store = await said(['somebody', 'late \u001b[31m bus']);
    const posts = await shown(store, 'bus');
    const text = foundText(searchFor('bus'), posts, { fewest: 1, identify: false }, totals);
    expect(text).toContain('2026-03-01  voice 1');
    expect(text).toContain('late \ufffd[31m');
    expect(text).toContain('no link');
  });

  it('nothing found says what was searched and what may help', async () => {
    const store = await said(['somebody', 'late bus']);
    expect(await nothingFound(store, { ...searchFor('bus'), scope: { ...EVERYWHERE, lang: 'fr' } })).toBe(
      [
        'No post answers bus.',
        'Searched: 1 processed post, the newest of 1 March 2026. What was crawled since is found after `discover process`.',
        'In all places, themes, languages and times: 1 post.',
        'Words count whole: wait* also finds waiting and waits.',
      ].join('\n'),
    );
    expect(await countFound(store, readQuery('nowhere'))).toEqual({ posts: 0, voices: 0, places: 0, themes: [] });
  });

  it('a place is found whatever its capitals, and what may be meant is named', async () => {
    const store = await temporaryStore();
    for (const name of ['Care Forum', 'The Hearing Blog', '#NHSCitizen']) {
      await store.run('INSERT INTO places (name) VALUES (?)', [name]);
    }
    expect(await placeAsked(store, 'care forum')).toMatchObject({ name: 'Care Forum' });
    await expect(placeAsked(store, 'hearing')).rejects.toThrow(
      'There is no place "hearing". Is it "The Hearing Blog"?',
    );
    await expect(placeAsked(store, 'Caer Forum')).rejects.toThrow('Is it "Care Forum"?');
    await expect(placeAsked(store, 'zzz')).rejects.toThrow('There is no place "zzz". `discover report places');
  });
});
