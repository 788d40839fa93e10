import { describe, expect, it } from 'vitest';
import { sendSummary } from '../../src/notify/notify.js';
import { emptyNight, type NightSummary, nightText, nightTitle } from '../../src/notify/summary.js';
import { TEST_NOW, testEffects } from '../support/project.js';
import { testFetch, testServer } from '../support/server.js';
import { smtpServer } from '../support/smtp.js';

const SUMMARY: NightSummary = {
  ...emptyNight('2026-03-02T21:00:00.000Z'),
  finishedAt: '2026-03-02T21:12:30.000Z',
  crawl: {
    ...{ sources: 5, new: 1234, changed: 2, refused: 1, outOfTime: true, unfinished: ['slow-forum'], off: [] },
    articles: { read: 12, whole: 1, left: 3, failures: { 'not-found': 2, 'heavy-page': 1 } },
    failing: [{ name: 'a-blog', slug: 'unknown-host', failures: 3, lastOkAt: '2026-02-27T21:00:00.000Z' }],
  },
  analysis: {
    ...{ processed: 1234, themes: 31, chapters: 7, born: 2, merged: 0, split: 1, outlierShare: 0.0312 },
    stability: { index: 0.9376, posts: 20_110, since: 41 },
    coverage: {
      ...{ share: 0.9412, collected: 21_366, grouped: 20_110 },
      leftOut: { notCleaned: 0, setAside: 2, withoutWords: 1_254, waiting: 0 },
      sources: { configured: 5, heard: 4, failing: 1 },
    },
  },
  files: ['reports/page.html', 'reports/themes.csv'],
  backup: { file: 'backups/discover-2026-03-02T2112.db', bytes: 4_130_000, removed: ['discover-2026-02-20T2112.db'] },
  quiet: [
    { name: 'old-blog', newestPost: '2025-12-01T09:00:00.000Z' },
    { name: 'empty', newestPost: null },
  ],
  problems: ['a-blog: no such host (unknown-host)'],
};
const MAIL = { to: 'team@example.org', from: 'discover@example.org' };

/** A real client that may reach these servers. */
function world(servers: Awaited<ReturnType<typeof testServer>>[] = [], env: Record<string, string> = {}) {
  return { ...testEffects(), env, fetch: testFetch(servers) };
}

describe('the summary', () => {
  it('is one title and plain lines', () => {
    expect(nightTitle(SUMMARY)).toBe('Night of 2026-03-02: 1,234 new posts, 1 problem');
    expect(nightText(SUMMARY).split('\n')).toEqual([
      'Night of 2026-03-02: 1,234 new posts, 1 problem',
      '',
      'Took     13 min, from 2026-03-02T21:00:00.000Z to 2026-03-02T21:12:30.000Z',
      'Crawled  5 sources (3 good, 1 failing, 1 left for the next night): 1,234 new posts, 2 changed, 1 refused',
      'Articles 12 full texts read from their pages; 1 given whole by their feeds; none from 2 not-found, 1 heavy-page; 3 left for the next run',
      'Themes   31 themes in 7 chapters (2 born, 1 split)',
      'How sure 20,110 of 21,366 posts grouped (1,254 without words, 2 set aside), 4 of 5 sources heard; agreement with the grouping in run 41: 0.94 of 1 (20,110 posts in both); 3.1 % of the grouped posts in groups of one or two',
      'Reports  2 files, first reports/page.html',
      'Backup   backups/discover-2026-03-02T2112.db, 4.1 MB, opened and checked; 1 older one let go',
      '',
      'Problems:',
      '- a-blog: no such host (unknown-host)',
      '',
      'Quiet sources:',
      '- old-blog: nothing new since 2025-12-01',
      '- empty: no posts so far',
    ]);
  });

  it('tells of alerts before the problems', () => {
    const alert = {
      ...{ key: 'surge:theme-3:run-7', on: 'surge' as const, rule: 'surge', what: 'Surge of "buses" (theme-3).' },
      ...{ theme: null, evidence: {}, places: [], look: ['discover themes show theme-3', 'another'] },
      ...{ run: 7, at: SUMMARY.startedAt, endedAt: null },
    };
    expect(nightText({ ...SUMMARY, alerts: [alert] })).toContain(
      '\nAlerts:\n- Surge of "buses" (theme-3). (discover themes show theme-3)\n\nProblems:\n',
    );
  });

  it('of a night that came to nothing says so', () => {
    expect(nightTitle({ ...emptyNight('2026-03-02T21:00:00.000Z'), problems: ['The disk is full.'] })).toBe(
      'Night of 2026-03-02: no crawl, 1 problem',
    );
  });
});

