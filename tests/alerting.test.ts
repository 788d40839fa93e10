/** Alerts over real channels: a web server, a mail server and a file, each told once, whatever becomes of the others. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Parser from 'rss-parser';
import { describe, expect, it } from 'vitest';
import { type AlertsSummary, alertAfter } from '../src/alerting.js';
import { listAlerts } from '../src/alerts/telling.js';
import { inRun, type Project, withProject } from '../src/project.js';
import { saveLanes } from '../src/store/movement.js';
import { people } from './alerts/watching.js';
import { seedConversation } from './reports/conversation.js';
import { writeProject } from './support/processes.js';
import { TEST_NOW, temporaryFolder, testEffects } from './support/project.js';
import { testServer } from './support/server.js';
import { smtpServer } from './support/smtp.js';

const DAY = 86_400_000;
const MAIL = { to: 'team@example.org', from: 'discover@example.org' };

interface Body {
  version: number;
  text: string;
  alerts: { key: string; what: string }[];
}

/** A project of three themes in which the test says which of them surge. */
async function watched(themes = 3, label = (theme: number) => `About matter ${theme}`) {
  const folder = await temporaryFolder();
  const web = await testServer({ '/hook': { status: 204 } });
  const smtp = await smtpServer();
  const settings = async (alerts: object, more: object = {}) =>
    writeProject(folder, {
      alerts: { rules: ['surge'], ...alerts },
      http: { allow_private: [web.host] },
      nightly: { mail: { ...MAIL, smtp: smtp.url } },
      ...more,
    });
  await settings({ webhook: `${web.origin}/hook`, mail: true });
  let days = 0;
  const within = <T>(work: (project: Project) => Promise<T>): Promise<T> => {
    const effects = testEffects(TEST_NOW + days * DAY);
    const where = { data: folder, configFile: null, effects, signal: new AbortController().signal };
    return withProject(where, work);
  };
  const ids = Array.from({ length: themes }, (_, index) => `theme-${index + 1}`);
  await within(({ store }) =>
    seedConversation(
      store,
      ids.flatMap((id) => people(id, 5)),
      ids.map((id, index) => ({ id, label: label(index + 1) })),
    ),
  );
  return {
    ...{ folder, web, smtp, settings, within },
    /** The next day, on which these themes surge. */
    look: (...surging: string[]): Promise<AlertsSummary> => {
      days += 1;
      return within(async (project) => {
        const surge = { hours: 48, voices: 5, expected: 1 };
        await saveLanes(
          project.store,
          surging.map((id) => ({ id, lane: 'surge', surge })),
        );
        return (await inRun(project, 'alerts', async (run) => ({ json: await alertAfter(project, run) }))).json;
      });
    },
    posted: (): string[][] =>
      web.requests.map(({ body }) => (JSON.parse(body) as Body).alerts.map(({ key }) => key.replace(/:run.*/, ''))),
  };
}

/** As a mail program shows it (RFC 2047, the Q encoding). */
function subjectOf(mail: string): string {
  const words = /^Subject: (.*(?:\n .*)*)/m.exec(mail)![1]!.matchAll(/=\?UTF-8\?Q\?(.*?)\?=/g);
  const bytes = [...words].map(([, word]) => word!.replaceAll('_', ' ').replaceAll('=', '%')).join('');
  return decodeURIComponent(bytes);
}

