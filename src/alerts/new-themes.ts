/**
 * A theme that was not there before. At the first grouping of a project everything is new, so nothing is told of; later a
 * theme is new while its first post is younger than 28 days: what an archive brings along was talked about before.
 */
import type { AlertRule } from '../config.js';
import type { NewThemeEvidence } from '../store/alerts.js';
import { dayBefore, FIRST_TIME_DAYS, readAsOf } from '../store/figures.js';
import { newThemes as readNewThemes } from '../store/watched.js';
import { evidenceOf, isAbout } from './about.js';
import type { Watch } from './watch.js';

type Rule = Extract<AlertRule, { on: 'new-theme' }>;

export const newThemes: Watch<Rule, NewThemeEvidence> = {
  on: 'new-theme',
  async standing(store) {
    const asOf = await readAsOf(store, { since: null, until: null });
    if (asOf === null) return [];
    return (await readNewThemes(store, dayBefore(asOf, FIRST_TIME_DAYS))).map(({ id, firstSeen, ...theme }) => ({
      ...{ thing: `new-theme:${id}`, recurs: false, themeId: id },
      known: { ...theme, firstSeen: firstSeen.slice(0, 10) },
    }));
  },
  wants: (rule, { known, themeId }, themes) => known.voices >= rule.voices && isAbout(rule, themeId, themes),
  async see(store, ones) {
    const themes = await evidenceOf(
      store,
      ones.map(({ themeId }) => themeId),
    );
    return ones.map(({ known }, index) => ({ kind: 'new-theme', evidence: { ...known, ...themes[index]! } }));
  },
};
