/** Alerts in words, for a terminal, a mail and a feed. Labels and places come from outside: nothing in them may break a line. */
import type { AlertRule } from '../config.js';
import { FAILURES, type FailureSlug } from '../errors.js';
import { count, day } from '../html/words.js';
import type { OverdueEvidence, Seen, SilenceEvidence, SurgeEvidence, ThemeEvidence } from '../store/alerts.js';

type Theme = { id: string; label: string } | null;
type Place = { name: string; url: string | null };

/** Control signs, marks of direction and line ends; the two that join letters are part of some scripts. */
const BREAKING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;
const LONGEST = 200;
const NARROWED = ['theme', 'chapter', 'words', 'source'];

/** Foreign text as one harmless line. */
export function plain(text: string): string {
  const line = text.replace(BREAKING, ' ').replace(/\s+/g, ' ').trim();
  const signs = [...line];
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST).join('')}…` : line;
}

/** A rule in a few words: `surge, words parking, at least 10 voices`. */
export function ruleWords(rule: AlertRule): string {
  const parts: string[] = [rule.on];
  for (const key of NARROWED) if (key in rule) parts.push(`${key} ${(rule as Record<string, unknown>)[key]}`);
  if ('voices' in rule && rule.voices > 1) parts.push(`at least ${rule.voices} voices`);
  if ('days' in rule) parts.push(count(rule.days, 'day'));
  return plain(parts.join(', '));
}

/** What happened, in one sentence. */
export function sentenceOf(seen: Seen, theme: Theme): string {
  if (seen.kind === 'surge') return surgeSentence(seen.evidence, theme);
  if (seen.kind === 'source-silent') return silenceSentence(seen.evidence);
  if (seen.kind === 'overdue') return overdueSentence(seen.evidence, theme);
  const { voices, posts, firstSeen } = seen.evidence;
  return `New theme ${nameOf(theme)}: ${count(voices, 'voice')} in ${count(posts, 'post')} since ${day(firstSeen)}.`;
}

function nameOf(theme: Theme): string {
  return theme === null ? 'a theme that is no more' : `"${plain(theme.label)}" (${theme.id})`;
}

function surgeSentence({ hours, voices, expected, asOf }: SurgeEvidence, theme: Theme): string {
  const stretch = hours % 168 === 0 ? `${hours / 24} days` : `${hours} hours`;
  const usual = expected < 0.1 ? 'hardly one' : expected.toFixed(1);
  return `Surge of ${nameOf(theme)}: ${count(voices, 'voice')} in the last ${stretch}, ${usual} expected, as of ${day(asOf)}.`;
}

function silenceSentence({ source, state, since, days, heard, lastOk, slug }: SilenceEvidence): string {
  const name = plain(source);
  const silence = heard
    ? `Source ${name} is silent: nothing new for ${count(days, 'day')}, since ${day(since)}`
    : `Source ${name} has brought nothing yet, in ${count(days, 'day')} since ${day(since)}`;
  const answered = lastOk === null ? 'it never answered well' : `it last answered well on ${day(lastOk)}`;
  if (state === 'quiet') return `${silence}. It answers, and has nothing new.`;
  if (state === 'not-asked') return `${silence}. It has not been asked yet.`;
  return `${silence}. It ${state === 'off' ? 'is not asked' : 'fails'}: ${slugWords(slug)}; ${answered}.`;
}

function slugWords(slug: string | null): string {
  return slug !== null && slug in FAILURES ? `${FAILURES[slug as FailureSlug]} (${slug})` : 'nobody knows why';
}

function overdueSentence({ outcome, due, daysOver, status }: OverdueEvidence, theme: Theme): string {
  return `Matter ${outcome} on ${nameOf(theme)} is overdue: a reply was due on ${day(due)}, ${count(daysOver, 'day')} ago; it stands at "${plain(status)}".`;
}

/** The numbers behind it, a line each. */
export function evidenceLines(seen: Seen, places: readonly Place[]): string[] {
  if (seen.kind === 'surge') {
    const { weeks } = seen.evidence;
    const [last, ...before] = weeks;
    const earlier = before.length === 0 ? '' : `; in each week before, the latest first: ${before.join(', ')}`;
    return [`Voices in the last seven days: ${last ?? 0}${earlier}.`, ...themeLines(seen.evidence, places)];
  }
  if (seen.kind === 'new-theme')
    return [`First grouped in run ${seen.evidence.bornInRun}.`, ...themeLines(seen.evidence, places)];
  if (seen.kind === 'source-silent') {
    const { usual } = seen.evidence;
    return usual === null ? [] : [`Usual in seven days: ${usual.low} to ${usual.high} posts.`];
  }
  return [];
}

function themeLines({ firstTimeVoices, ofVoices }: ThemeEvidence, places: readonly Place[]): string[] {
  const where = places.map(({ name, url }) => (url === null ? plain(name) : `${plain(name)} <${plain(url)}>`));
  return [
    `Voices not heard anywhere before the last 28 days: ${firstTimeVoices} of ${ofVoices}.`,
    ...(where.length === 0 ? [] : [`Where: ${where.join('; ')}`]),
  ];
}

/** What to type to look further. */
export function commandsFor(seen: Seen, theme: Theme): string[] {
  if (seen.kind === 'source-silent') {
    const { source } = seen.evidence;
    return [`discover sources check ${/\s/.test(source) ? `"${source}"` : source}`];
  }
  if (seen.kind === 'overdue') return ['discover outcome overdue'];
  return theme === null
    ? []
    : [`discover themes show ${theme.id}`, `discover map --theme ${theme.id} --out ${theme.id}.html`];
}
