/** What alerts see, and when it is new. */
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/alerts/alert.js';
import { listAlerts } from '../../src/alerts/telling.js';
import type { Overdue } from '../../src/alerts/watch.js';
import type { AlertRule } from '../../src/config.js';
import { startRun } from '../../src/store/runs.js';
import { beginCrawl, recordFailure, recordRest, recordSuccess } from '../../src/store/sources.js';
import { type Said, seedConversation } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';
import { born, iso, NEW, people, SURGE, watching } from './watching.js';

const keys = (alerts: readonly Alert[]) => alerts.map(({ key }) => key);

describe('alerts', () => {
  const themes = [
    { id: 'theme-1', label: 'Hospital parking charges' },
    { id: 'theme-2', label: 'Dentist list closed', chapter: { id: 'chapter-2', label: 'Teeth' } },
    { id: 'theme-3', label: 'Carers need respite' },
  ];
  const talking = async () => {
    const watch = await watching(await temporaryStore());
    const said = [...people('theme-1', 9), ...people('theme-2', 7), ...people('theme-3', 6)];
    said.push(...people('theme-1', 2, { at: iso(40) }).map((post) => ({ ...post, id: `early-${post.id}` })));
    await seedConversation(watch.store, said, themes);
    return watch;
  };

  describe('a surge', () => {
    it('is told once while it lasts, and again when it comes again', async () => {
      const { look, surging } = await talking();
      expect(await look([SURGE])).toEqual([]);
      await surging({ 'theme-1': 9 });
      const [alert, ...others] = await look([SURGE, { on: 'surge', theme: 'theme-1', voices: 3 }]);
      expect(others).toEqual([]);
      expect(alert).toMatchObject({
        key: 'surge:theme-1:run-2',
        ...{ on: 'surge', rule: 'surge', run: 2, endedAt: null },
        what: 'Surge of "Hospital parking charges" (theme-1): 9 voices in the last 48 hours, 2.0 expected, as of 1 March 2026.',
        theme: { id: 'theme-1', label: 'Hospital parking charges', chapter: 'Getting care' },
        evidence: { voices: 9, expected: 2, hours: 48, asOf: '2026-03-01', firstTimeVoices: 7, ofVoices: 9 },
        places: [{ name: 'Ear Forum', url: 'https://ear.example/' }],
        look: ['discover themes show theme-1', 'discover map --theme theme-1 --out theme-1.html'],
      });
      expect(alert!.evidence.weeks).toEqual([9, 0, 0, 0, 0, 2]);
      expect(await look([SURGE])).toEqual([]);
      await surging({});
      expect(await look([SURGE])).toEqual([]);
      await surging({ 'theme-1': 9 });
      expect(keys(await look([SURGE]))).toEqual(['surge:theme-1:run-5']);
    });

    it('that wavers about the fewest voices of a rule stays one', async () => {
      const { look, surging } = await talking();
      const rule: AlertRule = { on: 'surge', voices: 8 };
      for (const [voices, told] of [
        [7, 0],
        [9, 1],
        [6, 0],
        [9, 0],
      ] as const) {
        await surging({ 'theme-1': voices });
        expect(await look([rule])).toHaveLength(told);
      }
    });

    it.each<[string, AlertRule, string[]]>([
      ['a theme', { on: 'surge', theme: 'theme-2', voices: 1 }, ['theme-2']],
      ['words that begin words of the label', { on: 'surge', words: 'PARK hosp', voices: 1 }, ['theme-1']],
      ['words that stand inside a word', { on: 'surge', words: 'ark', voices: 1 }, []],
      ['a chapter', { on: 'surge', chapter: 'chapter-2', voices: 1 }, ['theme-2']],
      ['voices', { on: 'surge', voices: 7 }, ['theme-1', 'theme-2']],
    ])('is narrowed by %s', async (_, rule, expected) => {
      const { look, surging } = await talking();
      await surging({ 'theme-1': 9, 'theme-2': 7, 'theme-3': 6 });
      expect((await look([rule])).map(({ theme }) => theme?.id)).toEqual(expected);
    });

    it('of a theme that is hidden is not told', async () => {
      const { store, look, surging } = await talking();
      await surging({ 'theme-1': 9, 'theme-3': 6 });
      await store.run("UPDATE themes SET hidden = 1 WHERE id = 'theme-1'");
      expect((await look([SURGE])).map(({ theme }) => theme?.id)).toEqual(['theme-3']);
    });

    it('follows a theme into what it became part of, and leaves no alert behind', async () => {
      const { store, look, surging } = await talking();
      await surging({ 'theme-3': 6 });
      expect(keys(await look([SURGE]))).toEqual(['surge:theme-3:run-1']);
      await store.run(
        "UPDATE themes SET state = 'merged', merged_into = 'theme-1', lane = 'steady' WHERE id = 'theme-3'",
      );
      await surging({ 'theme-1': 9 });
      const [alert, ...others] = await look([{ on: 'surge', theme: 'theme-3', voices: 1 }]);
      expect(alert).toMatchObject({ key: 'surge:theme-1:run-2', rule: 'surge, theme theme-3' });
      expect(others).toEqual([]);
      expect(keys(await listAlerts(store, 10))).toEqual(['surge:theme-1:run-2']);
      expect(await store.all('SELECT DISTINCT alert_id AS id FROM alert_tellings')).toEqual([{ id: 2 }]);
    });
  });

  describe('a new theme', () => {
    it('is told once; at the first grouping nothing is new', async () => {
      const { store, look } = await talking();
      await born(store, ['theme-1', 'theme-2'], 3);
      expect(await look([NEW])).toEqual([]);
      await born(store, ['theme-3']);
      const [alert] = await look([NEW]);
      expect(alert).toMatchObject({
        key: 'new-theme:theme-3',
        rule: 'new-theme, at least 5 voices',
        what: 'New theme "Carers need respite" (theme-3): 6 voices in 6 posts since 1 March 2026.',
        evidence: { voices: 6, posts: 6, firstTimeVoices: 6, ofVoices: 6, bornInRun: 3, firstSeen: '2026-03-01' },
      });
      expect(await look([NEW])).toEqual([]);
      // Told once for ever: also when nobody asked for a while.
      await look([SURGE]);
      expect(await look([NEW])).toEqual([]);
    });

    it('is told when it has voices enough, however long after its birth', async () => {
      const { store, look } = await talking();
      await born(store, ['theme-1'], 30);
      await born(store, ['theme-3'], 20);
      await seedConversation(
        store,
        [...people('theme-4', 4, { at: iso(20) })],
        [{ id: 'theme-4', label: 'Late trains' }],
      );
      await born(store, ['theme-4'], 19);
      expect(keys(await look([NEW]))).toEqual(['new-theme:theme-3']);
      expect(await look([{ on: 'new-theme', words: 'bus', voices: 1 }])).toEqual([]);
      await seedConversation(store, people('theme-4', 2, { from: 4 }), []);
      expect(keys(await look([NEW]))).toEqual(['new-theme:theme-4']);
    });

    it('is none that broke off another, or that was talked about more than 28 days ago', async () => {
      const { store, look } = await talking();
      await born(store, ['theme-1'], 30);
      await born(store, ['theme-2'], 1, 'split');
      await seedConversation(store, people('theme-3', 1, { from: 50, at: iso(31) }), []);
      await born(store, ['theme-3'], 1);
      expect(await look([NEW])).toEqual([]);
    });
  });

  describe('a silent source', () => {
    const at = iso(0);
    const sources = ['quiet', 'lively', 'broken', 'off', 'mute', 'never'];
    const silent = (days: number, source?: string): AlertRule => ({
      on: 'source-silent',
      days,
      ...(source === undefined ? {} : { source }),
    });
    const listening = async () => {
      const watch = await watching(await temporaryStore());
      const { store } = watch;
      const said = (source: string, daysAgo: number): Said => ({
        ...{ id: source, author: source, text: source, source },
        ...{ at: iso(daysAgo), collectedAt: iso(daysAgo) },
      });
      await seedConversation(
        store,
        [said('quiet', 20), said('lively', 1), said('broken', 40), said('off', 15), said('archive', 300)],
        [],
      );
      const settings = { sources: sources.map((name) => ({ name, crawler: 'blogs', options: {}, place: { name } })) };
      await startRun(store, 'run', settings, iso(50));
      for (const name of ['quiet', 'lively', 'mute']) {
        await beginCrawl(store, name, 'blogs');
        await recordSuccess(store, name, at);
      }
      await recordSuccess(store, 'broken', iso(38));
      for (const days of [2, 1]) await recordFailure(store, 'broken', { slug: 'not-found', message: 'x' }, iso(days));
      await recordRest(store, 'off', { slug: 'no-token', message: 'x' }, null);
      return { ...watch, look: (rules: AlertRule[], more = {}) => watch.look(rules, { sources, ...more }) };
    };

    it('is told with why it is: quiet, failing, off, without a single post, never asked', async () => {
      const { look } = await listening();
      expect((await look([silent(14)])).map(({ what }) => what)).toEqual([
        'Source quiet is silent: nothing new for 20 days, since 10 February 2026. It answers, and has nothing new.',
        'Source broken is silent: nothing new for 40 days, since 21 January 2026. It fails: there is nothing at this address (not-found); it last answered well on 23 January 2026.',
        'Source off is silent: nothing new for 15 days, since 15 February 2026. It is not asked: it is off: no access token is set (no-token); it never answered well.',
        'Source mute has brought nothing yet, in 50 days since 11 January 2026. It answers, and has nothing new.',
        'Source never has brought nothing yet, in 50 days since 11 January 2026. It has not been asked yet.',
      ]);
      expect(await look([silent(14)], { daysLater: 1 })).toEqual([]);
    });

    it('is told of by its own rule, after so many days', async () => {
      const { look } = await listening();
      expect(await look([silent(21, 'quiet')])).toEqual([]);
      const [alert] = await look([silent(21, 'quiet')], { daysLater: 1 });
      expect(alert).toMatchObject({
        key: 'source-silent:quiet:2026-02-10',
        rule: 'source-silent, source quiet, 21 days',
        evidence: { source: 'quiet', state: 'quiet', days: 21, since: '2026-02-10', lastOk: '2026-03-02', heard: true },
        look: ['discover sources check quiet'],
      });
    });

    it('is another event when it was heard in between', async () => {
      const { store, look } = await listening();
      expect(await look([silent(14, 'quiet')])).toHaveLength(1);
      await seedConversation(store, [{ id: 'back', author: 'x', text: 'back', source: 'quiet', at: iso(0) }], []);
      expect(await look([silent(14, 'quiet')])).toEqual([]);
      const ended = (await listAlerts(store, 1))[0]!;
      expect(ended).toMatchObject({ key: 'source-silent:quiet:2026-02-10', endedAt: at });
      expect(keys(await look([silent(14, 'quiet')], { daysLater: 14 }))).toEqual(['source-silent:quiet:2026-03-02']);
    });
  });

  describe('a reply that is overdue', () => {
    const late: Overdue = { number: 4, themeId: 'theme-2', due: '2026-02-27', daysOver: 3, status: 'raised' };

    it('is told once for each day on which it was due, whatever becomes of the theme', async () => {
      const { store, look } = await talking();
      const [alert] = await look([{ on: 'overdue' }], { overdue: [late] });
      expect(alert).toMatchObject({
        key: 'overdue:outcome-4:2026-02-27',
        what: 'Matter 4 on "Dentist list closed" (theme-2) is overdue: a reply was due on 27 February 2026, 3 days ago; it stands at "raised".',
        evidence: { outcome: 4, due: '2026-02-27', daysOver: 3, status: 'raised' },
      });
      expect(await look([{ on: 'overdue' }], { overdue: [{ ...late, daysOver: 4 }] })).toEqual([]);
      await store.run("UPDATE themes SET state = 'merged', merged_into = 'theme-1' WHERE id = 'theme-2'");
      expect(await listAlerts(store, 5)).toHaveLength(1);
      const again = { ...late, due: '2026-03-01', daysOver: 1 };
      expect(keys(await look([{ on: 'overdue' }], { overdue: [again] }))).toEqual(['overdue:outcome-4:2026-03-01']);
    });

    it('is narrowed to themes', async () => {
      const { look } = await talking();
      expect(await look([{ on: 'overdue', words: 'parking' }], { overdue: [late] })).toEqual([]);
      expect(await look([{ on: 'overdue', theme: 'theme-2' }], { overdue: [late] })).toHaveLength(1);
    });
  });

  it('what is told names nobody, links to no post and repeats nobody', async () => {
    const { store, look, surging } = await talking();
    await born(store, ['theme-1'], 30);
    await born(store, ['theme-2', 'theme-3']);
    await surging({ 'theme-1': 9, 'theme-2': 7 });
    const told = JSON.stringify(await look([SURGE, NEW]));
    expect(told).toContain('theme-3');
    expect(told).not.toMatch(/neighbour|status\/|x\.com|Every single word/);
    const kept = JSON.stringify(await store.all('SELECT * FROM alerts'));
    expect(kept).not.toMatch(/neighbour|parking|Dentist|Ear Forum/);
  });
});
