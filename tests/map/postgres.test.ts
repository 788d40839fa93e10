/** The graph, its measures and what stands behind it are the same from PostgreSQL as from SQLite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCoordination } from '../../src/map/coordination.js';
import { findEvidence } from '../../src/map/evidence.js';
import { drawMap, MAP_VIEWS } from '../../src/map/map.js';
import { measureMap } from '../../src/map/measures/measures.js';
import { REPORTS } from '../../src/reports/reports.js';
import { LENSES } from '../../src/store/acts.js';
import { recordMapHand, retractEdge, saveAssertions } from '../../src/store/asserted.js';
import type { Database } from '../../src/store/store.js';
import { postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryStore, testStore } from '../support/project.js';
import { FORUM, seedConversation } from './samples.js';

const AT = '2026-03-02T00:00:00.000Z';
const ALWAYS = { since: null, until: null };
const SCOPE = { since: '2026-02-01T00:00:00.000Z', until: '2026-03-02T00:00:00.000Z', theme: 'theme-2' };

async function everything(store: Database): Promise<unknown> {
  await seedConversation(store);
  await store.run("UPDATE clean_posts SET campaign_id = 'c1' WHERE post_id IN (1, 2, 3, 7, 9, 10)");
  await store.run("UPDATE clean_posts SET campaign_id = 'c2' WHERE post_id IN (4, 5, 6)");
  const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null, knownFrom: null };
  const [trust, forum] = [
    { kind: 'organisation', name: 'Ear Trust' },
    { kind: 'place', name: FORUM.name },
  ] as const;
  const edge = { source: trust, relation: 'funds', target: forum, since: null, until: null, knownFrom: null } as const;
  const edges = [edge, { ...edge, relation: 'represents' as const }];
  for (const _ of [1, 2]) await saveAssertions(store, { nodes: [{ ...trust, ...unsaid }], edges }, AT);
  await recordMapHand(store, { action: 'rename', ...forum, words: 'Ears' }, 'asked', AT);
  await retractEdge(store, edges[1]!, 'over', AT);
  const found: unknown[] = [];
  for (const view of MAP_VIEWS) {
    found.push(await drawMap(store, { seed: 1, view, identify: false }));
    found.push(await drawMap(store, { seed: 1, view, identify: false, scope: SCOPE }));
    found.push(await measureMap(store, { seed: 1, view, identify: false, scope: SCOPE }));
  }
  for (const ends of [
    ['voice:2', 'voice:1'],
    ['voice:1', 'theme:theme-1'],
    ['place:hearing-forum', 'place:nhscitizen'],
  ]) {
    found.push(await findEvidence(store, ends as [string, string], { ...SCOPE, theme: null }));
  }
  for (const lens of LENSES) {
    const how = { windowMs: 1e12, least: 1, period: SCOPE, ignored: new Set<string>() };
    found.push(await findCoordination(store, { ...how, lens }));
  }
  for (const report of REPORTS) {
    for (const scope of [ALWAYS, SCOPE, { ...ALWAYS, fewest: 2 }]) {
      for await (const row of report.rows(store, { ...scope, identify: false })) found.push(row);
    }
  }
  return found;
}

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => server?.remove());

  it('is all the same', async () => {
    const [one, other] = [await temporaryStore(), await testStore(server.url())];
    const found = await everything(one);
    expect(JSON.stringify(found).length).toBeGreaterThan(5_000);
    expect(await everything(other)).toEqual(found);
  });
});
