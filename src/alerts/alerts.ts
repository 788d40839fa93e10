/**
 * Watch: what the rules of the project file ask for is looked for after each run, written down once while it holds, and
 * told once over each channel. One mechanism for all kinds: something that holds and did not at the last look is an event.
 */
import type { AlertRule } from '../config.js';
import { isKnownAlert, keepAlerts, type NewAlert, openAlerts } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { type HeirOf, readHeirs } from '../store/theme-heirs.js';
import { type NamedTheme, themeNames } from '../store/watched.js';
import { newThemes } from './new-themes.js';
import { overdue } from './overdue.js';
import { silences } from './silences.js';
import { surges } from './surges.js';
import type { Watch, World } from './watch.js';
import { ruleWords } from './words.js';

interface Look {
  store: Database;
  rules: readonly { rule: AlertRule; words: string }[];
  themes: ReadonlyMap<string, NamedTheme>;
  /** Things that held at the last look. */
  open: ReadonlySet<string>;
  world: World;
  run: number;
}

/** What one kind of look found: everything that holds, and what of it is new and asked for. */
interface Found {
  things: string[];
  fresh: NewAlert[];
}

/**
 * Looks for what the rules ask for and writes it down. What no rule asks for is not looked at, and is over.
 * @param how the run in which it is done, the moment (ISO 8601), and the channels over which news is to be told
 */
export async function raiseAlerts(
  store: Database,
  rules: readonly AlertRule[],
  world: World,
  how: { run: number; at: string; channels: readonly string[] },
): Promise<void> {
  const open = await openAlerts(store);
  const heirOf = await readHeirs(store);
  const look: Look = {
    ...{ store, world, run: how.run },
    rules: rules.map((rule) => followed(rule, heirOf)),
    themes: await themeNames(store),
    open: new Set(open.map(({ thing }) => thing)),
  };
  const found = [await find(look, surges), await find(look, newThemes), await find(look, silences)];
  found.push(await find(look, overdue));
  const holding = new Set(found.flatMap(({ things }) => things));
  const ended = open.filter(({ thing }) => !holding.has(thing)).map(({ id }) => id);
  const fresh = found.flatMap((one) => one.fresh);
  await keepAlerts(store, { ended, fresh, channels: how.channels }, how.run, how.at);
}

/** A rule on a theme goes on with the theme that it became part of; in words it stays as it was written. */
function followed(rule: AlertRule, heirOf: HeirOf): Look['rules'][number] {
  const words = ruleWords(rule);
  if (!('theme' in rule) || rule.theme === undefined) return { rule, words };
  return { rule: { ...rule, theme: heirOf(rule.theme)?.id ?? rule.theme }, words };
}

async function find<Rule extends AlertRule, Known>(look: Look, watch: Watch<Rule, Known>): Promise<Found> {
  const { store, open, run } = look;
  const rules = look.rules.flatMap(({ rule, words }) => (rule.on === watch.on ? [{ rule: rule as Rule, words }] : []));
  if (rules.length === 0) return { things: [], fresh: [] };
  const standing = await watch.standing(store, look.world);
  const fresh = [];
  for (const one of standing) {
    const asked = open.has(one.thing) ? undefined : rules.find(({ rule }) => watch.wants(rule, one, look.themes));
    const key = one.recurs ? `${one.thing}:run-${run}` : one.thing;
    if (asked !== undefined && !(await isKnownAlert(store, key))) fresh.push({ one, key, rule: asked.words });
  }
  const seen = await watch.see(
    store,
    fresh.map(({ one }) => one),
  );
  return {
    things: standing.map(({ thing }) => thing),
    fresh: fresh.map(({ one: { thing, themeId }, key, rule }, index) => ({
      ...{ key, thing, rule, themeId },
      ...seen[index]!,
    })),
  };
}
