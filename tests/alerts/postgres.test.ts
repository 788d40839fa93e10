/** Alerts see the same in PostgreSQL as in SQLite. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsFeed, listAlerts, tellAlerts } from '../../src/alerts/telling.js';
import type { Database } from '../../src/store/store.js';
import { seedConversation } from '../reports/conversation.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryStore, testStore } from '../support/project.js';
import { born, iso, NEW, people, SURGE, watching } from './watching.js';

/** Every kind of alert, told on the second try, with one that is over and one whose theme is no more. */
async function everything(store: Database): Promise<unknown[]> {
  const { look, surging } = await watching(store);
  const themes = ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: `About ${id}` }));
  const said = [...people('theme-1', 9), ...people('theme-2', 7), ...people('theme-3', 6)];
  await seedConversation(store, said, themes);
  await born(store, ['theme-1'], 30);
  await born(store, ['theme-2', 'theme-3']);
  await surging({ 'theme-1': 9, 'theme-3': 6 });
  const rules = [SURGE, NEW, { on: 'source-silent', days: 3 } as const, { on: 'overdue', theme: 'theme-2' } as const];
  const late = { number: 1, themeId: 'theme-2', due: '2026-03-01', daysOver: 1, status: 'raised' };
  const more = { overdue: [late], sources: ['tweets', 'never'], daysLater: 4 };
  const found: unknown[] = [await look(rules, more)];
  await surging({ 'theme-3': 6 });
  await store.run("UPDATE themes SET state = 'merged', merged_into = 'theme-1' WHERE id = 'theme-3'");
  found.push(await look(rules, more));
  for (const reason of ['away', null]) {
    const send = async (message: unknown) => {
      found.push(message);
      return reason;
    };
    found.push(await tellAlerts(store, { webhook: send }, () => iso(0)));
  }
  return [...found, await listAlerts(store, 100), await alertsFeed(store, 'To listen')];
}

describe.skipIf(postgresMissing !== null)('alerts on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  it('are the same as on SQLite', async () => {
    const embedded = await everything(await temporaryStore());
    expect(await everything(await testStore(server.url()))).toEqual(embedded);
    expect(embedded[0]).toHaveLength(6);
    expect(embedded.at(-2)).toHaveLength(4);
  });
});
