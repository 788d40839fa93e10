/**
 * Acceptance case 3: a theme with 5 voices a week for 12 weeks is in slow-burn, though never in surge. Twelve runs of the
 * whole flow, a week apart, each of them asked; beside it a theme that does surge, so that "never" says something.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { listen } from '../../src/listen.js';
import { inRun, withProject } from '../../src/project.js';
import { listThemes } from '../../src/store/theme-list.js';
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

const LISTS = ['surge', 'slow-burn'] as const;
/** Newest first, each with its strongest theme. */
const POSTS = `
  SELECT p.text, t.theme_id AS theme FROM posts p JOIN post_themes t ON t.post_id = p.id
  ORDER BY p.id DESC, t.weight DESC, t.theme_id`;

interface Standing {
  id: string;
  lane: string;
  /** Lists of the page that have it. */
  listed: string[];
  /** Alerts on it. */
  told: number;
}
interface Week {
  carers: Standing;
  parking: Standing;
  /** Alerts on anything. */
  told: number;
}

/** What a reader reads in one of the lists of the page. */
const listOf = (page: string, name: (typeof LISTS)[number]) =>
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

  const seen: Week[] = [];
  for (let week = 0; week < WEEKS; week += 1) {
    server.handlers['/feed'] = atom('town.example', written(week));
    const effects = testEffects(FIRST + week * WEEK);
    const { told, themes, posts } = await withProject({ ...where, effects }, async (project) => {
      const { json } = await inRun(project, 'run', async (run) => ({ json: await listen(project, run) }));
      expect(json.crawl).toMatchObject({ failed: 0, new: written(week).length });
      return {
        told: json.alerts.new.map(({ what }) => what),
        themes: await listThemes(project.store),
        posts: await project.store.all<{ text: string; theme: string }>(POSTS),
      };
    });
    const page = await readFile(join(data, 'reports/page.html'), 'utf8');
    const standing = (words: string): Standing => {
      const newest = posts.find(({ text }) => text.split(' ').every((word) => words.split(' ').includes(word)))!;
      const { id, label, lane } = themes.find((theme) => theme.id === newest.theme)!;
      const listed = LISTS.filter((name) => listOf(page, name).includes(label));
      return { id, lane, listed, told: told.filter((what) => what.includes(`(${id})`)).length };
    };
    seen.push({ carers: standing(CARERS), parking: standing(PARKING), told: told.length });
  }
  const each = <T>(of: (week: number) => T) => Array.from({ length: WEEKS }, (_, week) => of(week));

  // One theme through all the weeks: steady until it has been there for six of eight, and slow-burn from then on. The page
  // has it in that list and in no other; nobody is ever told that it surges.
  const { id } = seen[0]!.carers;
  expect(seen.map(({ carers }) => carers)).toEqual(
    each((week) =>
      week < 5
        ? { id, lane: 'steady', listed: [], told: 0 }
        : { id, lane: 'slow-burn', listed: ['slow-burn'], told: 0 },
    ),
  );
  // What does surge is found, listed and told of, in its week alone; nothing else ever is.
  expect(seen.map(({ parking: { lane, listed, told } }) => ({ lane, listed, told }))).toEqual(
    each((week) =>
      week === FINES ? { lane: 'surge', listed: ['surge'], told: 1 } : { lane: 'steady', listed: [], told: 0 },
    ),
  );
  expect(seen.map(({ told }) => told)).toEqual(each((week) => Number(week === FINES)));
});
