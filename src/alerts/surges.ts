/** A theme that enters the surge lane. It is one surge until the theme leaves the lane. */
import type { AlertRule } from '../config.js';
import type { SurgeEvidence } from '../store/alerts.js';
import { readAsOf } from '../store/figures.js';
import { readSpan, voicesByWeek } from '../store/movement.js';
import { surgingThemes } from '../store/watched.js';
import { evidenceOf, isAbout } from './about.js';
import type { Watch } from './watch.js';

type Rule = Extract<AlertRule, { on: 'surge' }>;

/** Weeks told of, at most: the last seven days, and the twelve before that a surge is held against. */
const WEEKS = 13;
const WEEK_MS = 7 * 86_400_000;
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
    if (ones.length === 0) return [];
    const { oldest, newest } = await readSpan(store);
    if (oldest === null || newest === null) return [];
    // Nobody listened in the weeks before the oldest post: they are no weeks without voices.
    const listened = Math.max(1, Math.round((Date.parse(newest) - Date.parse(oldest)) / WEEK_MS));
    const heard = await voicesByWeek(store, newest, Math.min(WEEKS, listened), SHORTER_HOURS);
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
