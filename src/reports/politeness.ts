/** How we treated the sites we asked, from our own log: figures that a site's owner could check against theirs. */
import { readPoliteness } from '../store/politeness.js';
import { loggedRuns } from '../store/requests.js';
import { defineReport, rounded } from './report.js';

export const politeness = defineReport({
  name: 'politeness',
  title: 'How we treat the sites we ask',
  summary: 'one row a run and group of hosts: requests, pauses, waits kept, what was held back',
  columns: [
    {
      name: 'run',
      type: 'integer',
      meaning: 'Number of the run, the latest first. The log of the latest seven that asked anything is kept.',
    },
    { name: 'command', type: 'text', meaning: 'What the run was started as.' },
    { name: 'started_at', type: 'date', meaning: 'When the run began, UTC.' },
    {
      name: 'group',
      type: 'text',
      meaning: 'Hosts that take turns: those of one registrable domain, or one host and port. Most requests first.',
    },
    { name: 'sent_as', type: 'text', meaning: 'The names under which the run introduced itself; semicolons between.' },
    { name: 'requests', type: 'integer', meaning: 'Requests that were sent.' },
    {
      name: 'smallest_pause_s',
      type: 'number',
      meaning:
        'Seconds from the end of a request to the start of the next: the shortest such pause. Below nought where two overlapped; empty with fewer than two.',
    },
    {
      name: 'most_at_once',
      type: 'integer',
      meaning: 'Requests under way at the same time: more than 1 must not be.',
    },
    { name: 'repeats', type: 'integer', meaning: 'Requests for an address that had given validators before.' },
    {
      name: 'conditional_repeats',
      type: 'integer',
      meaning: 'Those of them that sent one back, so that nothing unchanged was transferred again.',
    },
    {
      name: 'waits_asked_for',
      type: 'integer',
      meaning: 'Answers that asked us to wait (429, or 503 with Retry-After).',
    },
    { name: 'inside_waits', type: 'integer', meaning: 'Requests sent before such a wait was over: must be 0.' },
    {
      name: 'held_back_by_waits',
      type: 'integer',
      meaning: 'Requests not sent because the site had asked us to wait.',
    },
    { name: 'held_back_by_failures', type: 'integer', meaning: 'Requests not sent because the host did not answer.' },
    { name: 'refused_by_robots', type: 'integer', meaning: 'Requests not sent because robots.txt says no.' },
    { name: 'allowed_by_robots', type: 'integer', meaning: 'Requests sent after robots.txt was asked.' },
    { name: 'bytes', type: 'integer', meaning: 'Of the bodies of the answers, unpacked.' },
  ],
  async *rows(store, scope) {
    for (const run of await loggedRuns(store, scope)) {
      const { groups, userAgents } = await readPoliteness(store, run.id);
      for (const one of groups) {
        yield {
          ...{ run: run.id, command: run.command, started_at: run.startedAt },
          ...{ group: one.group, sent_as: userAgents.join('; '), requests: one.requests },
          smallest_pause_s: one.smallestGapMs === null ? null : rounded(one.smallestGapMs / 1000, 3),
          ...{ most_at_once: one.mostAtOnce, repeats: one.repeats, conditional_repeats: one.conditionalRepeats },
          ...{ waits_asked_for: one.waitsAskedFor, inside_waits: one.insideWaits },
          ...{ held_back_by_waits: one.heldBack.wait, held_back_by_failures: one.heldBack.failures },
          ...{ refused_by_robots: one.heldBack.robots, allowed_by_robots: one.robotsAllowed, bytes: one.bytes },
        };
      }
    }
  },
});
