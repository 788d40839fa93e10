/** Rules on themes: which themes one is about, and what is told of a theme whatever happened to it. */
import type { AlertRule } from '../config.js';
import type { ThemeEvidence } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { readAsOf } from '../store/figures.js';
import { type NamedTheme, placesOfTheme, themeNames, voicesOfTheme } from '../store/watched.js';

/** Places named in an alert. */
const PLACES = 5;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** Whether a rule that may be narrowed to some themes is about this one. */
export function isAbout(
  rule: { theme?: string; chapter?: string; words?: string },
  id: string | null,
  themes: ReadonlyMap<string, NamedTheme>,
): boolean {
  const theme = themes.get(id ?? '');
  if (rule.theme !== undefined && rule.theme !== theme?.id) return false;
  if (rule.chapter !== undefined && rule.chapter !== theme?.chapterId) return false;
  return rule.words === undefined || (theme !== undefined && says(theme.label, rule.words));
}

/** A line for each rule on a theme or chapter that the project never had: it would wait for ever. */
export async function idleRules(store: Database, rules: readonly AlertRule[]): Promise<string[]> {
  const themes = await themeNames(store);
  const chapters = new Set([...themes.values()].map(({ chapterId }) => chapterId));
  return rules.flatMap((rule) => {
    const { theme, chapter } = { theme: undefined, chapter: undefined, ...rule };
    return [
      ...(theme === undefined || themes.has(theme)
        ? []
        : [`alerts.rules names ${theme}: there never was such a theme.`]),
      ...(chapter === undefined || chapters.has(chapter)
        ? []
        : [`alerts.rules names ${chapter}: there is no such chapter with a theme in it.`]),
    ];
  });
}

/** Whether each of the words begins a word of the label, in upper or lower case. */
function says(label: string, words: string): boolean {
  const said = wordsOf(label);
  return wordsOf(words).every((word) => said.some((one) => one.startsWith(word)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** Who speaks and where, for each of these themes. */
export async function evidenceOf(store: Database, ids: readonly (string | null)[]): Promise<ThemeEvidence[]> {
  const asOf = ids.length === 0 ? null : await readAsOf(store, { since: null, until: null });
  if (asOf === null) return [];
  const found: ThemeEvidence[] = [];
  for (const id of ids) {
    const voices = await voicesOfTheme(store, id ?? '', asOf);
    found.push({ ...voices, places: await placesOfTheme(store, id ?? '', PLACES) });
  }
  return found;
}
