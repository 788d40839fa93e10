/**
 * What is different now, in one paragraph of plain words: what a reader who read the last page wants to know first. It
 * speaks of everything collected, whatever period the page shows, and of one theme where the page is about one.
 */
import { html, listed, type Markup } from '../../html/markup.js';
import { capital, count, day, signed } from '../../html/words.js';
import type { Changes, ThemeMove } from '../../store/theme-changes.js';
import { THEME_POSTS, type ThemeFigures } from '../../store/theme-figures.js';
import { expectedWords } from '../surge-words.js';
import { few } from './few.js';
import type { PageFigures } from './figures.js';
import { unheard } from './silence.js';
import { formerTheme, themeLink } from './theme-link.js';

/** Merges, splits and ends that are told; of more only the number. */
const MOVES = 3;
const HOUR_MS = 3_600_000;

type Sentence = Markup | null;

export function changesSection(figures: PageFigures): Markup {
  const { changes, scope } = figures;
  const sentences = scope.theme == null ? ofEverything(figures) : ofTheme(figures, scope.theme);
  const title = changes === null ? 'What changed' : `What changed since ${day(changes.since)}`;
  const isCut = scope.since !== null || scope.until !== null;
  return html`<section class="first" aria-labelledby="changes"><h2 id="changes">${title}</h2>
<p class="lead">${sentences.filter((sentence) => sentence !== null).map((sentence) => [sentence, ' '])}</p>
${isCut ? html`<p class="quiet small">This paragraph is about posts of any date; the rest of the page about the period named above.</p>` : null}</section>`;
}

function ofEverything(figures: PageFigures): Sentence[] {
  const { changes } = figures;
  if (changes === null) return [FIRST, rising(figures), lasting(figures), ...unheard(figures)];
  return [
    ...[cameIn(figures, changes), rising(figures), gained(figures), ...fresh(figures, changes)],
    ...[lasting(figures), ...unheard(figures)],
  ];
}

const FIRST = html`This is the first reading: there is nothing to compare it with yet.`;

function cameIn(figures: PageFigures, { posts, voices }: Changes): Markup {
  if (posts === 0) return html`Nothing new has come in.`;
  const { scope, places, totals, tell } = figures;
  const whole = scope.since === null && scope.until === null;
  const heard = whole ? places.filter(({ newPosts }) => (newPosts ?? 0) > 0).length : 0;
  const where = heard === 0 ? '' : ` from ${count(heard, 'place')}`;
  const first =
    voices > 0
      ? html` <strong>${capital(tell.count(voices, 'voice'))}</strong> spoke for the first time.`
      : totals.voices > 0
        ? ' No new voice was among them.'
        : ' No author is named.';
  return html`<strong>${count(posts, 'post')}</strong> ${posts === 1 ? 'has' : 'have'} come in${where}.${first}`;
}

/** What is new among the themes, and what became of others. */
function fresh(figures: PageFigures, { moves, renamed }: Changes): Sentence[] {
  const born = moves.filter(({ kind, posts }) => kind === 'birth' && posts >= THEME_POSTS).sort(larger);
  const names = born.map(({ theme }) => {
    const found = figures.themes.find(({ id }) => id === theme.id);
    const size = found === undefined ? null : html` (${figures.tell.amount(found)})`;
    return html`${themeLink(theme, figures)}${size}`;
  });
  return [
    born.length === 0 ? null : html`New: ${few(names)}.`,
    ...moved(figures, moves),
    renamed.length === 0 ? null : html`Renamed by hand: ${few(renamed.map((theme) => themeLink(theme, figures)))}.`,
  ];
}

/** Merges, splits and ends of what was, or is, large enough to be listed, and all that was done by hand. */
function moved(figures: PageFigures, moves: readonly ThemeMove[]): Sentence[] {
  const told = moves.filter(({ kind, posts, byHand }) => kind !== 'birth' && (byHand || posts >= THEME_POSTS));
  const sentences = told.sort(larger).map((move) => moveWords(figures, move));
  const more = sentences.length - MOVES;
  return more > 0
    ? [...sentences.slice(0, MOVES), html`Another ${more === 1 ? 'was' : `${more} were`} merged, split or lost.`]
    : sentences;
}

function moveWords(figures: PageFigures, { kind, theme, other, byHand }: ThemeMove): Markup {
  const hand = byHand ? ' by hand' : '';
  if (other === null) return html`${formerTheme(theme)} is no longer a theme: its posts are gone.`;
  // The heir of a theme often takes its name over.
  if (other.label === theme.label) {
    const done = kind === 'merge' ? `merged${hand} into` : `split${hand} from`;
    return html`${formerTheme(theme)} (${theme.id}) was ${done} another of that name (${other.id}).`;
  }
  return kind === 'merge'
    ? html`${formerTheme(theme)} was merged${hand} into ${themeLink(other, figures)}.`
    : html`${themeLink(theme, figures)} was split${hand} from ${themeLink(other, figures)}.`;
}

