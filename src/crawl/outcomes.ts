/** What became of each source of a run, from the tries that any number of workers made. */
import { type FailureSlug, restOf } from '../errors.js';
import type { Try } from '../store/tries.js';
import { noCounts, type SourceCounts } from './crawl.js';

export interface SourceOutcome extends SourceCounts {
  name: string;
  /**
   * `waiting`: to be tried again by a later run, because the site asked for it, retries take longer than patience, or the
   * money is spent. `off`: something must be configured first.
   */
  state: 'done' | 'failed' | 'waiting' | 'off';
  slug: FailureSlug | null;
  message: string | null;
}

/**
 * The outcome of each of `sources` and of whatever else was crawled beside them.
 * @param crawls every try, oldest first
 * @param dead which sources were given up, and why
 */
export function outcomesOf(
  sources: readonly { name: string }[],
  crawls: readonly Try<SourceCounts>[],
  dead: readonly { key: string; slug: FailureSlug; message: string }[],
): SourceOutcome[] {
  const outcomes = new Map(sources.map(({ name }) => [name, freshOutcome(name)]));
  for (const { key: source, slug, message, counts } of crawls) {
    // A retry that an earlier run left behind may come due beside the sources asked for.
    const outcome = outcomes.get(source) ?? freshOutcome(source);
    outcomes.set(source, outcome);
    addCounts(outcome, counts);
    // A worker that stalled and woke after another had done its job tells of a failure that is none.
    if (outcome.state === 'done') continue;
    // Stopped half-way: the source is as good as before, and waits for the next run.
    const failure = slug === 'interrupted' ? null : (slug as FailureSlug | null);
    Object.assign(outcome, {
      state: slug === null ? 'done' : (restOf(slug) ?? 'waiting'),
      slug: failure,
      message: failure && message,
    });
  }
  for (const { key, slug, message } of dead) {
    const outcome = outcomes.get(key);
    if (outcome === undefined || outcome.state === 'done') continue;
    // A site that asks for patience is not broken, however often it has asked: the next run puts the source in again.
    Object.assign(outcome, { state: slug === 'rate-limited' ? 'waiting' : 'failed', slug, message });
  }
  return [...outcomes.values()];
}

// A source that nobody came to is waiting: its job stays in the queue for the next run.
export function freshOutcome(name: string): SourceOutcome {
  return { name, state: 'waiting', slug: null, message: null, ...noCounts() };
}

function addCounts(total: SourceCounts, more: SourceCounts): void {
  for (const key of ['pages', 'new', 'changed', 'duplicate', 'refused'] as const) total[key] += more[key];
  for (const [reason, { count, example }] of Object.entries(more.refusals)) {
    const group = total.refusals[reason];
    if (group === undefined) total.refusals[reason] = { count, example };
    else group.count += count;
  }
}
