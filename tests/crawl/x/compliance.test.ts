/** U3: what X deletes is deleted here, played against a stand-in that takes ids and answers with what is gone. */
import { expect, it } from 'vitest';
import { complyWithX } from '../../../src/crawl/x/compliance.js';
import { SourceError } from '../../../src/errors.js';
import type { Post } from '../../../src/model.js';
import { postsToCheck, readFreshness } from '../../../src/store/removal.js';
import { processAll } from '../../pipeline/drafts.js';
import { seed, TEST_NOW, temporaryStore, testEffects, tweet } from '../../support/project.js';
import { testFetch } from '../../support/server.js';
import { withCompliance } from '../../support/x-compliance.js';
import { problem, TOKEN, xStandIn } from '../../support/x-stand-in.js';

async function keeper(posts: readonly Post[]) {
  const x = await xStandIn([]);
  const compliance = withCompliance(x);
  const store = await temporaryStore();
  await seed(store, 'search', posts);
  const effects = { ...testEffects(), env: { X_BEARER_TOKEN: TOKEN } };
  const world = { store, fetch: testFetch([x.server]), effects, signal: new AbortController().signal };
  const comply = () => complyWithX({ api: x.api, token: 'X_BEARER_TOKEN' }, world);
  const ids = async () =>
    (await store.all<{ id: string }>('SELECT external_id AS id FROM posts ORDER BY id')).map(({ id }) => id);
  return { x, compliance, store, effects, comply, ids };
}

const people = [
  tweet('101', 'ada', 'The bus was late'),
  tweet('102', 'bob', 'No seat at the stop'),
  tweet('103', 'bob', 'Dark'),
];
const CLEAN = { languages: ['en'], words: [], stopwords: () => new Set<string>() };

it('U3: removes a post whole, its author where nothing else is theirs, and leaves a line without content', async () => {
  const { compliance, store, comply, ids } = await keeper([
    ...people,
    tweet('104', 'cy', 'The bus was late', { reposts: '101' }),
  ]);
  await processAll(store, CLEAN);
  compliance.gone = new Map([
    ['101', 'deleted'],
    ['103', 'suspended'],
  ]);
  expect(await comply()).toEqual({ checked: 4, removed: 3, pending: 0 });
  expect(compliance.jobs.map((job) => job.ids)).toEqual([['101', '102', '103', '104']]);
  expect(await ids()).toEqual(['102']);
  expect(await store.all('SELECT author_id AS id FROM voices')).toEqual([{ id: 'bob' }]);
  expect(await store.all('SELECT text FROM clean_posts')).toEqual([{ text: 'No seat at the stop' }]);
  const audit = await store.all<object>('SELECT source, platform, reason, posts FROM removals ORDER BY id');
  expect(audit).toEqual([
    { source: 'search', platform: 'x', reason: 'deleted', posts: 2 },
    { source: 'search', platform: 'x', reason: 'suspended', posts: 1 },
  ]);
  expect(JSON.stringify(await store.all('SELECT * FROM removals'))).not.toMatch(/10[134]|ada|bus/);
  expect(await readFreshness(store, 'x')).toMatchObject({ posts: 1, checked: 1, removed: 3 });
});

it('U3: removes it from every source that has it, and touches no other platform', async () => {
  const { compliance, store, comply } = await keeper(people);
  await seed(store, 'archive', [people[0]!]);
  await seed(store, 'blog', [{ ...people[0]!, platform: 'web' }]);
  compliance.gone = new Map([['101', 'protected']]);
  expect(await comply()).toMatchObject({ removed: 2 });
  const left = await store.all("SELECT source FROM posts WHERE external_id = '101'");
  expect(left).toEqual([{ source: 'blog' }]);
});

it('U3: asks about those first that it asked about longest ago, and keeps what only lost its location', async () => {
  const { compliance, store, effects, comply, ids } = await keeper(people.slice(0, 2));
  compliance.gone = new Map([['101', 'scrub_geo']]);
  await comply();
  expect(await ids()).toEqual(['101', '102']);
  effects.clock.now += 86_400_000;
  await seed(store, 'search', [people[2]!]);
  expect((await postsToCheck(store, 'x', 10)).map(({ externalId }) => externalId)).toEqual(['103', '101', '102']);
  await comply();
  expect((await readFreshness(store, 'x')).oldestCheck).toBe(new Date(TEST_NOW + 86_400_000).toISOString());
});

