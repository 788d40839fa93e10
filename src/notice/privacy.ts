/** The privacy notice: who listens and why, what is kept and how long, who sees it, and what people can do about it. */
import { count, day, figure } from '../html/words.js';
import { type Block, type Line, line, listedLines, paragraph, reach, type Section, said } from './document.js';
import { gapsOf, type NoticeInput } from './facts.js';

const NOT_SAID = 'not stated';

export function privacySections(input: NoticeInput): Section[] {
  return [who(input), what(input), never(), howLong(input), whoSees(input), where(input), rights(input)];
}

function who(input: NoticeInput): Section {
  const { purpose, words, notice } = input;
  const gaps = gapsOf(input);
  const open: Block[] =
    gaps.length === 0
      ? []
      : [{ kind: 'note', line: line`Missing from this notice: ${gaps.map((gap) => gap.words).join('; ')}.` }];
  const stated = (value: string | null): Line => (value === null ? [NOT_SAID] : [said(value)]);
  const reached = (value: string | null): Line => (value === null ? [NOT_SAID] : [reach(value)]);
  const rows: [string, Line][] = [
    ['Who listens', stated(notice.organisation)],
    ['What for', stated(purpose === '' ? null : purpose)],
    ...row('Words listened for', words.length === 0 ? null : listedLines(words.map((word) => [said(word)]))),
    ['Lawful basis', notice.basisNote === null ? stated(notice.lawfulBasis) : basis(notice)],
    ['Questions and requests', reached(notice.contact)],
    ['Complaints', reached(notice.complaints)],
    ...row(
      'Data protection officer',
      notice.dataProtectionOfficer === null ? null : [reach(notice.dataProtectionOfficer)],
    ),
  ];
  return { id: 'who', title: 'Who listens, and why', blocks: [...open, { kind: 'facts', rows }] };
}

/** A row where there is something to say. */
function row(name: string, value: Line | null): [string, Line][] {
  return value === null ? [] : [[name, value]];
}

function basis({ lawfulBasis, basisNote }: NoticeInput['notice']): Line {
  return line`${lawfulBasis === null ? NOT_SAID : said(lawfulBasis)}: ${said(basisNote!)}`;
}

function what({ crawlers, sources, figures }: NoticeInput): Section {
  const kept = figures === null || figures.posts === 0 ? null : figures;
  const rows = [...crawlers].map(([name, { keeps, honours }]): [string, Line] => {
    const here = sources.filter(({ crawler }) => crawler === name).length;
    const how = here === 0 ? 'no longer read' : count(here, 'source');
    return [`${name} (${how})`, line`Stored: ${keeps}. ${honours}`];
  });
  return {
    id: 'what',
    title: 'What is collected',
    blocks: [
      paragraph`What people say in public in the places listed below, and notes of meetings where somebody brings them in.${kept === null ? ' Nothing has been collected yet.' : ` There are ${count(kept.posts, 'post')} now, by ${count(kept.accounts, 'account')}.`}`,
      ...(rows.length === 0 ? [] : [{ kind: 'facts', rows } as Block]),
      paragraph`Where a post is changed and read again, its earlier words stay beside the new ones. Posts may say something about the health or the beliefs of whoever wrote them, or name other people. They are kept as they were written, and nothing of the kind is worked out about anybody.`,
    ],
  };
}

function never(): Section {
  const items = [
    'Nothing private, no messages, nothing that only members or followers may read, no lists of followers. Pictures are not loaded.',
    'No profile of a person: no source aimed at one, no page, list or score about one.',
    'Nobody’s accounts on different platforms are joined.',
    'Nobody’s place, age, sex, health, ethnicity or opinion is guessed. Areas are those that sources declare.',
    'No feeling is measured, and no decision about a person is made by a machine.',
    'Nothing is posted, liked, followed or answered.',
  ];
  return { id: 'never', title: 'What is never done', blocks: [{ kind: 'list', items: items.map((item) => [item]) }] };
}

function howLong({ notice, rules, crawlers }: NoticeInput): Section {
  const { daily, weekly, monthly } = rules.backups;
  const own: Block[] = notice.retentionNote === null ? [] : [{ kind: 'paragraph', line: [said(notice.retentionNote)] }];
  const items: Line[] = [
    line`Posts are kept until they are removed. No date is set by the program after which they go by themselves.`,
    ...(crawlers.has('tweets')
      ? [line`Posts from X go when X tells the nightly run that they were deleted or are no longer public.`]
      : []),
    line`Posts go when the feed they came from says that they were deleted, and are not taken in again.`,
    line`The nightly run makes a copy of everything. Kept are the newest of ${count(daily, 'day')}, ${count(weekly, 'week')} and ${count(monthly, 'month')}; what was removed stays in an older copy until that one goes.`,
    line`Reports and maps are written anew by each run. Earlier maps are kept without names, to be compared.`,
  ];
  return { id: 'how-long', title: 'How long it is kept', blocks: [...own, { kind: 'list', items }] };
}