function larger(a: ThemeMove, b: ThemeMove): number {
  return Number(b.byHand) - Number(a.byHand) || b.posts - a.posts;
}

/** Themes in the surge lane, each with the day on which its rise began and what tells that it is one. */
function rising(figures: PageFigures): Sentence {
  const surges = surging(figures.themes);
  if (figures.themes.length === 0) return null;
  if (surges.length === 0) return html`No theme is far above its own past.`;
  return html`Far above ${surges.length === 1 ? 'its' : 'their'} own past: ${few(
    surges.map((theme) => html`${themeLink(theme, figures, { strong: true })}${riseWords(figures, theme)}`),
  )}.`;
}

/** Most voices in the last seven days first. */
export function surging(themes: readonly ThemeFigures[]): ThemeFigures[] {
  return themes
    .filter(({ lane }) => lane === 'surge')
    .sort((a, b) => b.recentVoices - a.recentVoices || b.recentPosts - a.recentPosts);
}

/** `, since 22 February 2026 (31 voices where 0.9 were expected)` */
function riseWords({ newest, tell }: PageFigures, { surge }: ThemeFigures): string {
  if (surge === null || newest === null) return '';
  const from = new Date(Date.parse(newest) - surge.hours * HOUR_MS).toISOString();
  const expected = expectedWords(surge.expected);
  return ` since ${day(from)} (${tell.count(surge.voices, 'voice')} where ${expected} ${expected === 'hardly one' ? 'was' : 'were'} expected)`;
}

/** The theme, or the equals, to which most voices came; most posts where no theme names an author. */
function gained({ themes, tell, ...figures }: PageFigures): Sentence {
  const by = themes.some(({ voices }) => voices > 0) ? 'voices' : 'posts';
  const grown = themes.filter(({ change }) => change !== null && !change.born && change[by] > 0);
  const most = Math.max(...grown.map(({ change }) => change![by]));
  if (grown.length === 0 || (by === 'voices' && tell.isSmall(most))) return null;
  const top = grown.filter(({ change }) => change![by] === most);
  const names = top.map((theme) => themeLink(theme, { themes, tell, ...figures }));
  return html`Most ${by} came to ${few(names)} (${signed(most)}${top.length > 1 ? ' each' : ''}).`;
}

function lasting(figures: PageFigures): Sentence {
  const slow = figures.themes.filter(({ lane }) => lane === 'slow-burn');
  if (slow.length === 0) return null;
  return html`Present week after week: ${few(slow.map((theme) => themeLink(theme, figures)))}.`;
}

/** The same of one theme: nothing that is said of it may be taken for the whole. */
function ofTheme(figures: PageFigures, id: string): Sentence[] {
  const { changes, themes } = figures;
  const theme = figures.cards[0]?.theme ?? themes.find((one) => one.id === id);
  const its = (changes?.moves ?? []).filter(({ theme: one, other }) => one.id === id || other?.id === id);
  return [
    changes === null ? FIRST : theme === undefined ? null : growth(figures, theme),
    ...moved(figures, its),
    changes?.renamed.some((one) => one.id === id) === true ? html`It was renamed by hand.` : null,
    theme?.lane === 'surge' ? html`It is <strong>far above its own past</strong>${riseWords(figures, theme)}.` : null,
    theme?.lane === 'slow-burn' ? html`It is <strong>present week after week</strong>.` : null,
    theme?.lane === 'steady' ? html`It is neither far above its own past nor present week after week.` : null,
    ...unheard(figures),
  ];
}

function growth({ tell }: PageFigures, { change, voices }: ThemeFigures): Markup {
  if (change === null) return html`It was not there then, or not apart from others.`;
  if (change.born) return html`This theme is new.`;
  const [posts, people] = [more(change.posts, 'post'), voices === 0 ? null : more(change.voices, 'voice', tell.count)];
  const parts = [posts, people].filter((part) => part !== null);
  return parts.length === 0
    ? html`Nothing new has come to this theme.`
    : html`This theme has ${listed(parts.map((part) => html`<strong>${part}</strong>`))}.`;
}

/** `3 more posts`, `1 fewer voice` */
function more(change: number, what: string, tell: PageFigures['tell']['count'] = count): string | null {
  if (change === 0) return null;
  const words = change > 0 ? `more ${what}` : `fewer ${what}`;
  return tell(Math.abs(change), words, `${words}s`);
}
