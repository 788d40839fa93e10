/** How sure the themes are, in a line. */
import type { Sureness } from '../store/methods.js';
import { count } from '../terminal.js';

/** `How sure: 96 % of 506 posts are in a theme …; grouped like in run 4 (0.94 of 1); 3 % stand nearly alone`. */
export function surenessWords({ outlierShare, stability, coverage }: Sureness): string {
  return [
    coverageWords(coverage),
    stabilityWords(stability),
    `${percent(outlierShare)} of the grouped posts in groups of one or two`,
  ]
    .filter((words) => words !== null)
    .join('; ');
}

export function coverageWords({ share, collected, grouped, leftOut, sources }: Sureness['coverage']): string {
  const reasons = [
    [leftOut.withoutWords, 'without words'],
    [leftOut.notCleaned, 'not processed yet'],
    [leftOut.setAside, 'set aside'],
    [leftOut.waiting, 'waiting to be grouped'],
  ] as const;
  const left = reasons.filter(([posts]) => posts > 0).map(([posts, why]) => `${posts.toLocaleString('en-GB')} ${why}`);
  const heard = sources.configured === 0 ? '' : `, ${sources.heard} of ${count(sources.configured, 'source')} heard`;
  return share === null
    ? 'no posts yet'
    : `${grouped.toLocaleString('en-GB')} of ${count(collected, 'post')} grouped${left.length === 0 ? '' : ` (${left.join(', ')})`}${heard}`;
}

export function stabilityWords({ index, posts, since }: Sureness['stability']): string | null {
  if (index === null) return 'nothing earlier to compare with';
  const against = since === null ? 'before' : `in run ${since}`;
  return `agreement with the grouping ${against}: ${index.toFixed(2)} of 1 (${count(posts, 'post')} in both)`;
}

/** Of a share: two digits that say something. */
export function percent(share: number): string {
  const hundredth = share * 100;
  return `${hundredth === 0 || hundredth >= 10 ? Math.round(hundredth) : Number(hundredth.toPrecision(2))} %`;
}
