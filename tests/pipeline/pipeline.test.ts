import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../src/model.js';
import { type PipelineSettings, processPost } from '../../src/pipeline/pipeline.js';
import type { Database } from '../../src/store/database.js';
import { seed, temporaryFolder, temporaryStore, tweet } from '../support/project.js';
import { processAll, processed, rawPost, resources, STOPWORDS } from './drafts.js';

const SETTINGS: PipelineSettings = { languages: ['en'], words: [], stopwords: STOPWORDS };

function run(store: Database, batch?: number, settings = SETTINGS) {
  return processAll(store, settings, batch);
}

/** Everything the pipeline wrote, in the words of the posts, so that row ids do not matter. */
async function dump(store: Database): Promise<unknown> {
  const posts = await store.all(`
    SELECT p.source, p.external_id, c.text, c.lang, c.tokens, c.mentions, c.hashtags, c.links, c.canonical_url, c.campaign_id,
      t.source AS twin_source, t.external_id AS twin, hex(c.sketch) AS sketch
    FROM clean_posts c JOIN posts p ON p.id = c.post_id LEFT JOIN posts t ON t.id = c.twin_id
    ORDER BY p.source, p.external_id`);
  const bands = await store.all(`
    SELECT n.band, p.source, p.external_id FROM near_copies n JOIN posts p ON p.id = n.post_id ORDER BY 1, 2, 3`);
  const voices = await store.all('SELECT platform, author_id, number FROM voices ORDER BY 1, 2');
  return { posts, bands, voices, counters: await store.all('SELECT * FROM counters ORDER BY name') };
}

const PLACES = ['Leeds', 'York', 'Hull', 'Ripon', 'Selby', 'Whitby', 'Malton', 'Goole'];
const letter = (n: number) =>
  `Please keep the walk-in centre in ${PLACES[n % 8]} open at the weekend, many families here have no other way of seeing a nurse, says neighbour ${n}`;

/** A conversation with copies, pairs, replies, links and undated posts, from two sources. */
function conversation(): { ann: Post[]; bob: Post[] } {
  const date = (n: number) => new Date(Date.UTC(2026, 1, 1, 9, n)).toISOString();
  const post = (n: number): Post => {
    const own = `Topic ${n}: the ${['waiting', 'parking', 'food', 'staff'][n % 4]} at hospital number ${n} was remarkable on ward ${n * 7}`;
    const text = n % 5 === 0 ? letter(n) : n % 11 === 0 ? 'A pair of posts about mobile breast screening units' : own;
    return tweet(`t${n}`, `voice${n % 17}`, `${text} #Ward${n % 3} @friend${n % 4} https://a.example/${n % 6}/`, {
      createdAt: n % 23 === 0 ? null : date((n * 37) % 60),
    });
  };
  const all = Array.from({ length: 120 }, (_, n) => post(n));
  return { ann: all.filter((_, n) => n % 2 === 0), bob: all.filter((_, n) => n % 2 === 1) };
}

async function seeded(order: readonly ('ann' | 'bob')[] = ['ann', 'bob'], folder?: string): Promise<Database> {
  const store = await temporaryStore(folder);
  const posts = conversation();
  for (const source of order) await seed(store, source, posts[source]);
  return store;
}

