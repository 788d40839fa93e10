/** What the store knows of hosts, whatever it is made of: run for SQLite and for PostgreSQL. */
import { describe, expect, it } from 'vitest';
import {
  forgetWaits,
  forgiveHost,
  forgiveHosts,
  readHostState,
  recordStrikes,
  recordWait,
} from '../../src/store/hosts.js';
import {
  addRequests,
  forgetOldRequests,
  knownBefore,
  latestLoggedRun,
  type RequestRecord,
  requestsOf,
} from '../../src/store/requests.js';
import { forgetRobots, type RobotsRecord, readRobots, writeRobots } from '../../src/store/robots.js';
import { startRun } from '../../src/store/runs.js';
import { TEST_NOW } from '../support/project.js';
import type { OpenTwice } from './conformance.js';

const WHO = { budget: 'site.example', origin: 'https://www.site.example', host: 'www.site.example:443' };
const UNKNOWN = { waitEndsAt: null, crawlDelayMs: null, strikes: null, slug: null };
const NEVER = Number.MAX_SAFE_INTEGER;

export function itKnowsHosts(openTwice: OpenTwice): void {
  describe('hosts', () => {
    it('are as the other process left them', async () => {
      const [one, other] = await openTwice();
      expect(await readHostState(one, WHO)).toEqual(UNKNOWN);
      await recordWait(other, WHO.budget, TEST_NOW, NEVER);
      await recordStrikes(other, WHO.host, 2, 'timeout');
      await recordStrikes(one, WHO.host, 1, 'connection-refused');
      expect(await readHostState(one, WHO)).toMatchObject({
        ...{ waitEndsAt: TEST_NOW, strikes: 3, slug: 'connection-refused' },
      });
      await forgiveHost(other, 'another.example:443');
      expect(await readHostState(one, WHO)).toMatchObject({ strikes: 3 });
      await forgiveHost(other, WHO.host);
      await forgetWaits(other, TEST_NOW + 1);
      expect(await readHostState(one, WHO)).toEqual(UNKNOWN);
      await recordStrikes(one, WHO.host, 1, 'timeout');
      await forgiveHosts(other);
      expect(await readHostState(one, WHO)).toEqual(UNKNOWN);
    });

    it('may ask for more patience and not for less; a moment that no clock could mean is written over', async () => {
      const [store] = await openTwice();
      const endsAt = async () => (await readHostState(store, WHO)).waitEndsAt;
      for (const [asked, latest, kept] of [
        [1_000, 5_000, 1_000],
        [3_000, 5_000, 3_000],
        [2_000, 5_000, 3_000],
        [2_000, 2_500, 2_000],
      ] as const) {
        await recordWait(store, WHO.budget, asked, latest);
        expect(await endsAt()).toBe(kept);
      }
    });

    it('have their robots.txt kept as it was read, and forgotten when nobody asks', async () => {
      const [one, other] = await openTwice();
      const robots: RobotsRecord<{ allow: boolean; pattern: string }> = {
        ...{ origin: WHO.origin, rules: [{ allow: false, pattern: '/ü?' }], crawlDelayMs: 7_000, etag: 'W/"1"' },
        ...{ modified: null, readAt: TEST_NOW, failingSince: null, askAt: TEST_NOW + 10 },
      };
      expect(await readRobots(one, WHO.origin)).toBe(null);
      await writeRobots(one, { ...robots, rules: null, readAt: null, failingSince: 5 });
      expect(await readRobots(other, WHO.origin)).toEqual({ ...robots, rules: null, readAt: null, failingSince: 5 });
      await writeRobots(one, robots);
      expect(await readRobots(other, WHO.origin)).toEqual(robots);
      expect(await readHostState(other, WHO)).toMatchObject({ crawlDelayMs: 7_000 });
      await forgetRobots(other, TEST_NOW + 10);
      expect(await readRobots(one, WHO.origin)).toEqual(robots);
      await forgetRobots(other, TEST_NOW + 11);
      expect(await readRobots(one, WHO.origin)).toBe(null);
    });

    it('have every request written down, and read back as it was', async () => {
      const [store] = await openTwice();
      const record: RequestRecord = {
        ...{ hostGroup: 'a.example', budget: 'a.example #1', url: 'https://a.example/', urlKey: 'k', userAgent: 'D/1' },
        ...{ heldBack: null, robotsAsked: true, startedAt: TEST_NOW, endedAt: TEST_NOW + 5, status: 200, slug: null },
        ...{ isConditional: true, gaveValidators: false, bytes: 3_000_000_000, waitUntil: TEST_NOW + 9 },
      };
      const held = { ...record, heldBack: 'wait' as const, status: null, slug: 'rate-limited', waitUntil: null };
      expect(await latestLoggedRun(store)).toBe(null);
      const run = await startRun(store, 'crawl', {}, '2026-03-02T21:00:00.000Z');
      await addRequests(store, null, [record, held]);
      const read: RequestRecord[] = [];
      for await (const one of requestsOf(store, run)) read.push(one);
      expect(read).toEqual([record, held]);
      expect(await latestLoggedRun(store)).toMatchObject({ id: run, command: 'crawl' });
      expect(await knownBefore(store, run + 1)).toEqual({
        waits: new Map([[record.budget, record.waitUntil]]),
        validators: new Set(),
      });
      await forgetOldRequests(store);
      expect(await latestLoggedRun(store)).toMatchObject({ id: run });
    });
  });
}