it('a batch that takes long is fetched by the next call, and its posts are asked about once', async () => {
  const { compliance, store, comply, ids } = await keeper(people);
  compliance.looks = 1000;
  compliance.gone = new Map([['102', 'deleted']]);
  expect(await comply()).toEqual({ checked: 0, removed: 0, pending: 3 });
  expect(await ids()).toHaveLength(3);
  await seed(store, 'search', [tweet('104', 'eve', 'New since')]);
  compliance.looks = 0;
  expect(await comply()).toEqual({ checked: 3, removed: 1, pending: 0 });
  expect(compliance.jobs).toHaveLength(1);
  expect(await ids()).toEqual(['101', '103', '104']);
});

it.each([
  ['the ids arrived', (path: string) => path.startsWith('/upload/')],
  ['anything was asked of the new batch', (path: string) => path.startsWith('/2/compliance/jobs/')],
  ['its answer arrived', (path: string) => path.startsWith('/download/')],
] as const)('a process that ends before %s is taken up where it ended', async (_name, isBroken) => {
  const { x, compliance, comply, ids } = await keeper(people);
  compliance.gone = new Map([['101', 'deleted']]);
  const whole = x.server.handlers['*']!;
  x.server.handlers['*'] = (seen, response) => {
    if (isBroken(seen.path)) return void response.destroy();
    return typeof whole === 'function' ? whole(seen, response) : whole;
  };
  await expect(comply()).rejects.toBeInstanceOf(SourceError);
  expect(await ids()).toHaveLength(3);
  x.server.handlers['*'] = whole;
  expect(await comply()).toEqual({ checked: 3, removed: 1, pending: 0 });
  expect(compliance.jobs).toHaveLength(1);
});

it('a batch that was opened and never written down is filled, not left in the way', async () => {
  const { compliance, comply } = await keeper(people);
  compliance.jobs.push({ id: '7', name: 'discover', status: 'created', ids: [] });
  expect(await comply()).toMatchObject({ checked: 3 });
  expect(compliance.jobs).toHaveLength(1);
});

it.each(['expired', 'failed'])('a batch that %s meanwhile is begun anew', async (status) => {
  const { compliance, comply } = await keeper(people);
  compliance.looks = 1000;
  await comply();
  compliance.jobs[0]!.status = status;
  compliance.looks = 0;
  expect(await comply()).toMatchObject({ checked: 3 });
  expect(compliance.jobs).toHaveLength(2);
});

it('ids that X cannot know are not sent, and do not stand in the way of others', async () => {
  const { x, compliance, comply } = await keeper([tweet('a1', 'ada', 'Imported'), people[1]!]);
  expect(await comply()).toMatchObject({ checked: 1 });
  expect(compliance.jobs[0]!.ids).toEqual(['102']);
  expect(x.server.requests.some(({ body }) => body.includes('a1'))).toBe(false);
});

it('the token goes to the API and not to where the ids are uploaded', async () => {
  const { x, comply } = await keeper(people);
  await comply();
  const upload = x.server.requests.find(({ path }) => path.startsWith('/upload/'))!;
  expect(upload).toMatchObject({ method: 'PUT', body: '101\n102\n103' });
  expect(JSON.stringify(upload.headers)).not.toContain(TOKEN);
});

it('a plan without compliance is a failure that names X, and nothing is removed', async () => {
  const { x, comply, ids } = await keeper(people);
  x.server.handlers['*'] = problem(403, { title: 'Client Forbidden' });
  await expect(comply()).rejects.toMatchObject({ slug: 'forbidden' });
  expect(await ids()).toHaveLength(3);
});

it('nothing is asked where nothing is stored', async () => {
  const { x, comply } = await keeper([]);
  expect(await comply()).toEqual({ checked: 0, removed: 0, pending: 0 });
  expect(x.server.requests).toEqual([]);
});
