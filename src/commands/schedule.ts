/** `discover schedule`: what to tell cron or systemd so that nights run by themselves. */
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { type Declare, example, type Outcome } from './command.js';

interface Options {
  cron?: boolean;
  systemd?: boolean;
  at?: string;
  out?: string;
}

export const schedule: Declare = (program, act) => {
  program
    .command('schedule')
    .description('print a crontab line or systemd units that run `discover nightly` every night')
    .option('--cron', 'one line for `crontab -e`')
    .option('--systemd', 'a service and a timer for /etc/systemd/system')
    .option(
      '--at <time>',
      'local time such as 04:23 (default: an odd minute after four, always the same for a project)',
    )
    .option('--out <folder>', 'write the units there instead of printing them')
    .addHelpText(
      'after',
      example('discover schedule --cron', 'sudo discover schedule --systemd --out /etc/systemd/system'),
    )
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        if (!options.cron === !options.systemd) throw new UsageError('Say for which: --cron or --systemd.');
        if (options.cron && options.out !== undefined) throw new UsageError('--out goes with --systemd.');
        const { findConfig, withProject } = await import('../project.js');
        const { PACKAGE_FOLDER } = await import('../config.js');
        const { projectId } = await import('../store/project-id.js');
        const { cronLine, parseTime, systemdUnits, timeFor } = await import('../timer.js');
        const chosen = options.at === undefined ? null : parseTime(options.at);
        const config = await findConfig(context);
        const time =
          chosen ?? (await withProject(context, async ({ store }) => timeFor(await projectId(store)), config));
        const job = {
          node: process.execPath,
          program: join(PACKAGE_FOLDER, 'dist/src/cli.js'),
          data: context.data,
          configFile: config.file,
          folder: config.file === null ? context.data : dirname(config.file),
          user: userInfo().username,
          time,
        };
        if (options.cron) return { json: { time, cron: cronLine(job) }, text: cronLine(job) };
        const units = systemdUnits(job);
        if (options.out !== undefined) return writeUnits(resolve(options.out), units);
        const parts = Object.entries(units).map(([name, text]) => `# /etc/systemd/system/${name}\n${text}`);
        return { json: { time, units }, text: parts.join('\n').trimEnd() };
      }),
    );
};

async function writeUnits(folder: string, units: Record<string, string>): Promise<Outcome> {
  const { saveWhole } = await import('../whole-file.js');
  await mkdir(folder, { recursive: true });
  const files = Object.keys(units).map((name) => join(folder, name));
  for (const file of files) await saveWhole(file, [units[file.slice(folder.length + 1)]!]);
  const next = 'Next: `systemctl daemon-reload`, then `systemctl enable --now discover-nightly.timer`.';
  return { json: { files }, text: [...files.map((file) => `Wrote ${file}`), next].join('\n') };
}
