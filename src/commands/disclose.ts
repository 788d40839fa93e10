/** Naming people in something exported needs a reason, and the reason is kept. */
import { isoNow } from '../effects.js';
import { UsageError } from '../errors.js';
import type { Project } from '../project.js';
import { recordDisclosure } from '../store/disclosures.js';

export interface IdentifyOptions {
  identify?: boolean;
  reason?: string;
}

export const IDENTIFY = ['--identify', 'name the voices; needs --reason, and is logged'] as const;
export const REASON = ['--reason <text>', 'why names are needed'] as const;
/** Of what changes what others see. */
export const LOGGED_REASON = ['--reason <text>', 'why; kept in the log'] as const;

/** Whether to name people; logs the reason first. */
export async function mayIdentify(project: Project, what: string, options: IdentifyOptions): Promise<boolean> {
  if (!options.identify) {
    if (options.reason !== undefined) throw new UsageError('--reason goes with --identify.');
    return false;
  }
  const reason = options.reason?.trim();
  if (!reason) throw new UsageError('--identify puts names into the file: say why with --reason "…". It is logged.');
  await recordDisclosure(project.store, what, reason, isoNow(project.effects));
  return true;
}
