import { describe, expect, it } from 'vitest';
import { saveLanes, voicesByWeek } from '../../src/store/movement.js';
import { readThemes } from '../../src/store/theme-figures.js';
import { type Said, seedConversation } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';

const AS_OF = '2026-03-01T12:00:00.000Z';
const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.parse(AS_OF) - hours * HOUR).toISOString();
const THEMES = ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id }));

/** One post of theme-1, so many hours ago. */
function post(id: string, author: string | null, at: string | null, more: Partial<Said> = {}): Said {
  return { id, author, text: id, at, themes: { 'theme-1': 1 }, ...more };
}

describe('voicesByWeek', () => {
  it('counts each voice once a week, and once more in the last hours of each week', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [
        ...[post('1', 'ann', AS_OF), post('2', 'ann', hoursAgo(1)), post('3', 'bob', hoursAgo(47))],
        // The bounds: 48 and 168 hours ago belong to what is before.
        ...[post('4', 'cat', hoursAgo(48)), post('5', 'dee', hoursAgo(168))],
        ...[post('6', 'ann', hoursAgo(168 + 100)), post('7', 'old', hoursAgo(3 * 168))],
      ],
      THEMES,
    );
    expect(await voicesByWeek(store, AS_OF, 3, 48)).toEqual(
      new Map([
        [
          'theme-1',
          [
            { voices: 3, lastHours: 2 },
            { voices: 2, lastHours: 1 },
            { voices: 0, lastHours: 0 },
          ],
        ],
      ]),
    );
  });

  it('counts nothing that is dated ahead, undated or unsigned, and each post in its strongest theme', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [
        ...[post('1', 'ann', hoursAgo(-1)), post('2', 'ann', null), post('3', null, hoursAgo(1))],
        post('4', 'ann', hoursAgo(2), { themes: { 'theme-1': 0.3, 'theme-2': 0.6 } }),
      ],
      THEMES,
    );
    expect(await voicesByWeek(store, AS_OF, 1, 48)).toEqual(new Map([['theme-2', [{ voices: 1, lastHours: 1 }]]]));
  });
});

it('saveLanes leaves every theme that is not named steady, whatever it was', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    THEMES.map(({ id }) => post(id, 'ann', AS_OF, { themes: { [id]: 1 } })),
    THEMES,
  );
  const lanes = async () =>
    (await readThemes(store, { since: null, until: null })).map(({ lane, surge }) => ({ lane, surge }));
  const surge = { hours: 48, voices: 9, expected: 1.5 };
  await saveLanes(store, [
    { id: 'theme-1', lane: 'surge', surge },
    { id: 'theme-2', lane: 'slow-burn', surge: null },
  ]);
  const steady = { lane: 'steady', surge: null };
  expect(await lanes()).toEqual([{ lane: 'surge', surge }, { lane: 'slow-burn', surge: null }, steady]);
  await saveLanes(store, [{ id: 'theme-2', lane: 'surge', surge }]);
  expect(await lanes()).toEqual([steady, { lane: 'surge', surge }, steady]);
});
