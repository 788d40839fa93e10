/**
 * Acceptance case 3: a theme with 5 voices a week for 12 weeks is in slow-burn, though never in surge. Twelve runs of the
 * whole flow, a week apart, each of them asked; beside it a theme that does surge, so that "never" says something.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { listMeasured } from '../../src/commands/measured-themes.js';
import { listen } from '../../src/listen.js';
import { inRun, withProject } from '../../src/project.js';
import { atom, type Entry } from '../cli/feeds.js';
import { projectFile, writeFiles } from '../support/cli.js';
import { temporaryFolder, testEffects } from '../support/project.js';
import { testServer } from '../support/server.js';
import { CARERS, OTHERS, PARKING, remark } from './conversation.js';

vi.setConfig({ testTimeout: 120_000 });

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Sunday evenings. */
const FIRST = Date.parse('2026-01-04T20:00:00.000Z');
const WEEKS = 12;
/** In which twenty people are suddenly fined in one car park. */
const FINES = 9;

const said = (id: string, words: string, author: string, at: number): Entry => ({
  ...{ id, text: remark(words), author, at: new Date(at).toISOString() },
});

/** What was written in the seven days up to a Sunday evening. */
function written(week: number): Entry[] {
  const sunday = FIRST + week * WEEK;
  const five = Array.from({ length: 5 }, (_, day) =>
    said(`carers-${week}-${day}`, CARERS, `carer ${(week * 5 + day * 7) % 23}`, sunday - (day + 1.4) * DAY),
  );
  const others = OTHERS.slice(0, 6).flatMap((words, matter) =>
    [1, 3, 5].map((day) =>
      said(
        `other-${matter}-${week}-${day}`,
        words,
        `regular ${matter}-${(week + day) % 8}`,
        sunday - (day + 0.2) * DAY,
      ),
    ),
  );
  const parking = Array.from({ length: week === FINES ? 20 : 2 }, (_, index) =>
    said(`parking-${week}-${index}`, PARKING, `driver ${(week * 3 + index) % 40}`, sunday - (0.3 + index / 20) * DAY),
  );
  return [...five, ...others, ...parking];
}

/** What a reader reads under a heading of the page. */
const lane = (page: string, name: 'surge' | 'slow-burn') =>
  page
    .split(`<div class="${name}">`)[1]!
    .split('</div>')[0]!
    .replace(/<[^>]*>/g, ' ');

it('a theme with 5 voices a week for 12 weeks is in slow-burn, though never in surge', async () => {
  const server = await testServer();
  const data = await temporaryFolder();
  const source = { name: 'town', crawler: 'blogs', options: { feed: `${server.origin}/feed` } };
  const settings = {
    ...{ sources: [source], http: { allow_private: [server.host], delay_s: 0 } },
    alerts: { rules: ['surge'] },
  };
  await writeFiles(data, { 'discover.yaml': projectFile(settings) });
  const where = { data, configFile: join(data, 'discover.yaml'), signal: new AbortController().signal };

  const seen = [];
  for (let week = 0; week < WEEKS; week += 1) {
    server.handlers['/feed'] = atom('town.example', written(week));
    const effects = testEffects(FIRST + week * WEEK);
    const { told, rows, strongest } = await withProject({ ...where, effects }, async (project) => {
      const { json } = await inRun(project, 'run', async (run) => ({ json: await listen(project, run) }));
      expect(json.crawl).toMatchObject({ failed: 0, new: written(week).length });
      return {
        told: json.alerts.new.map(({ what }) => what),
        rows: await listMeasured(project.store),
        strongest: await project.store.all<{ text: string; theme: string }>(
          'SELECT p.text, t.theme_id AS theme FROM posts p JOIN post_themes t ON t.post_id = p.id ORDER BY p.id, t.weight DESC',
        ),
      };
    });
    const themeOf = (words: string) => {
      const first = strongest.findLast(({ text }) => text.split(' ').every((word) => words.includes(word)))!.theme;
      return rows.find(({ id }) => id === first)!;
    };
    const page = await readFile(join(data, 'reports/page.html'), 'utf8');
    const [carers, parking] = [themeOf(CARERS), themeOf(PARKING)];
    seen.push({
      carers: { id: carers.id, lane: carers.lane },
      ...{ parking: parking.lane, told: told.map((what) => what.replace(/^.*\((theme-\d+)\).*$/, '$1')) },
      shown: (['surge', 'slow-burn'] as const).map((name) => lane(page, name).includes(carers.label)),
      surging: { told: told.length, parking: lane(page, 'surge').includes(parking.label) },
    });
  }
  const of = <Key extends keyof (typeof seen)[number]>(key: Key) => seen.map((week) => week[key]);
  const weeks = (from: number, to: number, value: string) => Array.from({ length: to - from }, () => value);

  // One theme through all the weeks, steady until it has been there for six of eight, and slow-burn from then on.
  expect(new Set(of('carers').map(({ id }) => id)).size).toBe(1);
  expect(of('carers').map((one) => one.lane)).toEqual([...weeks(0, 5, 'steady'), ...weeks(5, WEEKS, 'slow-burn')]);
  // The page has it in that list, in those weeks, and never in the other.
  expect(of('shown')).toEqual(of('carers').map((one) => [false, one.lane === 'slow-burn']));
  // What does surge is found, listed and told of, in its week alone; nothing else ever is.
  expect(of('parking')).toEqual(Array.from({ length: WEEKS }, (_, week) => (week === FINES ? 'surge' : 'steady')));
  expect(of('surging')).toEqual(
    Array.from({ length: WEEKS }, (_, week) => ({ told: Number(week === FINES), parking: week === FINES })),
  );
  expect(of('told').flat()).not.toContain(seen[0]!.carers.id);
});
