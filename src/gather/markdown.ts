/** A brief as Markdown (CommonMark 0.31, https://spec.commonmark.org/0.31.2/, with the tables of GitHub's). */
import { webAddress } from '../html/markup.js';
import { matterText } from '../store/action-words.js';
import type { Brief } from './brief.js';
import { countText } from './counts.js';
import { asOfText, decisionText, NOT_A_POLL, noSummary, placeText } from './words.js';

/** Whatever could begin a link, a heading, a table cell or HTML is a plain sign instead; A&E and #words are as they are. */
const SIGNS = /[\\`*_{}[\]<>|~!]|#(?=[\s#]|$)|&(?=#?\w+;)/g;
/** At the head of a line these make lists and rules, and so does a number before `.` or `)`. */
const LEADING = /^([-+=])/;
const NUMBERED = /^(\d+)([.)])(?=\s|$)/;

/** The brief of one theme; several follow each other with a blank line between. */
export function briefMarkdown(brief: Brief, fewest: number): string {
  const { questions } = brief;
  const parts = [
    `# ${plain(brief.title)}`,
    `${plain(brief.id)}, in the chapter “${plain(brief.chapter)}”; ${brief.lane}. ${asOfText(brief)}`,
    '## Summary',
    brief.summary === null
      ? plain(noSummary(brief.id))
      : `${quoted(brief.summary.text)}\n>\n> (by ${plain(brief.summary.author)})`,
    `From the numbers: ${plain(brief.facts)}`,
    '## Where it is being talked about',
    list(brief.places.map((place) => `${link(place.name, place.url)} (${plain(placeText(place, fewest))})`)),
    '## Voices',
    NOT_A_POLL,
    ['| measure | number | rank |', '|---|---:|---:|', ...brief.counts.map(row)].join('\n'),
    ...(brief.keptPlace === null ? [] : [plain(`It has a place kept for it, though it is small: ${brief.keptPlace}.`)]),
    '## Evidence',
    'The posts nearest to its heart. Of individuals a few words, and no link.',
    list(brief.evidence.map(evidence)),
    '## Who can act',
    list(
      brief.bodies.map(({ body, link: page }) => link(body, page)),
      'Nobody has been named yet.',
    ),
    ...(brief.decision === null ? [] : ['## What was decided', plain(decisionText(brief.decision))]),
    ...(brief.outcomes.length === 0 ? [] : ['## What came of it', list(brief.outcomes.map(outcome))]),
    '## Open questions',
    list([
      ...questions.asked.map(({ text, author }) => `${plain(text)} (asked by ${plain(author)})`),
      ...questions.gaps.map(plain),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function row(line: Brief['counts'][number]): string {
  return `| ${plain(line.label)} | ${plain(countText(line))} | ${line.rank ?? ''} |`;
}

function evidence({ organisation, words, url, place, date }: Brief['evidence'][number]): string {
  const by = [organisation ?? 'a voice', ...(place === null ? [] : [`in ${place}`]), ...(date === null ? [] : [date])];
  return `“${plain(words)}” (${link(by.join(', '), url)})`;
}

function outcome(matter: Brief['outcomes'][number]): string {
  const page = matter.link === null ? '' : ` ${link('The page', matter.link)}.`;
  return `${plain(matterText(matter))}${matter.reply === null ? '' : ` “${plain(matter.reply)}”`}${page}`;
}

function list(items: readonly string[], none = 'None.'): string {
  return items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n');
}

/** Somebody's words on one line, with nothing in them that Markdown would act on. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.replace(SIGNS, '\\$&').replace(LEADING, '\\$1').replace(NUMBERED, '$1\\$2');
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${plain(line)}`)
    .join('\n');
}

/** A link out where the address is fit for one, else the words alone. */
function link(words: string, address: string | null): string {
  const href = webAddress(address);
  return href === null ? plain(words) : `[${plain(words)}](<${href.replace(/[<>\\]/g, encodeURIComponent)}>)`;
}