describe('telling', () => {
  it('reaches every channel once, one message for all that is new', async () => {
    const { folder, web, smtp, look, posted } = await watched();
    const first = await look('theme-1', 'theme-2');
    expect(first.problems).toEqual([]);
    expect(first.new.map(({ key }) => key)).toEqual(['surge:theme-1:run-1', 'surge:theme-2:run-1']);
    expect((await look('theme-1', 'theme-2')).new).toEqual([]);
    expect(posted()).toEqual([['surge:theme-1', 'surge:theme-2']]);
    expect(web.requests[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    const body = JSON.parse(web.requests[0]!.body) as Body;
    expect(body).toMatchObject({ version: 1, alerts: first.new });
    expect(body.text).toContain('Look further: discover themes show theme-2');

    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toMatchObject({ from: MAIL.from, to: [MAIL.to] });
    expect(subjectOf(smtp.mails[0]!.text)).toMatch(
      /^Discover: 2 alerts, the first: Surge of "About matter 1" \(theme-1\): /,
    );

    const feed = await new Parser().parseString(await readFile(join(folder, 'reports/alerts.xml'), 'utf8'));
    expect(feed).toMatchObject({ title: 'Discover: alerts', description: 'Test the workers' });
    expect(feed.items.map(({ title }) => title)).toEqual(first.new.map(({ what }) => what).reverse());
    expect(new Set(feed.items.map(({ guid }) => guid)).size).toBe(2);
    expect(feed.items[0]!.contentSnippet).toContain('Where: Ear Forum <https://ear.example/>');
  });

  it('tries a channel that failed again at the next run, and no other', async () => {
    const { web, smtp, look, posted, within } = await watched();
    web.handlers['/hook'] = { status: 503 };
    const first = await look('theme-1');
    expect(first.problems).toEqual([
      'Alerts could not be sent by webhook: the site has trouble of its own (server-error). The next run tries again.',
    ]);
    expect(smtp.mails).toHaveLength(1);
    const told = await within(({ store }) => listAlerts(store, 1));
    expect(told[0]!.told).toEqual([
      { channel: 'mail', toldAt: new Date(TEST_NOW + DAY).toISOString() },
      { channel: 'webhook', toldAt: null },
    ]);
    await look('theme-1', 'theme-2');
    web.handlers['/hook'] = { status: 200 };
    // The first is over by now, and still news to whoever did not hear of it.
    expect((await look('theme-2')).problems).toEqual([]);
    expect((await look('theme-2')).problems).toEqual([]);
    expect(posted()).toEqual([
      ['surge:theme-1'],
      ['surge:theme-1', 'surge:theme-2'],
      ['surge:theme-1', 'surge:theme-2'],
    ]);
    expect(web.requests[2]!.body).toContain('Over since 2026-03-05.');
    expect(smtp.mails).toHaveLength(2);
  });

  it('does not tell a channel what was before it, nor late what waited when it was given up', async () => {
    const { web, settings, look, posted } = await watched();
    const webhook = `${web.origin}/hook`;
    await settings({});
    await look('theme-1');
    await settings({ webhook });
    web.handlers['/hook'] = { status: 500 };
    await look('theme-1', 'theme-2');
    await settings({});
    await look('theme-1', 'theme-2');
    await settings({ webhook });
    web.handlers['/hook'] = { status: 200 };
    await look('theme-1', 'theme-2', 'theme-3');
    expect(posted()).toEqual([['surge:theme-2'], ['surge:theme-3']]);
  });

  it('withdraws what waits when its theme becomes part of another', async () => {
    const { web, look, posted, within } = await watched();
    web.handlers['/hook'] = { status: 500 };
    await look('theme-1', 'theme-2');
    await within(({ store }) =>
      store.run("UPDATE themes SET state = 'merged', merged_into = 'theme-2' WHERE id = 'theme-1'"),
    );
    web.handlers['/hook'] = { status: 200 };
    await look('theme-2');
    expect(posted().at(-1)).toEqual(['surge:theme-2']);
  });

  it('keeps foreign words inside their line: no second header, no second line, no control of a terminal', async () => {
    const evil = 'Parking\r\nBcc: all@example.org\r\n\r\n\u001b[31mred\u202etxt\u2028next';
    const { smtp, look, folder } = await watched(1, () => evil);
    const [alert] = (await look('theme-1')).new;
    expect(alert!.what).toContain('"Parking Bcc: all@example.org [31mred txt next"');
    const mail = smtp.mails[0]!;
    expect(mail.to).toEqual([MAIL.to]);
    expect(mail.text).not.toMatch(/^Bcc:/m);
    const all = JSON.stringify(alert) + (await readFile(join(folder, 'reports/alerts.xml'), 'utf8'));
    expect(all).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
  });

  it('of hundreds tells the first in full in a text, and all of them to a program', async () => {
    const { smtp, look, posted } = await watched(60);
    await look(...Array.from({ length: 60 }, (_, index) => `theme-${index + 1}`));
    expect(posted()[0]).toHaveLength(60);
    expect(smtp.mails[0]!.text.match(/^Surge of/gm)).toHaveLength(50);
    expect(smtp.mails[0]!.text).toContain('and 10 more: discover alerts --last 60');
  });

  it('goes to another mailbox where one is named, and needs no feed', async () => {
    const { smtp, settings, look, folder } = await watched();
    await settings({ mail: { to: 'watch@example.org' }, rss: false });
    expect((await look('theme-1')).feed).toBeNull();
    expect(smtp.mails[0]!.to).toEqual(['watch@example.org']);
    await expect(readFile(join(folder, 'reports/alerts.xml'))).rejects.toThrow('ENOENT');
  });

  it('says which rules can never tell of anything', async () => {
    const { settings, look } = await watched();
    const rule = (theme: string, chapter: string) => ({ on: 'surge', theme, chapter });
    await settings({ rules: [rule('theme-1', 'chapter-1'), rule('theme-9', 'chapter-7')] });
    expect((await look('theme-1')).notes).toEqual([
      'alerts.rules names theme-9: there never was such a theme.',
      'alerts.rules names chapter-7: there is no such chapter with a theme in it.',
    ]);
  });

  it('never reaches a private address that is not let through', async () => {
    const { web, settings, look } = await watched();
    await settings({ webhook: `${web.origin}/hook` }, { http: { allow_private: [] } });
    expect((await look('theme-1')).problems.join()).toContain('(refused-address)');
    expect(web.connections()).toBe(0);
  });

  it('does nothing at all without rules', async () => {
    const { web, smtp, settings, look, within, folder } = await watched();
    await settings({ rules: [], webhook: `${web.origin}/hook`, mail: true });
    expect(await look('theme-1')).toEqual({ new: [], feed: null, problems: [], notes: [] });
    expect([web.requests, smtp.mails, await within(({ store }) => listAlerts(store, 9))]).toEqual([[], [], []]);
    await expect(readFile(join(folder, 'reports/alerts.xml'))).rejects.toThrow('ENOENT');
  });
});
