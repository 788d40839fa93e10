/** Every source that is listened to, as it may be published. */
import { count, figure, tableDay } from '../html/words.js';
import { type Block, type Line, line, paragraph, reach, type Section, said } from './document.js';
import { formerSources, type ListedSource, listedSources, type NoticeInput } from './facts.js';

const HEAD = ['Source', 'Place', 'What is read', 'Collected since', 'Posts', 'State'];

export function sourceSection(input: NoticeInput): Section {
  const sources = listedSources(input);
  const former = formerSources(input);
  const blocks: Block[] =
    sources.length === 0
      ? [paragraph`No source is read at present.`]
      : [
          paragraph`${count(sources.length, 'source is', 'sources are')} read, and no other. A source that fails or is quiet does not mean that nobody there has a concern.`,
          { kind: 'table', caption: 'Every active source', head: HEAD, rows: sources.map(row) },
        ];
  const before: Block[] =
    former.length === 0
      ? []
      : [
          paragraph`Also kept is what came from files that were brought in once, and from sources that are no longer read:`,
          {
            kind: 'list',
            items: former.map(
              ({ name, crawler, posts, since }) =>
                line`${said(name)} (${crawler}): ${count(posts, 'post')}, collected since ${since === null ? 'an unknown day' : tableDay(since)}`,
            ),
          },
        ];
  return { id: 'sources', title: 'What is listened to', blocks: [...blocks, ...before] };
}

function row({ name, crawler, place, asked, since, posts, state }: ListedSource): Line[][] {
  const about = [place.kind, place.owner, place.area].filter((word) => word !== null);
  return [
    [[said(name)], [crawler]],
    [[{ said: place.name, to: place.url }], ...(about.length === 0 ? [] : [[said(about.join(', '))]])],
    asked.flatMap(([option, [first, ...others]]) => [
      line`${option}: ${reach(first!)}`,
      ...others.map((value): Line => [reach(value)]),
    ]),
    [[since === null ? 'nothing yet' : tableDay(since)]],
    [[figure(posts)]],
    [[said(state)]],
  ];
}
