import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { cronLine, parseTime, systemdUnits, timeFor } from '../src/timer.js';
import { temporaryFolder } from './support/project.js';

const JOB = {
  node: process.execPath,
  program: '/srv/discover/dist/src/cli.js',
  data: '/srv/listening/data',
  configFile: '/srv/listening/discover.yaml',
  folder: '/srv/listening',
  user: 'listener',
  time: { hour: 4, minute: 23 },
};
const ODD_PATHS = { data: `/srv/it's 100% "ours" & $HOME \\ x`, folder: '/srv/with space' };

/** The commands to be run between two moments in Europe/London, by a reader of crontabs that is not ours. */
function runsBetween(line: string, from: string, until: string): string[] {
  const cron = new Cron(line.split(' ').slice(0, 5).join(' '), { timezone: 'Europe/London', paused: true });
  const runs: string[] = [];
  let moment = cron.nextRun(new Date(from));
  while (moment !== null && moment < new Date(until)) {
    runs.push(moment.toISOString());
    moment = cron.nextRun(moment);
  }
  return runs;
}

describe('the time of a project', () => {
  it('is an odd minute after four, always the same for one and spread over all', () => {
    const ids = Array.from({ length: 600 }, (_, index) => `project-${index}`);
    const minutes = ids.map((id) => timeFor(id).minute);
    expect(ids.map((id) => timeFor(id).minute)).toEqual(minutes);
    expect(new Set(minutes).size).toBe(30);
    expect(minutes.every((minute) => minute % 2 === 1 && minute < 60)).toBe(true);
    expect(timeFor('x').hour).toBe(4);
  });

  it.each(['24:00', '4', '04:60', '4:5', 'four', '-1:00', '04:23:00'])('cannot be %s', (text) => {
    expect(() => parseTime(text)).toThrow(/--at .*expected hours and minutes/);
  });

  it('can be chosen', () => expect(parseTime('1:30')).toEqual({ hour: 1, minute: 30 }));
});

describe('the line for cron', () => {
  it('names everything in full', () => {
    expect(cronLine(JOB)).toBe(
      `23 4 * * * cd /srv/listening && ${process.execPath} /srv/discover/dist/src/cli.js --data /srv/listening/data ` +
        '--config /srv/listening/discover.yaml nightly >> /srv/listening/data/nightly.log 2>&1',
    );
  });

  it('survives a shell and cron, whatever the paths are called', async () => {
    const folder = join(await temporaryFolder(), `it's 100% "ours" & $HOME \\ x`);
    await mkdir(folder);
    const program = join(folder, 'program.js');
    await writeFile(program, 'console.log(JSON.stringify(process.argv.slice(2)))');
    const line = cronLine({ ...JOB, program, data: folder, folder, configFile: null });
    // What cron hands to the shell: everything after the fifth blank, with the percent signs freed again.
    const command = line
      .split(' ')
      .slice(5)
      .join(' ')
      .replaceAll('\\%', '%')
      .replace(/ >> .*/, '');
    expect(line.replaceAll('\\%', '')).not.toContain('%');
    const said = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(['--data', folder, 'nightly']);
  });

  it('refuses a path that would be a second line', () => {
    expect(() => cronLine({ ...JOB, data: '/srv/a\n* * * * * rm' })).toThrow(/control character/);
    expect(() => systemdUnits({ ...JOB, data: '/srv/a\nExecStart=/bin/rm' })).toThrow(/control character/);
  });

  const forward = ['2026-03-28T12:00:00Z', '2026-03-31T12:00:00Z'] as const;
  const back = ['2026-10-24T12:00:00Z', '2026-10-27T12:00:00Z'] as const;
  it.each([
    ['the usual time', { hour: 4, minute: 23 }, forward, ['2026-03-29T03:23', '2026-03-30T03:23', '2026-03-31T03:23']],
    ['the usual time', { hour: 4, minute: 23 }, back, ['2026-10-25T04:23', '2026-10-26T04:23', '2026-10-27T04:23']],
    [
      '01:30, which is not there',
      { hour: 1, minute: 30 },
      forward,
      ['2026-03-29T01:00', '2026-03-30T00:30', '2026-03-31T00:30'],
    ],
    [
      '01:30, which is there twice',
      { hour: 1, minute: 30 },
      back,
      ['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'],
    ],
  ])('runs once a night when clocks change: %s', (_, time, [from, until], runs) => {
    expect(runsBetween(cronLine({ ...JOB, time }), from, until)).toEqual(runs.map((run) => `${run}:00.000Z`));
  });
});

describe('the units for systemd', () => {
  it('keep the night to its data folder', () => {
    const service = systemdUnits(JOB)['discover-nightly.service']!;
    const odd = systemdUnits({ ...JOB, ...ODD_PATHS })['discover-nightly.service']!;
    expect(odd).toContain(`ReadWritePaths="/srv/it's 100%% \\"ours\\" & $HOME \\\\ x"\n`);
    expect(odd).toContain(`--data "/srv/it's 100%% \\"ours\\" & $$HOME \\\\ x" --config`);
    for (const line of [
      `ExecStart=${process.execPath} /srv/discover/dist/src/cli.js --data /srv/listening/data --config /srv/listening/discover.yaml nightly`,
      'ReadWritePaths=/srv/listening/data',
      ...['User=listener', 'ProtectSystem=strict', 'PrivateTmp=yes', 'NoNewPrivileges=yes', 'SuccessExitStatus=75'],
      'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
    ]) {
      expect(service.split('\n')).toContain(line);
    }
    expect(systemdUnits(JOB)['discover-nightly.timer']).toContain('OnCalendar=*-*-* 04:23:00\n');
  });

  const missing = hasSystemd() ? '' : ' (skipped: systemd-analyze is not on this machine)';
  it.skipIf(missing !== '').each([
    ['plain paths', {}],
    ['odd paths', ODD_PATHS],
  ])(`pass systemd-analyze verify with %s${missing}`, async (_, paths) => {
    const folder = await temporaryFolder();
    const program = join(folder, 'cli.js');
    await writeFile(program, '');
    const units = systemdUnits({ ...JOB, ...paths, program, user: 'root' });
    const files = Object.entries(units).map(([name, text]) => ({ file: join(folder, name), text }));
    for (const { file, text } of files) await writeFile(file, text);
    const said = execFileSync(
      '/bin/sh',
      ['-c', 'systemd-analyze verify --man=no "$@" 2>&1; true', 'sh', ...files.map(({ file }) => file)],
      {
        encoding: 'utf8',
      },
    );
    // Other units of this machine may have faults of their own.
    expect(said.split('\n').filter((line) => line.includes('discover-nightly'))).toEqual([]);
  });
});

function hasSystemd(): boolean {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
