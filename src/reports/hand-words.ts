/** What people did to themes, in words that stand beside the themes. */
import type { HandEntry } from '../store/theme-hand.js';

/** What was done, as a clause: `renamed "Waiting for a scan"`. */
export function handClause({ action, themeId, otherId, label, words }: HandEntry): string {
  switch (action) {
    case 'rename':
      return `${themeId} renamed "${label}"`;
    case 'merge':
      return `${themeId} merged into ${otherId}`;
    case 'split':
      return `${otherId} split from ${themeId} by "${words}"`;
    case 'pin':
      return `${themeId} pinned`;
    case 'hide':
      return `${themeId} hidden`;
  }
}

/** What holds, by each theme it concerns: `theme-7 merged into theme-3; theme-3 pinned`. */
export function handByTheme(log: readonly HandEntry[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const entry of log) {
    if (entry.undoneAt !== null) continue;
    for (const id of [entry.themeId, entry.otherId]) {
      if (id === null) continue;
      const before = words.get(id);
      words.set(id, before === undefined ? handClause(entry) : `${before}; ${handClause(entry)}`);
    }
  }
  return words;
}
