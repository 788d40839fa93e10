/** A store in which alerts have something to see, and looks at it day after day. */
import type { Alert } from '../../src/alerts/alert.js';
import { raiseAlerts } from '../../src/alerts/alerts.js';
import { newsOfRun } from '../../src/alerts/telling.js';
import type { Overdue } from '../../src/alerts/watch.js';
import type { AlertRule } from '../../src/config.js';
import { saveLanes } from '../../src/store/movement.js';
import { finishRun, startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { type Said, seedSnapshot } from '../reports/conversation.js';
import { TEST_NOW } from '../support/project.js';

export const DAY = 86_400_000;
export const iso = (daysAgo: number) => new Date(TEST_NOW - daysAgo * DAY).toISOString();
export const SURGE: AlertRule = { on: 'surge', voices: 1 };
export const NEW: AlertRule = { on: 'new-theme', voices: 5 };

/** So many people, each with a post about a theme, a day or more ago. */
export function people(theme: string, voices: number, more: Partial<Said> & { from?: number } = {}): Said[] {
  const { from = 0, ...said } = more;
  return Array.from({ length: voices }, (_, index) => ({
    id: `${theme}-${from + index}`,
    author: `neighbour_${theme}_${from + index}`,
    text: `Every single word that neighbour number ${from + index} wrote about ${theme} on that day`,
    at: iso(1),
    place: { name: 'Ear Forum', url: 'https://ear.example/' },
    themes: { [theme]: 1 },
    ...said,
  }));
}

export interface Watching {
  store: Database;
  /** One look, in a run of its own: what was new in it. */
  look(
    rules: readonly AlertRule[],
    more?: { daysLater?: number; overdue?: Overdue[]; sources?: string[] },
  ): Promise<Alert[]>;
  surging(surges: Record<string, number>): Promise<void>;
}

export async function watching(store: Database): Promise<Watching> {
  return {
    store,
    look: async (rules, { daysLater = 0, overdue = [], sources = [] } = {}) => {
      const now = TEST_NOW + daysLater * DAY;
      const at = new Date(now).toISOString();
      const run = await startRun(store, 'run', {}, at);
      const world = { now, sources, readOverdue: async () => overdue };
      await raiseAlerts(store, rules, world, { run, at, channels: ['webhook'] });
      await finishRun(store, run, 'done', {}, at);
      return newsOfRun(store, run);
    },
    surging: (surges) =>
      saveLanes(
        store,
        Object.entries(surges).map(([id, voices]) => ({
          id,
          lane: 'surge',
          surge: { hours: 48, voices, expected: 2 },
        })),
      ),
  };
}

/** Themes born in a run of that day. */
export async function born(store: Database, themes: readonly string[], daysAgo = 0, kind = 'birth'): Promise<void> {
  await seedSnapshot(store, iso(daysAgo), Object.fromEntries(themes.map((id) => [id, { posts: 1, voices: 1 }])));
  for (const id of themes) {
    const values = [kind, id, kind === 'split' ? 'theme-1' : null];
    await store.run(
      'INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES ((SELECT max(id) FROM runs), ?, ?, ?)',
      values,
    );
  }
}