describe('one post', () => {
  it('becomes clean text, language, tokens, names and links', () => {
    const draft = processPost(
      rawPost({
        kind: 'status',
        platform: 'town.example',
        url: 'https://town.example/@ann/1/?utm_source=x',
        html: '<p><a class="mention" href="/@bob">@bob</a> Waiting &amp; waiting: <a href="https://a.example/b/">here</a> <a class="mention hashtag" href="/t">#GPs</a></p>',
        mentions: ['bob@hull.example'],
        hashtags: ['gps'],
      }),
      resources(),
    );
    expect({ ...draft, post: null, prose: null, sketch: null }).toMatchObject({
      text: '@bob Waiting & waiting: here #GPs',
      lang: 'en',
      tokens: ['wait', 'wait', '#gps', 'gp'],
      mentions: ['bob@hull.example'],
      hashtags: ['gps'],
      links: ['https://a.example/b'],
      canonicalUrl: 'https://town.example/@ann/1',
    });
  });

  it('never throws, whatever it says', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
    );
    const known = resources({ words: ['#NHSCitizen'] });
    fc.assert(
      fc.property(anything, anything, anything, (text, html, other) => {
        const platform = text.length % 2 === 0 ? 'x' : 'town.example';
        const marked = { url: other, title: other, lang: other, mentions: [other], hashtags: [other], links: [other] };
        const said = processPost(rawPost({ kind: 'blog', text, html: other, platform, ...marked }), known);
        const shown = processPost(
          rawPost({ kind: 'blog', html: `<p>${html}</p><a href="${other}">`, platform }),
          known,
        );
        expect([said.text, shown.text].join('')).not.toMatch(/[\p{Cc}\p{Surrogate}\u202e]/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('all posts', () => {
  it('are cleaned once, counted, and left alone the next time', async () => {
    const store = await seeded();
    await seed(store, 'silent', [tweet('s1', 'cat', '   ', { links: ['https://a.example'] })]);
    const first = await run(store);
    expect(first).toMatchObject({ processed: 121, skipped: 1, languages: { en: 120, und: 1 } });
    expect(Object.keys(first.languages)).toEqual(['en', 'und']);
    const before = await dump(store);
    expect(await run(store)).toEqual({ ...first, processed: 0, skipped: 0, languages: {} });
    expect(await dump(store)).toEqual(before);
  });

  it('end in the same tables for any size of batch', async () => {
    const [one, many] = [await seeded(), await seeded()];
    await run(one, 1);
    await run(many, 500);
    expect(await dump(one)).toEqual(await dump(many));
  });

  it('end in the same tables whichever source answered first', async () => {
    const [one, other] = [await seeded(['ann', 'bob']), await seeded(['bob', 'ann'])];
    await run(one);
    await run(other);
    expect(await dump(one)).toEqual(await dump(other));
  });

  it('end in the same tables after a death at any moment', async () => {
    const whole = await seeded();
    await run(whole, 7);
    const expected = await dump(whole);
    for (const deathAt of [1, 6, 7, 8, 60, 119]) {
      const folder = await temporaryFolder();
      const dying = await seeded(['ann', 'bob'], folder);
      await dying.script(`CREATE TRIGGER death BEFORE INSERT ON clean_posts
        WHEN (SELECT count(*) FROM clean_posts) >= ${deathAt} BEGIN SELECT RAISE(ABORT, 'killed'); END`);
      await expect(run(dying, 7)).rejects.toThrow('killed');
      const reopened = await temporaryStore(folder);
      await reopened.script('DROP TRIGGER death');
      await run(reopened, 7);
      expect(await dump(reopened)).toEqual(expected);
    }
  });

  it('are cleaned again after an edit', async () => {
    const store = await seeded();
    await run(store);
    const [edited] = conversation().ann;
    await seed(store, 'ann', [{ ...edited!, text: 'Something else entirely about dentists' }]);
    expect(await run(store)).toMatchObject({ processed: 1 });
    const row = await store.get<{ text: string }>(`
      SELECT c.text FROM clean_posts c JOIN posts p ON p.id = c.post_id WHERE p.external_id = 't0'`);
    expect(row?.text).toBe('Something else entirely about dentists');
  });
});

describe('campaigns', () => {
  const campaigns = (store: Database) =>
    store.all<{ id: string; posts: string }>(`
      SELECT c.campaign_id AS id, group_concat(p.external_id, ' ' ORDER BY p.id) AS posts
      FROM clean_posts c JOIN posts p ON p.id = c.post_id WHERE c.campaign_id IS NOT NULL GROUP BY 1 ORDER BY 1`);
  const said = (id: string, text: string, minute = 0) =>
    tweet(id, `voice-${id}`, text, { createdAt: new Date(Date.UTC(2026, 1, 1, 9, minute)).toISOString() });
  const DENTIST = 'There is not one dentist left in this town who takes new patients without charging them privately';
  const [LONG, LONGER] = [
    `${DENTIST} and nobody seems to care`,
    `${DENTIST} and nobody seems to care about that at all any more`,
  ];

  it('hold 300 near-identical posts as one', async () => {
    const store = await temporaryStore();
    const others = Array.from({ length: 100 }, (_, n) =>
      tweet(`o${n}`, 'bob', `My own words ${n} about ward ${n * 3} and bed ${n * 5} there`),
    );
    await seed(store, 'petition', [
      ...Array.from({ length: 300 }, (_, n) => tweet(`p${n}`, `v${n}`, letter(n))),
      ...others,
    ]);
    const summary = await run(store);
    const found = await campaigns(store);
    expect(summary).toMatchObject({ campaigns: 1, inCampaigns: 300 });
    expect(found.map(({ id }) => id)).toEqual(['c1']);
    expect(found[0]!.posts.split(' ').every((id) => id.startsWith('p'))).toBe(true);
  });

  it('begin with the third copy, in this run or a later one', async () => {
    const store = await temporaryStore();
    await seed(store, 's', [said('a', DENTIST), said('b', DENTIST)]);
    expect(await run(store)).toMatchObject({ campaigns: 0, inCampaigns: 0 });
    await seed(store, 's', [said('c', `RT @voice-a: ${DENTIST} https://a.example/1`)]);
    expect(await run(store)).toMatchObject({ campaigns: 1, inCampaigns: 3 });
    expect(await campaigns(store)).toEqual([{ id: 'c1', posts: 'a b c' }]);
  });

  it('reach the third through the second', async () => {
    const store = await temporaryStore();
    // The first and the last are not near enough; the one between is near to both.
    await seed(store, 's', [said('a', DENTIST, 1), said('b', LONG, 2), said('c', LONGER, 3)]);
    await run(store);
    expect(await campaigns(store)).toEqual([{ id: 'c1', posts: 'a b c' }]);
  });

  it('keep the older name when a post joins two', async () => {
    const store = await temporaryStore();
    const copies = (text: string, from: number) => [0, 1, 2].map((n) => said(`${from + n}`, text, from + n));
    const [one, other, third] = [
      DENTIST,
      LONGER,
      'A third thing that three people copied word for word from each other today',
    ];
    await seed(store, 's', [...copies(one, 1), ...copies(other, 4), ...copies(third, 7)]);
    await run(store);
    expect((await campaigns(store)).map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
    await seed(store, 's', [said('10', LONG, 10)]);
    expect(await run(store)).toMatchObject({ campaigns: 2, inCampaigns: 10 });
    expect(await campaigns(store)).toEqual([
      { id: 'c1', posts: '1 2 3 4 5 6 10' },
      { id: 'c3', posts: '7 8 9' },
    ]);
    await seed(store, 's', copies('Yet another matter which somebody asked everybody to post about this evening', 11));
    await run(store);
    expect((await campaigns(store)).map(({ id }) => id)).toEqual(['c1', 'c3', 'c4']);
  });

  it('are not made of what anybody would say', async () => {
    const store = await temporaryStore();
    await seed(
      store,
      's',
      ['a', 'b', 'c', 'd'].map((id) => said(id, 'Thank you so much @nurse https://a.example #nhs')),
    );
    expect(await run(store)).toMatchObject({ campaigns: 0 });
  });

  it('lose a post that was edited into something else', async () => {
    const store = await temporaryStore();
    await seed(store, 's', [said('a', DENTIST), said('b', DENTIST), said('c', DENTIST), said('d', DENTIST)]);
    await run(store);
    await seed(store, 's', [said('a', 'Sorry, that was about another town; ours has three good dentists')]);
    expect(await run(store)).toMatchObject({ campaigns: 1, inCampaigns: 3 });
  });
});

describe('voices', () => {
  const numbers = (store: Database) =>
    store.all<{ author_id: string; number: number | null }>(
      'SELECT author_id, number FROM voices ORDER BY number, author_id',
    );

  it('are numbered by first appearance in the stream, for ever', async () => {
    const store = await temporaryStore();
    const at = (day: number) => `2026-02-0${day}T09:00:00.000Z`;
    await seed(store, 's', [
      tweet('1', 'undated', 'hello', { createdAt: null }),
      tweet('2', 'late', 'hello', { createdAt: at(3) }),
      tweet('3', 'early', 'hello', { createdAt: at(2) }),
      tweet('4', 'late', 'hello', { createdAt: at(4) }),
    ]);
    await run(store, 1);
    const first = [
      { author_id: 'early', number: 1 },
      { author_id: 'late', number: 2 },
      { author_id: 'undated', number: 3 },
    ];
    expect(await numbers(store)).toEqual(first);
    await seed(store, 's', [tweet('5', 'earliest', 'hello', { createdAt: at(1) })]);
    await run(store);
    expect(await numbers(store)).toEqual([...first, { author_id: 'earliest', number: 4 }]);
  });

  it('never get the number of a voice that is gone', async () => {
    const store = await temporaryStore();
    await seed(store, 's', [tweet('1', 'ann', 'hello')]);
    await run(store);
    await store.script('DELETE FROM clean_posts; DELETE FROM posts; DELETE FROM voices;');
    await seed(store, 's', [tweet('2', 'bob', 'hello')]);
    await run(store);
    expect(await numbers(store)).toEqual([{ author_id: 'bob', number: 2 }]);
  });
});

describe('a megabyte of malice', () => {
  const MEGABYTE = 1_000_000;
  const fill = (piece: string) => piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
  const PIECES = [
    ...['a ', '#', '#1', '#a', '@a', 'a@', 'a@b.', 'a.', 'http://', 'http://a.', 'a.b/', 'http://a.bc/(', "a'", 'a&'],
    ...['&amp;', '&am&#112;', '<', '<a ', '<div>', '<p><a><b>', '<!--', '<blockquote>', '\u0301\u0316', '\u200d'],
    ...['👩\u200d', '\ud800', ' ', '\u0000', '待', 'ก', 'A & ', '\u{e0067}'],
  ];
  // Of processor time, for three readings; quadratic work would take minutes.
  const LIMIT_MS = 2_000;

  it.each(PIECES.map((piece) => [JSON.stringify(piece), fill(piece)]))('of %s takes no time to speak of', (_, evil) => {
    const started = process.cpuUsage();
    processed(evil, { kind: 'blog', html: evil });
    processed('', { text: null, html: evil, platform: 'town.example', kind: 'forum' });
    processed('', {
      text: 'x',
      html: null,
      url: `https://a.example/${evil}`,
      links: [evil],
      hashtags: [evil],
      mentions: [evil],
    });
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(LIMIT_MS);
  });
});
