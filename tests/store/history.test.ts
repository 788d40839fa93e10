/** D1-D5 over random histories: whatever a feed does to its posts, the store holds what a plain model says it must. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFeed } from '../../src/crawl/feed.js';
import { postOf } from '../../src/crawl/feed-source.js';
import { withPlausibleDates } from '../../src/crawl/plausible.js';
import { registerSource, savePage } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { TEST_NOW, temporaryStore } from '../support/project.js';
import { type Item, Model, type Step } from './history-model.js';

const DAY_MS = 86_400_000;
const which = fc.nat(30);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('add' as const),
        date: fc.constantFrom('now' as const, 'now' as const, 'future' as const, 'epoch' as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('edit' as const, 'drop' as const, 'relist' as const, 'delete' as const),
        which,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('rename' as const),
        which,
        how: fc.constantFrom('scheme' as const, 'host' as const, 'anew' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('clock' as const),
        by: fc.constantFrom(3_600_000, DAY_MS, -DAY_MS, 365 * DAY_MS, -365 * DAY_MS),
      }),
    },
    { weight: 5, arbitrary: fc.constant({ do: 'fetch' as const }) },
  ),
  { minLength: 5, maxLength: 60 },
);

function feedOf(items: readonly Item[], tombstones: readonly string[]): string {
  const entries = items.map(
    ({ guid, link, title, text, date }) =>
      `<entry><id>${guid}</id><link href="${link}"/><title>${title}</title><published>${new Date(date).toISOString()}</published><content type="text">${text}</content></entry>`,
  );
  const deleted = tombstones.map((id) => `<at:deleted-entry ref="${id}"/>`);
  return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>A feed</title>${entries.join('')}${deleted.join('')}</feed>`;
}

async function fetchInto(store: Database, model: Model): Promise<void> {
  const { items, withdrawn } = await parseFeed(
    Buffer.from(feedOf(model.shown(), model.tombstones())),
    {},
    'http://blog.example/feed',
  );
  const posts = withPlausibleDates(
    items.map((item) => postOf(item, 'blog', 'blog.example')!),
    model.now,
  );
  await savePage(store, 'feed', null, { posts, withdrawn }, new Date(model.now).toISOString());
}

async function inStore(store: Database) {
  const rows = await store.all<{ text: string; createdAt: string | null; collectedAt: string; edits: number }>(
    `SELECT p.text, p.created_at AS "createdAt", p.collected_at AS "collectedAt",
       coalesce((SELECT max(v.version) FROM post_versions v WHERE v.post_id = p.id), 0) AS edits
     FROM posts p`,
  );
  return rows.sort((one, other) => (one.text < other.text ? -1 : 1));
}

function asIs(model: Model) {
  const date = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString());
  const kept = [...model.kept.values()].map(({ text, createdAt, collectedAt, edits }) => ({
    ...{ text, createdAt: date(createdAt), collectedAt: date(collectedAt), edits },
  }));
  return kept.sort((one, other) => (one.text < other.text ? -1 : 1));
}

/** A step the store could only follow by knowing more than it is shown. */
function isFair(model: Model, step: Step, unread: Set<number>): boolean {
  if (step.do === 'fetch' || step.do === 'add' || step.do === 'clock' || model.items.length === 0) return true;
  const item = model.items[step.which % model.items.length]!;
  // Under a new id and with new words at once it is a new post; a deletion has to name an id that was shown.
  const touches = step.do === 'edit' || step.do === 'rename' || step.do === 'delete';
  if (!touches) return true;
  if (unread.has(item.number) || !item.listed) return false;
  unread.add(item.number);
  return true;
}

it('D1-D5: whatever a feed does, its posts are counted once, edited in place, kept until deleted, and dated sensibly', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const store = await temporaryStore();
      await registerSource(store, 'feed', 'blogs');
      const model = new Model(TEST_NOW);
      const unread = new Set<number>();
      for (const step of [...history, { do: 'fetch' as const }]) {
        if (step.do !== 'fetch') {
          if (isFair(model, step, unread)) model.change(step);
          continue;
        }
        await fetchInto(store, model);
        model.fetch();
        for (const number of [...unread]) if (model.items[number]!.listed) unread.delete(number);
        expect(await inStore(store)).toEqual(asIs(model));
      }
    }),
    { numRuns: 40, seed: 20260302 },
  );
}, 120_000);
