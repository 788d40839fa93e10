import { expect, it } from 'vitest';
import { talk } from '../../src/reports/talk.js';
import { clean, seedConversation as seedSample } from '../map/samples.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const ALWAYS = { identify: false, since: null, until: null };

it('tells conversation from broadcast: who answers, both ways, how deep, and who only sends', async () => {
  const store = await temporaryStore();
  const place = { name: 'A forum', url: null, kind: 'forum' as const, owner: null, area: null };
  const said = (id: string, author: string, inReplyTo: string | null = null) =>
    tweet(id, author, 'x', { place, inReplyTo });
  await seed(store, 'x', [
    ...[said('1', 'ann'), said('2', 'bob', '1'), said('3', 'ann', '2'), said('4', 'cat', '3')],
    ...[said('5', 'dan'), said('6', 'dan'), said('7', 'ann', '1'), said('8', 'eve', 'https://elsewhere.example/9')],
  ]);
  await clean(store);
  const rows = [];
  for await (const row of talk.rows(store, ALWAYS)) rows.push(row);
  expect(rows).toEqual([
    {
      ...{ of: 'place', name: 'A forum', posts: 8, voices: 5, answers: 5, reply_share: 0.625 },
      // Bob, ann and cat answer somebody else; ann and bob each other.
      ...{ repliers: 3, pairs: 2, mutual_pairs: 1, mutual_share: 0.5 },
      // 1 < 2 < 3 < 4; the answers stand 1, 2, 3 and 1 below the beginning.
      ...{ deepest_thread: 4, mean_depth: 1.75 },
      // Ann and dan have two posts or more; dan answers nobody.
      ...{ regulars: 2, broadcast_only: 1 },
    },
  ]);
});

it('has the accounts of organisations, and themes', async () => {
  const store = await temporaryStore();
  await seedSample(store);
  await seed(store, 'tweets', [tweet('50', 'bob', 'late', { inReplyTo: '7' })]);
  await clean(store);
  const rows = [];
  for await (const row of talk.rows(store, ALWAYS)) rows.push(row);
  expect(rows.filter((row) => row.of === 'institution')).toMatchObject([
    { name: 'Leeds Trust', posts: 2, answers: 0, repliers: 1, pairs: 1, mutual_pairs: 0, deepest_thread: 2 },
  ]);
  expect(rows.filter((row) => row.of === 'theme').map(({ name, posts }) => [name, posts])).toEqual([
    ['waiting times', 2],
    ['hearing aids', 1],
  ]);
});

it('takes posts that answer each other in a circle', async () => {
  const store = await temporaryStore();
  await seed(store, 'x', [tweet('1', 'ann', 'x', { inReplyTo: '2' }), tweet('2', 'bob', 'x', { inReplyTo: '1' })]);
  await seed(store, 'x', [tweet('3', 'ann', 'x', { inReplyTo: '2' })]);
  await clean(store);
  await store.run('INSERT INTO places (name) VALUES (?)', ['P']);
  await store.run('UPDATE posts SET place_id = (SELECT id FROM places)');
  for await (const row of talk.rows(store, ALWAYS)) expect(row.deepest_thread).toBeLessThanOrEqual(4);
});
