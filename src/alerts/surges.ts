/** A theme that enters the surge lane. It is one surge until the theme leaves the lane. */
import type { AlertRule } from '../config.js';
import type { SurgeEvidence } from '../store/alerts.js';
import { readAsOf } from '../store/figures.js';
import { voicesByWeek } from '../store/movement.js';
import { surgingThemes } from '../store/watched.js';
import { evidenceOf, isAbout } from './about.js';
import type { Watch } from './watch.js';

type Rule = Extract<AlertRule, { on: 'surge' }>;

/** Weeks told of: the last seven days, and the twelve before that a surge is held against. */
const WEEKS = 13;
const SHORTER_HOURS = 48;

export const surges: Watch<Rule, Omit<SurgeEvidence, 'weeks'>> = {
  on: 'surge',
  async standing(store) {
    const asOf = await readAsOf(store, { since: null, until: null });
    if (asOf === null) return [];
    return (await surgingThemes(store)).map(({ id, ...surge }) => ({
      ...{ thing: `surge:${id}`, recurs: true, themeId: id },
      known: { ...surge, asOf: asOf.slice(0, 10) },
    }));
  },
  wants: (rule, { known, themeId }, themes) => known.voices >= rule.voices && isAbout(rule, themeId, themes),
  async see(store, ones) {
    const asOf = ones.length === 0 ? null : await readAsOf(store, { since: null, until: null });
    if (asOf === null) return [];
    const heard = await voicesByWeek(store, asOf, WEEKS, SHORTER_HOURS);
    const themes = await evidenceOf(
      store,
      ones.map(({ themeId }) => themeId),
    );
    return ones.map(({ known, themeId }, index) => {
      const weeks = (heard.get(themeId ?? '') ?? []).map(({ voices }) => voices);
      return { kind: 'surge', evidence: { ...known, weeks, ...themes[index]! } };
    });
  },
};
