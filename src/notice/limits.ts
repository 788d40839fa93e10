/** What the figures made of all this cannot tell, in plain words. */
import { count, figure, percent } from '../html/words.js';
import { type Line, line, listedLines, paragraph, type Section, said } from './document.js';
import { type ListedSource, listedSources, type NoticeInput } from './facts.js';

export function limitsSection(input: NoticeInput): Section {
  return {
    id: 'limits',
    title: 'What this cannot tell',
    blocks: [
      paragraph`It is not a poll. Nobody was asked, and nobody was chosen at random. Numbers say how many voices were heard in the places listed above. They say nothing about how many people in the country think so.`,
      { kind: 'list', items: [...missing(input), ...made(input)] },
    ],
  };
}

/** Who and what is not heard. */
function missing(input: NoticeInput): Line[] {
  const { crawlers, figures } = input;
  const sources = listedSources(input);
  const hearing = (...states: ListedSource['hearing'][]) => sources.filter((one) => states.includes(one.hearing));
  const named = (some: readonly ListedSource[]) => listedLines(some.map(({ name }) => [said(name)]));
  const [failing, off, quiet] = [hearing('failing'), hearing('off', 'unread'), hearing('quiet')];
  const spoken = [...sources, ...(figures?.sources ?? [])].some(({ crawler }) => crawler === 'notes');
  return [
    line`People who do not speak in public online are not here, nor is what is said in closed groups, in messages, and on platforms that show their posts to members only.`,
    ...(spoken
      ? []
      : [line`No notes of meetings are among the sources: whoever is only heard in a room is not heard here.`]),
    ...(crawlers.has('tweets')
      ? [line`Search on X has returned no reposts since 4 May 2026: who repeats whom there is missing.`]
      : []),
    ...(figures?.coverage ?? []).map(
      ({ source, counted, share, missing: lost }) =>
        line`Of ${count(counted, 'post')} that the platform counted for ${said(source)}, ${percent(share * counted, counted)} were read${lost.length === 0 ? [] : line`; it no longer shows ${said(lost.join('; '))}`}.`,
    ),
    ...(failing.length === 0
      ? []
      : [
          line`${count(failing.length, 'source', 'sources')} could not be read in full at the last try: ${named(failing)}.`,
        ]),
    ...(quiet.length === 0
      ? []
      : [line`${count(quiet.length, 'source has', 'sources have')} brought nothing new for long: ${named(quiet)}.`]),
    ...(off.length === 0
      ? []
      : [line`${count(off.length, 'source is', 'sources are')} listed and not read: ${named(off)}.`]),
  ];
}

/** How the figures come about. */
function made({ languages, hasModel, rules }: NoticeInput): Line[] {
  const how = hasModel
    ? 'by the words they share, and by what a language model takes them to mean'
    : 'by the words they share';
  const tongues = new Intl.DisplayNames(['en-GB'], { type: 'language' });
  const read = listedLines(languages.map((code) => [tongues.of(code) ?? code]));
  const nights = figure(Math.round(1 / rules.falseDiscoveryRate));
  return [
    line`A voice is an account or an author as one platform knows it. One person with two accounts counts as two; an account shared by many counts as one.`,
    line`Machines group posts into themes ${how}. Irony, pictures and rare words are often missed. A person may rename, join and part themes; the report says where. How sure the themes are stands in each report.`,
    line`Posts in ${read} are read best; others are kept, and are grouped less well.`,
    line`The list of sudden rises is made at a false discovery rate of ${percent(rules.falseDiscoveryRate * 100, 100)}: were nothing rising at all, chance alone would put something into it in one night of ${nights} at most.`,
    line`Small counts jump. Two voices more are no trend, and in a small group people recognise each other.`,
  ];
}
