/** `discover map` and its subcommands as a person types them: what is wrong is named, and nothing is half done. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { answerOf, discover, projectFolder } from '../support/cli.js';

vi.setConfig({ testTimeout: 90_000 });

const POSTS = [
  '{"id":"1","text":"The bus to the hospital is late","author":"ann","place":"A forum","created_at":"2026-03-01T10:00:00Z"}',
  '{"id":"2","text":"Late here too @ann","author":"bob","place":"A forum","in_reply_to":"1","created_at":"2026-03-01T11:00:00Z"}',
].join('\n');

it('imports what people know, whole or not at all; lists it, changes it by hand, and shows what is behind it', async () => {
  const data = await projectFolder({ sources: [] }, { 'posts.ndjson': POSTS });
  const said = async (...words: string[]) => discover([...words, '--data', data]);
  for (const words of [['import', join(data, 'posts.ndjson')], ['process']])
    expect((await said(...words)).code).toBe(0);

  const file = join(data, 'known.csv');
  await writeFile(file, 'type,name,relation,to\norganisation,A trust,,\nrelation,A trust,funds,Nowhere\n');
  const refused = await said('map', 'import', file);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/Nothing was imported from .*known\.csv: 1 problem\.\n {2}line 3: to is "Nowhere"/);
  expect((await answerOf(['map', 'assertions', '--data', data])).json).toEqual({ nodes: [], edges: [], log: [] });

  await writeFile(file, 'type,name,relation,to\norganisation,A trust,,\nrelation,A trust,funds,A forum\n');
  expect((await answerOf(['map', 'import', file, '--data', data])).json).toMatchObject({
    newNodes: 1,
    newRelations: 1,
  });
  const rename = ['map', 'rename', 'A forum', 'The Forum'];
  expect(await said(...rename)).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
  expect((await said(...rename, '--reason', 'asked')).code).toBe(0);
  expect((await said('map', 'import', file)).code).toBe(0);
  const map = JSON.parse((await said('map', '--format', 'json', '--out', '-')).out) as { nodes: { label: string }[] };
  expect(map.nodes.map(({ label }) => label)).toEqual(['A trust', 'The Forum', 'voice 1', 'voice 2']);

  const reply = await answerOf(['map', 'evidence', 'voice:2', 'voice:1', '--kind', 'reply', '--data', data]);
  expect(reply.json).toMatchObject({ edges: [{ kind: 'reply', posts: 1, shown: [{ voice: 'voice 2', url: null }] }] });
  expect(JSON.stringify(reply.json)).not.toMatch(/ann|bob/);
  // An option that the command above knows too is that of the command it stands behind.
  const table = await said('map', 'measures', '--table', 'nodes', '--format', 'json', '--out', '-', '--json');
  expect(JSON.parse(table.out)).toHaveLength(2);
  const coordination = await answerOf(['map', 'coordination', '--lens', 'co-link', '--data', data]);
  expect(coordination.json).toMatchObject({ pairs: [], warning: expect.stringContaining('not wrongdoing') });
  const retract = ['map', 'retract', 'A trust', 'funds', 'A forum', '--reason', 'ended'];
  expect((await said(...retract)).code).toBe(0);
  expect((await said(...retract)).code).toBe(1);
});

it.each([
  [['map', '--view', 'people'], '--view people: there are voices'],
  [['map', '--min-weight', 'x'], '--min-weight x: expected 1 or more.'],
  [['map', '--backbone', '2'], '--backbone 2: expected a significance'],
  [['map', 'measures', '--backbone', '0.1'], '--backbone is not for `discover map measures`.'],
  [['map', 'coordination', '--lens', 'co-link', '--window', '5'], '--window 5: expected a span'],
  [['map', 'measures', '--table', 'people'], '--table people: there are nodes'],
])('%j is refused', async (words, reason) => {
  const ended = await discover([...words]);
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(ended.err).toContain(reason);
});
