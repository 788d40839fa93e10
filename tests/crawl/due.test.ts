import { describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../src/config.js';
import { optionsFingerprint, sortDue } from '../../src/crawl/due.js';
import type { Appointment } from '../../src/store/sources.js';

const NOW = Date.parse('2026-03-02T04:00:00.000Z');
const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

function source(name: string, crawler = 'blogs', options: object = { feed: `https://${name}.example/feed` }) {
  return { name, crawler, options, place: { name, url: null, kind: null, owner: null, area: null } } as SourceConfig;
}

/** As a crawl left it ten minutes ago. */
const rested = (of: SourceConfig, dueAt: number | null = NOW + HOUR, lastCrawledAt = NOW - HOUR / 6): Appointment => ({
  lastCrawledAt: iso(lastCrawledAt),
  dueAt: dueAt === null ? null : iso(dueAt),
  optionsSeen: optionsFingerprint(of),
});

async function sorted(sources: SourceConfig[], known: Record<string, Appointment>, allowed: string[] = []) {
  const { due, resting } = await sortDue(sources, new Map(Object.entries(known)), NOW, allowed);
  return { due: due.map(({ name }) => name), resting };
}

describe('a source is due', () => {
  it('when its time has come, and not before; the next to come is told first', async () => {
    const [early, late, soon] = [source('early'), source('late'), source('soon')];
    const known = { early: rested(early, NOW), late: rested(late, NOW + 2), soon: rested(soon, NOW + 1) };
    expect(await sorted([early, late, soon], known)).toEqual({
      due: ['early'],
      resting: [
        { name: 'soon', dueAt: iso(NOW + 1) },
        { name: 'late', dueAt: iso(NOW + 2) },
      ],
    });
  });

  it('at once when it was never crawled, or when what ailed it was ours to mend', async () => {
    const [fresh, begun, mended] = [source('fresh'), source('begun'), source('mended')];
    const known = {
      begun: { lastCrawledAt: null, dueAt: null, optionsSeen: null },
      mended: rested(mended, null),
    };
    expect((await sorted([fresh, begun, mended], known)).due).toEqual(['fresh', 'begun', 'mended']);
  });

  it('at once when its options or its crawler changed in the project file', async () => {
    const before = source('a');
    const known = { a: rested(before) };
    expect((await sorted([before], known)).due).toEqual([]);
    expect((await sorted([source('a', 'blogs', { feed: 'https://other.example/' })], known)).due).toEqual(['a']);
    expect((await sorted([source('a', 'forums', { feeds: ['https://a.example/feed'] })], known)).due).toEqual(['a']);
  });

  it('at once on hosts that are our own, and where there is no host: only others are to be spared', async () => {
    const own = source('own', 'forums', { feeds: ['http://127.0.0.1:8080/a', 'http://intranet.example:81/b'] });
    const half = source('half', 'forums', { feeds: ['http://127.0.0.1:8080/a', 'https://forum.example/b'] });
    const file = source('file', 'notes', { file: 'https.csv' });
    // The address of X is not written down anywhere.
    const x = source('x', 'tweets', { query: '#NHSCitizen' });
    const all = [own, half, file, x];
    const known = Object.fromEntries(all.map((one) => [one.name, rested(one)]));
    const { due, resting } = await sorted(all, known, ['127.0.0.1:8080', 'intranet.example:81']);
    expect(due).toEqual(['own', 'file']);
    expect(resting.map(({ name }) => name)).toEqual(['half', 'x']);
  });

  it('at once when its last crawl lies in the future: a clock was put right', async () => {
    const ahead = source('ahead');
    expect((await sorted([ahead], { ahead: rested(ahead, NOW + 48 * HOUR, NOW + 24 * HOUR) })).due).toEqual(['ahead']);
  });

  it('when there is no such crawler: its crawl says so', async () => {
    const lost = source('lost', 'no-such-crawler', { file: 'a' });
    expect((await sorted([lost], { lost: rested(lost) })).due).toEqual(['lost']);
  });
});
