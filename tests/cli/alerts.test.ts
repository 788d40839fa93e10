/** `discover alerts` and the alerts of a run and a night, from outside. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, discover, projectFile, projectFolder, writeFiles } from '../support/cli.js';
import { testServer } from '../support/server.js';
import { atom, type Entry } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

const PARKING = 'Parking at the hospital costs too much: the car park machine by the gate swallows coins';
const DENTIST = 'Not one dentist here takes new patients, the dental practice list is closed for children';
const TURNS = [' again', ' today', ' this winter', ' says my neighbour', ' and nobody answers', ' once more'];

/** Eight people on a matter, a post each hour. */
function talk(matter: string, name: string, from: string): Entry[] {
  return Array.from({ length: 8 }, (_, index) => ({
    id: `${name}-${index}`,
    text: `${matter}${TURNS[index % TURNS.length]} ${index}`,
    author: `${name} person ${index}`,
    at: new Date(Date.parse(from) + index * 3_600_000).toISOString(),
  }));
}

interface Alert {
  key: string;
  what: string;
  rule: string;
  told: { channel: string; toldAt: string | null }[];
}
type Summary = { new: Alert[]; feed: string | null; problems: string[]; notes: string[] };

async function listening(rules: unknown[] = ['new-theme', 'source-silent']) {
  const server = await testServer({
    '/feed': atom('blog.example', talk(PARKING, 'parking', '2026-03-01T00:00:00Z')),
    '/hook': { status: 204 },
  });
  const settings = {
    sources: [{ name: 'blog', crawler: 'blogs', options: { feed: `${server.origin}/feed` } }],
    http: { allow_private: [server.host], delay_s: 0 },
    alerts: { rules, webhook: `${server.origin}/hook` },
  };
  const data = await projectFolder(settings);
  const goOn = () => {
    server.handlers['/feed'] = atom('blog.example', [
      ...talk(PARKING, 'parking', '2026-03-01T00:00:00Z'),
      ...talk(DENTIST, 'dentist', '2026-03-08T00:00:00Z'),
    ]);
  };
  const hooked = () =>
    server.requests.filter(({ path }) => path === '/hook').map(({ body }) => JSON.parse(body) as { alerts: Alert[] });
  return { data, server, settings, goOn, hooked };
}

it('a run tells what is new once, and what a channel missed at the next', async () => {
  const { data, server, goOn, hooked } = await listening();
  const run = () => answerOf<{ alerts: Summary }>(['run', '--data', data]);
  const first = await run();
  // The newest post is older than 30 days on any day on which this is run; at the first grouping no theme is new.
  expect(first.json.alerts.new.map(({ key }) => key)).toEqual(['source-silent:blog:2026-03-01']);

  goOn();
  server.handlers['/hook'] = { status: 500 };
  const second = await run();
  // It is told, and no reason to call the run a failure.
  expect(second.code).toBe(0);
  expect(second.json.alerts.problems).toHaveLength(1);
  const [fresh] = second.json.alerts.new;
  expect(fresh!.what).toMatch(/^New theme ".*dent.*" \(theme-2\): 8 voices in 8 posts since 8 March 2026\.$/i);
  expect(ask<{ counts: string }>(data, 'SELECT counts FROM runs WHERE id = 2')[0]!.counts).not.toMatch(/dent/i);

  server.handlers['/hook'] = { status: 200 };
  const third = await discover(['run', '--data', data]);
  expect(third.out).not.toContain('Alerts');
  expect(hooked().map(({ alerts }) => alerts.map(({ key }) => key.replace(/:2026.*/, '')))).toEqual([
    ['source-silent:blog'],
    ['new-theme:theme-2', 'source-silent:blog'],
    ['new-theme:theme-2', 'source-silent:blog'],
  ]);

  const listed = await answerOf<Alert[]>(['alerts', '--data', data, '--last', '2']);
  expect(listed.json.map(({ told }) => told.map(({ toldAt }) => toldAt !== null))).toEqual([[true], [true]]);
  const text = await discover(['alerts', '--data', data]);
  expect(text.out).toContain('Look further: discover themes show theme-2');
  expect(await readFile(join(data, 'reports/alerts.xml'), 'utf8')).toContain('new-theme:theme-2');
  expect(`${text.out}${JSON.stringify(hooked())}`).not.toMatch(/person \d|swallows coins/);
});

it('a night with a channel that fails has a problem; a process that dies before it has noted what it told tells it once more', async () => {
  const { data, server, hooked } = await listening(['source-silent']);
  const killed = await discover(['run', '--data', data], { env: { DISCOVER_FAULT: 'tell:1:kill' } });
  expect(killed.signal).toBe('SIGKILL');
  server.handlers['/hook'] = { status: 500 };
  const night = await answerOf<{ alerts: Alert[]; problems: string[] }>(['nightly', '--data', data]);
  expect(night.code).toBe(1);
  expect(night.json.alerts).toEqual([]);
  expect(night.json.problems.join()).toContain('Alerts could not be sent by webhook');
  server.handlers['/hook'] = { status: 200 };
  for (const told of [3, 3]) {
    const check = await answerOf<Summary>(['alerts', 'check', '--data', data]);
    expect(check).toMatchObject({ code: 0, json: { new: [], problems: [] } });
    expect(hooked()).toHaveLength(told);
  }
});

describe('discover alerts', () => {
  it('says what is missing: rules, a project, a number', async () => {
    const { data, settings } = await listening();
    const nothing = await discover(['alerts', '--data', data]);
    expect(nothing).toMatchObject({ code: 1, out: '' });
    expect(nothing.err).toContain('Nothing has been collected');
    await writeFiles(data, { 'discover.yaml': projectFile({ ...settings, alerts: {} }) });
    await discover(['crawl', '--data', data]);
    const check = await discover(['alerts', 'check', '--data', data]);
    expect(check).toMatchObject({ code: 0 });
    expect(check.out).toContain('There are no rules: name what to be told of under alerts.rules');
    expect((await discover(['alerts', '--last', 'all', '--data', data])).code).toBe(2);
  });

  it('a wrong rule is named with its line, before anything is done', async () => {
    const { data, server } = await listening([{ on: 'surges' }]);
    const run = await discover(['run', '--data', data]);
    expect(run.code).toBe(78);
    expect(run.err).toMatch(/discover\.yaml:\d+:\d+ alerts\.rules\.0\.on: .*surge, new-theme, source-silent, overdue/);
    expect(server.requests).toEqual([]);
  });
});
