/** Asked to stop, kept from the store, or brought down by one item: what a run leaves behind, and how the next goes on. */
import { readFile } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { atom } from '../cli/feeds.js';
import { ask, discover, startDiscover } from '../support/cli.js';
import { expectWhole, feedProject, feedServer, outcomeOf, run } from './support.js';

vi.setConfig({ testTimeout: 300_000 });

const lastRun = (data: string) =>
  ask<{ status: string }>(data, 'SELECT status FROM runs ORDER BY id DESC LIMIT 1')[0]?.status;

describe('A6: SIGTERM', () => {
  it.each(['headers:2', 'commit:1', 'clean:4', 'layout:1', 'export:5'])(
    'at %s: gone within ten seconds, the run is marked, the last complete page is shown, and the next run goes on',
    async (moment) => {
      const server = await feedServer();
      const [data, unbroken] = [await feedProject(server), await feedProject(server)];
      await Promise.all([run(data), run(unbroken)]);
      const page = () => readFile(`${data}/reports/page.html`, 'utf8');
      const complete = await page();
      server.handlers['/elm'] = atom('elm.example', [
        ...Array.from({ length: 9 }, (_, n) => ({
          id: `elm/new-${n}`,
          text: `elm again on parking and buses, ${n}`,
          author: 'elm-9',
        })),
      ]);

      const started = Date.now();
      const stopped = await run(data, `${moment}:term`);
      expect(stopped).toMatchObject({ code: 1, signal: null, out: '' });
      expect(stopped.err).toContain('Run the same command again to go on');
      // The flow before that moment is this machine's; what follows it is ours.
      expect(Date.now() - started).toBeLessThan(60_000);
      expect(lastRun(data)).toBe('interrupted');
      expect(await page()).toBe(complete);

      expect(await Promise.all([run(data), run(unbroken)])).toMatchObject([{ code: 0 }, { code: 0 }]);
      expectWhole(data);
      expect((await outcomeOf(data)).posts).toEqual((await outcomeOf(unbroken)).posts);
    },
  );
});

describe('A5: a store that another process holds', () => {
  it('is waited for, and given up with exit code 75', async () => {
    const server = await feedServer();
    const data = await feedProject(server);
    expect(await run(data)).toMatchObject({ code: 0 });
    const holder = new Sqlite(`${data}/discover.db`);
    holder.exec('BEGIN EXCLUSIVE');
    const refused = await discover(['process', '--data', data]);
    expect(refused).toMatchObject({ code: 75, out: '' });
    expect(refused.err).toMatch(/another program has held it for too long\. Try again/);
    const patient = startDiscover(['process', '--data', data]);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    holder.exec('COMMIT');
    holder.close();
    expect(await patient.ended).toMatchObject({ code: 0 });
  });
});

describe('B6: an item that brings the whole program down', () => {
  it.each([[1], [4]])(
    'while its feed is read, %i at a time: after two tries its source is named and left alone, the others are done',
    async (concurrency) => {
      const server = await feedServer();
      const data = await feedProject(server, { queue: { attempts: 2, concurrency } });
      const poison = 'parse@cedar:*:abort';
      for (const _ of [1, 2]) expect(await run(data, poison)).toMatchObject({ signal: 'SIGABRT' });
      const third = await run(data, poison);
      expect(third).toMatchObject({ code: 1, signal: null });
      expect(third.err).toMatch(/cedar: it was taken from a process that died/);
      const sources = ask<{ source: string; n: number }>(
        data,
        'SELECT source, count(*) AS n FROM posts GROUP BY source ORDER BY 1',
      );
      expect(sources).toEqual(['alder', 'birch', 'damson', 'elm'].map((source) => ({ source, n: 6 })));
      expect(ask(data, 'SELECT source, slug FROM failures')).toContainEqual({ source: 'cedar', slug: 'interrupted' });
    },
  );

  it('while it is cleaned: after two tries it is set aside with its source named, all others are cleaned', async () => {
    const server = await feedServer();
    const data = await feedProject(server);
    const poison = 'clean@7:*:abort';
    for (const _ of [1, 2]) expect(await run(data, poison)).toMatchObject({ signal: 'SIGABRT' });
    const third = await run(data, poison);
    expect(third).toMatchObject({ code: 0, signal: null });
    const [post] = ask<{ source: string; external_id: string }>(
      data,
      'SELECT source, external_id FROM posts WHERE id = 7',
    );
    expect(third.err).toContain(`${post!.source}: post ${post!.external_id} is set aside`);
    expect(ask(data, 'SELECT count(*) AS n FROM clean_posts')).toEqual([{ n: 29 }]);
    expect(ask(data, 'SELECT post_id FROM set_aside')).toEqual([{ post_id: 7 }]);
  });
});