describe('by mail', () => {
  it('arrives once, as plain text, with the title as its subject', async () => {
    const server = await smtpServer();
    expect(await sendSummary(SUMMARY, { mail: { ...MAIL, smtp: server.url }, webhook: null }, world())).toEqual([]);
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: MAIL.from, to: [MAIL.to] });
    expect(mail!.text).toContain('Subject: Discover: Night of 2026-03-02: 1,234 new posts, 1 problem\n');
    expect(mail!.text).toContain(`Date: ${new Date(TEST_NOW).toUTCString().replace('GMT', '+0000')}\n`);
    expect(mail!.text).toContain('Content-Type: text/plain');
    expect(mail!.text).toContain('\n- old-blog: nothing new since 2025-12-01\n');
  });

  it.each([
    ['the server refuses', (url: string) => url, /by mail: .*550 go away/],
    ['nobody answers', () => 'smtp://127.0.0.1:1', /by mail: .*ECONNREFUSED/],
    [
      'a user is named and there is no password',
      (url: string) => url.replace('//', '//me@'),
      /SMTP_PASSWORD is not set/,
    ],
  ])('is a line when %s', async (_, address, words) => {
    const server = await smtpServer('550 go away');
    const lines = await sendSummary(SUMMARY, { mail: { ...MAIL, smtp: address(server.url) }, webhook: null }, world());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(words);
    expect(server.mails).toEqual([]);
  });

  it('never sends a password over a line that can be read', async () => {
    const server = await smtpServer();
    const smtp = server.url.replace('//', '//me@');
    const secret = { SMTP_PASSWORD: 'a secret' };
    const lines = await sendSummary(SUMMARY, { mail: { ...MAIL, smtp }, webhook: null }, world([], secret));
    expect(lines).toHaveLength(1);
    expect(server.mails).toEqual([]);
  });
});

describe('by webhook', () => {
  it('is posted as JSON', async () => {
    const server = await testServer({ '/hook': { status: 204 } });
    const wanted = { mail: null, webhook: `${server.origin}/hook` };
    expect(await sendSummary(SUMMARY, wanted, world([server]))).toEqual([]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(server.requests[0]!.body)).toEqual(SUMMARY);
  });

  it.each([
    ['the other side has trouble', { '/secret-token': { status: 500 } }, true, 'server-error'],
    ['there is nothing', {}, true, 'not-found'],
    ['the address is private and not named', { '/secret-token': {} }, false, 'refused-address'],
  ])('is a line when %s, and the line does not give the address away', async (_, handlers, allowed, slug) => {
    const server = await testServer(handlers);
    const wanted = { mail: null, webhook: `${server.origin}/secret-token` };
    const lines = await sendSummary(SUMMARY, wanted, world(allowed ? [server] : []));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`by webhook: `);
    expect(lines[0]).toContain(`(${slug})`);
    expect(lines[0]).not.toContain('secret-token');
    expect(server.requests).toHaveLength(allowed ? 1 : 0);
  });

  it('fails by itself: the mail is sent all the same', async () => {
    const [smtp, server] = [await smtpServer(), await testServer()];
    const wanted = { mail: { ...MAIL, smtp: smtp.url }, webhook: `${server.origin}/none` };
    expect(await sendSummary(SUMMARY, wanted, world([server]))).toHaveLength(1);
    expect(smtp.mails).toHaveLength(1);
  });
});
