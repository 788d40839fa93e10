/** The posts behind the edges of the map: as many as the edge says. */
import { describe, expect, test } from 'vitest';
import { type EdgeEvidence, findEvidence } from '../../src/map/evidence.js';
import { drawMap } from '../../src/map/map.js';
import { saveAssertions } from '../../src/store/asserted.js';
import { EVERYTHING } from '../../src/store/map-scope.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { FORUM, seedConversation } from './samples.js';

async function conversation(): Promise<Database> {
  const store = await temporaryStore();
  await seedConversation(store);
  return store;
}

async function evidence(store: Database, source: string, target: string): Promise<EdgeEvidence[]> {
  const found = await findEvidence(store, [source, target], EVERYTHING);
  if ('unknown' in found) throw new Error(`no ${found.unknown}`);
  return found;
}

describe('evidence', () => {
  test('is there for every edge of the whole map, as many posts as its weight', async () => {
    const store = await conversation();
    const { edges } = await drawMap(store, { seed: 1, view: 'all', identify: false });
    expect(edges.length).toBeGreaterThan(15);
    for (const { source, target, kind, weight } of edges) {
      const found = (await evidence(store, source, target)).find((one) => one.kind === kind);
      // The weight of a tie of people counts people: each has a post on either side at least.
      const posts =
        kind === 'shares-people' ? new Set(found?.posts.map(({ voiceId }) => voiceId)) : new Set(found?.posts);
      expect([source, kind, target, posts.size]).toEqual([source, kind, target, weight]);
    }
  });

  test('names the posts, oldest first', async () => {
    const [mention, reply] = (await evidence(await conversation(), 'voice:2', 'voice:1')).sort((a, b) =>
      a.kind < b.kind ? -1 : 1,
    );
    expect([mention!.kind, reply!.kind]).toEqual(['mention', 'reply']);
    expect(reply!.posts.map(({ externalId }) => externalId)).toEqual(['2', '3']);
  });

  test('of what people assert is where they know it from', async () => {
    const store = await conversation();
    const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null, knownFrom: null };
    const trust = { kind: 'organisation', name: 'Ear Trust' } as const;
    const target = { kind: 'place', name: FORUM.name } as const;
    const edge = {
      source: trust,
      relation: 'funds',
      target,
      since: null,
      until: null,
      knownFrom: 'a leaflet',
    } as const;
    await saveAssertions(store, { nodes: [{ ...trust, ...unsaid }], edges: [edge] }, '2026-03-01');
    expect(await evidence(store, 'organisation:ear-trust', 'place:hearing-forum')).toEqual([
      { kind: 'funds', posts: [], knownFrom: 'a leaflet' },
    ]);
  });

  test('keeps to the period; ends that are on no map are named', async () => {
    const store = await conversation();
    const scope = { since: '2026-02-04T00:00:00.000Z', until: null, theme: null };
    const found = (await findEvidence(store, ['voice:2', 'voice:1'], scope)) as EdgeEvidence[];
    expect(found.find(({ kind }) => kind === 'reply')!.posts).toHaveLength(1);
    expect(await findEvidence(store, ['voice:99', 'place:x'], EVERYTHING)).toEqual({
      unknown: ['voice:99', 'place:x'],
    });
  });
});
