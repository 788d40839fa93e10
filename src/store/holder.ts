/**
 * Who holds a lock or a lease: one process of one machine, recognisable after its death. What a dead process held is
 * free at once; what cannot be looked at from here (another machine, another container) is free when its time is over.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Holder {
  host: string;
  /** The boot and the pid namespace inside which a pid means one process; empty where the system does not tell. */
  boot: string;
  pid: number;
  /** Ticks from boot to the start of the process, which a later process with the same pid cannot share; or empty. */
  start: string;
}

/** The process that asks. */
export function thisHolder(): Holder {
  return { host: hostname(), boot: bootOf(), pid: process.pid, start: processStatus(process.pid)?.start ?? '' };
}

/** True when the holder is a process of this machine that certainly no longer runs. */
export function isGone(holder: Holder, here: Holder = thisHolder()): boolean {
  if (holder.host !== here.host || holder.boot !== here.boot) return false;
  if (!exists(holder.pid)) return true;
  const status = processStatus(holder.pid);
  if (status === null) return false;
  return status.ended || (holder.start !== '' && holder.start !== status.start);
}

/** Reads back a holder that was stored as JSON; `null` when it is not one. */
export function parseHolder(text: string): Holder | null {
  try {
    const { host, boot, pid, start } = JSON.parse(text) as Record<string, unknown>;
    const words = [host, boot, start].every((value) => typeof value === 'string');
    return words && Number.isInteger(pid) && (pid as number) > 0 ? ({ host, boot, pid, start } as Holder) : null;
  } catch {
    return null;
  }
}

function bootOf(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Containers share the boot of their machine, yet each counts its processes from 1.
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** proc(5): the fields after the command's name, which is in parentheses and may hold anything. */
function processStatus(pid: number): { ended: boolean; start: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A zombie still has its pid: it is dead, and nobody has asked for its exit code.
    return { ended: fields[0] === 'Z' || fields[0] === 'X', start: fields[19] ?? '' };
  } catch {
    return null;
  }
}
