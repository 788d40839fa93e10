import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Holder, isGone, parseHolder, thisHolder } from '../../src/store/holder.js';
import { temporaryFolder } from '../support/project.js';

const seesProcesses = existsSync('/proc/self/stat');

/** A process that runs until the test ends. */
function sleeper(program = 'sleep') {
  const child = spawn(program, ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function until(happened: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!happened()) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a holder', () => {
  it('that is this process is not gone', () => {
    expect(isGone(thisHolder())).toBe(false);
  });

  it('survives being stored as JSON', () => {
    expect(parseHolder(JSON.stringify(thisHolder()))).toEqual(thisHolder());
  });

  it('is gone when its process has ended', async () => {
    const child = sleeper();
    const holder: Holder = { ...thisHolder(), pid: child.pid!, start: '' };
    expect(isGone(holder)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isGone(holder)).toBe(true);
  });

  it.skipIf(!seesProcesses)('is gone when a later process has its pid', () => {
    const here = thisHolder();
    expect(here.start).toMatch(/^[0-9]+$/);
    expect(isGone({ ...here, start: String(Number(here.start) - 1) })).toBe(true);
    expect(isGone({ ...here, pid: sleeper().pid! })).toBe(true);
  });

  it.skipIf(!seesProcesses)('is gone when it is dead and unburied (a zombie)', async () => {
    // A shell starts a child, then becomes a program that never asks what became of it; only then the child may end.
    const script = 'cat <&3 >/dev/null & echo $!; exec sleep 60 3<&-';
    const parent = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = await once(parent.stdout!, 'data');
    await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    const holder = { ...thisHolder(), pid: Number(String(line)), start: '' };
    expect(isGone(holder)).toBe(false);
    (parent.stdio[3] as Writable).end();
    await until(() => readFileSync(`/proc/${holder.pid}/stat`, 'utf8').includes(') Z '));
    expect(isGone(holder)).toBe(true);
  });

  it.skipIf(!seesProcesses)('is read rightly whatever the name of its program', async () => {
    const program = join(await temporaryFolder(), 'a) Z 1 (b');
    await symlink('/bin/sleep', program);
    const child = sleeper(program);
    await once(child, 'spawn');
    expect(isGone({ ...thisHolder(), pid: child.pid!, start: '' })).toBe(false);
  });

  it('that runs where we cannot look is never called gone', () => {
    const here = thisHolder();
    const nobody = 2 ** 22 + 1;
    expect(isGone({ ...here, pid: nobody })).toBe(true);
    expect(isGone({ ...here, pid: nobody, host: 'elsewhere' })).toBe(false);
    expect(isGone({ ...here, pid: nobody, boot: 'before the power cut' })).toBe(false);
  });

  it('that belongs to another user is not gone', () => {
    expect(isGone({ ...thisHolder(), pid: 1, start: '' })).toBe(false);
  });

  it.each([
    'null',
    '[]',
    '"x"',
    '{"host":"h"}',
    '{"host":"h","boot":"b","pid":1.5,"start":"s"}',
    '{"host":"h","boot":"b","pid":0,"start":"s"}',
    '{"host":"h","boot":1,"pid":7,"start":"s"}',
    '{',
  ])('is not made of %s', (text) => {
    expect(parseHolder(text)).toBeNull();
  });
});
