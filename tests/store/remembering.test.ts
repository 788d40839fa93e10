import { expect, it } from 'vitest';
import { reckonOnce, remembering } from '../../src/store/remembering.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const COUNT = 'SELECT count(*) AS posts FROM posts WHERE external_id >= ?';

it('a question that was asked before gets the answer it got then; another one, and rows one by one, do not', async () => {
  const store = await temporaryStore();
  await seed(store, 'x', [tweet('1', 'ann', 'one')]);
  const moment = remembering(store);
  expect(await moment.get(COUNT, ['1'])).toEqual({ posts: 1 });
  expect(await moment.all(COUNT, ['1'])).toEqual([{ posts: 1 }]);
  await seed(store, 'x', [tweet('2', 'bob', 'two')]);
  expect(await moment.get(COUNT, ['1'])).toEqual({ posts: 1 });
  expect(await moment.all(COUNT, ['1'])).toEqual([{ posts: 1 }]);
  expect(await moment.get(COUNT, ['0'])).toEqual({ posts: 2 });
  for await (const row of moment.each(COUNT, ['1'])) expect(row).toEqual({ posts: 2 });
});

it('nothing is written through it', async () => {
  const moment = remembering(await temporaryStore());
  await expect(moment.run('DELETE FROM posts')).rejects.toThrow('for reading only');
});

it('what takes a reading of everything is reckoned once, and each time of a store that does not remember', async () => {
  const store = await temporaryStore();
  const moment = remembering(store);
  let times = 0;
  const count = async () => ++times;
  expect([await reckonOnce(moment, 'a', count), await reckonOnce(moment, 'a', count)]).toEqual([1, 1]);
  expect(await reckonOnce(moment, 'b', count)).toBe(2);
  expect(await reckonOnce(remembering(store), 'a', count)).toBe(3);
  // One that remembers and is made to remember again is the same one.
  expect(await reckonOnce(remembering(moment), 'a', count)).toBe(1);
  expect([await reckonOnce(store, 'a', count), await reckonOnce(store, 'a', count)]).toEqual([4, 5]);
});
