/**
 * Show the working: the documents that whoever listens in public owes to those who are heard. A privacy notice, the list
 * of sources, and the limits, made from the project file, the store, and what each crawler says of itself.
 *
 * The same project file and store give the same bytes: "as of" is the newest post, not the clock. It tells what the
 * program does, and is no legal advice.
 */
import { day } from '../html/words.js';
import { type Document, line, said } from './document.js';
import { formerSources, gapsOf, listedSources, type NoticeInput } from './facts.js';
import { htmlOf } from './html.js';
import { limitsSection } from './limits.js';
import { markdownOf } from './markdown.js';
import { privacySections } from './privacy.js';
import { sourceSection } from './source-list.js';

export { type CrawlerNotice, type Gap, gapsOf, type NoticeInput } from './facts.js';

export const NOTICE_FORMATS = ['html', 'md', 'json'] as const;
export type NoticeFormat = (typeof NOTICE_FORMATS)[number];

const WRITERS: Record<NoticeFormat, (input: NoticeInput) => string> = {
  html: (input) => htmlOf(documentOf(input)),
  md: (input) => markdownOf(documentOf(input)),
  json: (input) => `${JSON.stringify(factsOf(input), null, 2)}\n`,
};

/** The whole notice as text. */
export function renderNotice(input: NoticeInput, format: NoticeFormat): string {
  return WRITERS[format](input);
}

function documentOf(input: NoticeInput): Document {
  const { notice, figures, version } = input;
  const asOf = figures?.asOf ?? null;
  return {
    title: 'Listening in public: privacy notice, sources and limits',
    lead: [
      line`${notice.organisation === null ? 'This project' : said(notice.organisation)} listens to what is said in public. This page says what is kept of it, where it comes from, what you can ask for, and what it cannot tell.`,
      asOf === null
        ? ['Nothing that carries a date has been collected yet.']
        : [`As of ${day(asOf)}, the date of the newest post.`],
    ],
    sections: [...privacySections(input), sourceSection(input), limitsSection(input)],
    foot: [`Made by discover ${version} from the settings of the project and from what the program does.`],
  };
}

/** The same for machines: facts without sentences. Options of sources are whole here. */
function factsOf(input: NoticeInput): Record<string, unknown> {
  const { version, purpose, words, languages, notice, crawlers, rules, figures } = input;
  return {
    asOf: figures?.asOf ?? null,
    version,
    purpose,
    words,
    languages,
    notice,
    missing: gapsOf(input),
    kept: figures === null ? null : { posts: figures.posts, accounts: figures.accounts },
    disclosures: figures?.disclosures ?? { exports: 0, latest: null },
    crawlers: Object.fromEntries(crawlers),
    sources: listedSources(input).map(({ hearing: _hearing, asked: _asked, ...source }) => source),
    former: formerSources(input),
    coverage: figures?.coverage ?? [],
    rules,
  };
}
