/** What the timers of an operating system want to be told to run a night: a line for cron, two unit files for systemd. */
import { createHash } from 'node:crypto';
import { UsageError } from './errors.js';

export interface Job {
  /** The Node that runs the program, and the program; absolute. */
  node: string;
  program: string;
  /** Absolute. */
  data: string;
  configFile: string | null;
  /** Where relative names in the project are meant from. */
  folder: string;
  /** The system's name of whom the nights run as. */
  user: string;
  time: TimeOfDay;
}

/** Local time of the machine. */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

/** Clocks are put forward and back between midnight and four nearly everywhere: at four every night has one such hour. */
const QUIET_HOUR = 4;

/** An odd minute that is always the same for a project: full hours are when everybody else knocks. */
export function timeFor(projectId: string): TimeOfDay {
  const number = createHash('sha256').update(projectId).digest().readUInt32BE(0);
  return { hour: QUIET_HOUR, minute: 2 * (number % 30) + 1 };
}

/** @throws UsageError for anything but `HH:MM` */
export function parseTime(text: string): TimeOfDay {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined) throw new UsageError(`--at ${text}: expected hours and minutes, such as 04:23.`);
  return { hour: Number(hour), minute: Number(minute) };
}

/** One line of a crontab (crontab(5)), with what the night says added to a log beside the data. */
export function cronLine(job: Job): string {
  const log = shellWord(`${job.data}/nightly.log`);
  const command = `cd ${shellWord(job.folder)} && ${commandOf(job).map(shellWord).join(' ')} >> ${log} 2>&1`;
  // For cron a percent sign is the end of the command, quoted or not.
  return `${job.time.minute} ${job.time.hour} * * * ${command.replaceAll('%', '\\%')}`;
}

/** `discover-nightly.service` and `.timer` by name, for /etc/systemd/system. */
export function systemdUnits(job: Job): Record<string, string> {
  return { 'discover-nightly.service': serviceUnit(job), 'discover-nightly.timer': timerUnit(job.time) };
}

function serviceUnit(job: Job): string {
  return `[Unit]
Description=Discover: one night of ${unitText(job.data)}
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
User=${unitText(job.user)}
WorkingDirectory=${unitText(job.folder)}
ExecStart=${commandOf(job).map(commandWord).join(' ')}
# Tokens and passwords, a line each: X_BEARER_TOKEN=..., SMTP_PASSWORD=...
EnvironmentFile=-/etc/discover/environment
# Another run was at work: not a failure.
SuccessExitStatus=75
TimeoutStopSec=15
UMask=0077
# The night reads what it needs and writes its data folder, nothing else.
ProtectSystem=strict
ReadWritePaths=${unitWord(job.data)}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
NoNewPrivileges=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
`;
}

function timerUnit({ hour, minute }: TimeOfDay): string {
  return `[Unit]
Description=Discover: every night

[Timer]
OnCalendar=*-*-* ${twoDigits(hour)}:${twoDigits(minute)}:00
# A night that was missed because the machine was off is made up for.
Persistent=true

[Install]
WantedBy=timers.target
`;
}

function commandOf({ node, program, data, configFile }: Job): string[] {
  return [node, program, '--data', data, ...(configFile === null ? [] : ['--config', configFile]), 'nightly'];
}

/** Single quotes keep everything as it is (POSIX sh); plain words need none. */
function shellWord(word: string): string {
  oneLine(word);
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A word of a command line in a unit file (systemd.service(5)): there a dollar sign begins a variable. */
function commandWord(word: string): string {
  return unitWord(word.replaceAll('$', '$$$$'));
}

/** One of several words in a unit file (systemd.syntax(7)). */
function unitWord(word: string): string {
  const text = unitText(word);
  return /^[\w@+=:,./-]+$/.test(word) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A percent sign would be one of systemd's own placeholders. */
function unitText(text: string): string {
  return oneLine(text).replaceAll('%', '%%');
}

function oneLine(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) {
    throw new UsageError(`${JSON.stringify(text)} has a control character in it: no timer can be told of such a path.`);
  }
  return text;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