function whoSees({ notice, figures, rules }: NoticeInput): Section {
  const exports = figures?.disclosures.exports ?? 0;
  const so =
    exports === 0
      ? 'That has not been done so far.'
      : `That has been done ${exports === 1 ? 'once' : `${figure(exports)} times`} so far, the last time on ${day(figures!.disclosures.latest!)}.`;
  return {
    id: 'who-sees',
    title: 'Who sees it',
    blocks: [
      paragraph`The people who listen for ${notice.organisation === null ? 'the organisation' : said(notice.organisation)} can read what was collected. Reports, maps and tables name no individual: voices have numbers, dates are days, no link leads to an individual’s post, and no ${rules.verbatimWords} words in a row of an individual are shown. Organisations are named.`,
      paragraph`In tables made to be passed on, counts of fewer than ${rules.fewestPeople} people are left empty.`,
      paragraph`Somebody who has a reason can make a file that names people. The reason has to be given, and is written to a log. ${so}`,
    ],
  };
}

function where({ rules, crawlers, version, hasModel }: NoticeInput): Section {
  const kept =
    rules.store === 'sqlite'
      ? 'In one file on a machine of those who listen.'
      : 'In a PostgreSQL database of those who listen.';
  const queue = rules.redis ? ' A Redis server of theirs passes work between machines.' : '';
  const model = hasModel ? 'A language model on the same machine compares meanings; no' : 'No';
  const others = [...crawlers.values()].flatMap(({ thirdParty }) => (thirdParty === null ? [] : [[thirdParty]]));
  const contact = rules.siteContact === null ? '' : ` (+${rules.siteContact})`;
  const items: Line[] = [
    line`Sites that are read see each request, under the name “Discover/${version}${said(contact)}”.`,
    ...others.map((other) => line`${other}.`),
    ...(rules.summaries
      ? [
          line`A summary of each night is sent to those who listen. It holds numbers and names of sources, nothing of anybody’s.`,
        ]
      : []),
  ];
  return {
    id: 'where',
    title: 'Where it is kept, and who else learns of it',
    blocks: [
      paragraph`${kept}${queue} ${model} text is sent anywhere to be analysed, and the program gives nobody else what was collected. Others learn this much:`,
      { kind: 'list', items },
    ],
  };
}

function rights({ notice, crawlers }: NoticeInput): Section {
  const to: Line =
    notice.contact === null ? ['those who listen (this notice does not say where)'] : [reach(notice.contact)];
  const steps = [
    'ask whether anything of yours is kept, and for a copy of it;',
    'ask for it to be put right, or to be removed;',
    'object: ask that nothing of yours is collected any more;',
    'ask that it is not used while this is being looked at.',
  ];
  const yourself: Line[] = [
    ...(crawlers.has('tweets') ? [line`On X: delete the post, or protect your account.`] : []),
    ...(crawlers.has('mastodon')
      ? [
          line`On Mastodon: opt out of search engines in your settings, or write #nobot in your profile. It holds for what you write from then on.`,
        ]
      : []),
    ...(crawlers.has('bluesky')
      ? [
          line`On Bluesky: ask in your settings to be shown to signed-in people only. It holds for what you write from then on.`,
        ]
      : []),
    line`On a site of your own: refuse the name “Discover” in robots.txt, or answer it with 403 or 410.`,
  ];
  const complain: Line =
    notice.complaints === null
      ? []
      : line`If you are not content with how this is done, complain to ${reach(notice.complaints)}. `;
  return {
    id: 'rights',
    title: 'What you can ask for',
    blocks: [
      paragraph`Write to ${to}. Say which account or which posts it is about, so that they can be found. You can:`,
      { kind: 'list', items: steps.map((step) => [step]) },
      paragraph`People do this by hand: this version of the program has no command that removes one person everywhere at once, so ask to be told what was done, backups and reports included.`,
      paragraph`${complain}You may also turn to the authority for data protection of your country; in the United Kingdom that is the Information Commissioner’s Office (${reach('https://ico.org.uk/make-a-complaint/')}).`,
      paragraph`What you can do by yourself:`,
      { kind: 'list', items: yourself },
    ],
  };
}
