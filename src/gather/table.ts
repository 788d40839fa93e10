/** Briefs as a table, one row a theme, with the dictionary that explains each column. */
import { type CsvValue, csvLine } from '../csv.js';
import { DECIDED, matterText } from '../store/action-words.js';
import type { Brief } from './brief.js';

interface Column {
  name: string;
  type: 'text' | 'integer' | 'number' | 'date';
  meaning: string;
  cell(brief: Brief): CsvValue;
}

const joined = (parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join('; ');
const counted = (name: string, type: 'integer' | 'number' = 'integer'): Column => ({
  ...{ name, type, meaning: 'As in the themes report; empty where too few people to tell.' },
  cell: ({ counts }) => counts.find((line) => line.name === name)?.number ?? null,
});
const ranked = (name: string, counts: string): Column => ({
  ...{
    name,
    type: 'integer',
    meaning: `Place among all themes of the period when counted by ${counts}; ties share one.`,
  },
  cell: (brief) => brief.counts.find((line) => line.name === counts)?.rank ?? null,
});

const COLUMNS: readonly Column[] = [
  { name: 'theme_id', type: 'text', meaning: 'Stays the same from run to run.', cell: ({ id }) => id },
  { name: 'title', type: 'text', meaning: 'What the theme is about, in its own words.', cell: ({ title }) => title },
  { name: 'chapter', type: 'text', meaning: 'The broad group it belongs to.', cell: ({ chapter }) => chapter },
  { name: 'lane', type: 'text', meaning: 'surge, slow-burn or steady.', cell: ({ lane }) => lane },
  {
    ...{ name: 'summary', type: 'text', meaning: 'Neutral words of a person; empty where nobody has written any.' },
    cell: ({ summary }) => summary?.text ?? null,
  },
  { name: 'facts', type: 'text', meaning: 'One sentence made from the numbers.', cell: ({ facts }) => facts },
  counted('voices'),
  counted('individual_voices'),
  counted('organisation_voices'),
  counted('unknown_voices'),
  counted('first_time_voices'),
  counted('effective_voices', 'number'),
  counted('top_voice_share', 'number'),
  counted('posts'),
  counted('capped_posts'),
  counted('campaigns_collapsed_posts'),
  counted('campaign_posts'),
  counted('campaigns'),
  counted('posts_without_author'),
  ranked('rank_by_voices', 'voices'),
  ranked('rank_by_capped_posts', 'capped_posts'),
  ranked('rank_by_posts', 'posts'),
  ranked('rank_by_first_time_voices', 'first_time_voices'),
  {
    ...{ name: 'places', type: 'text', meaning: 'Where it is talked about, most voices first; semicolons between.' },
    cell: ({ places }) => joined(places.map(({ name }) => name)),
  },
  {
    ...{ name: 'place_links', type: 'text', meaning: 'Addresses of those places that have one; semicolons between.' },
    cell: ({ places }) => joined(places.map(({ url }) => url)),
  },
  {
    ...{ name: 'how_to_join', type: 'text' },
    meaning: 'How one joins those places of which somebody said so, each after its name; semicolons between.',
    cell: ({ places }) =>
      joined(places.map(({ name, howToJoin }) => (howToJoin === null ? null : `${name}: ${howToJoin}`))),
  },
  {
    name: 'evidence_links',
    type: 'text',
    meaning: 'Posts of organisations among those nearest to its heart; of individuals none is ever linked.',
    cell: ({ evidence }) => joined(evidence.map(({ url }) => url)),
  },
  {
    ...{ name: 'bodies', type: 'text', meaning: 'Bodies able to act on it, as people named them; semicolons between.' },
    cell: ({ bodies }) => joined(bodies.map(({ body }) => body)),
  },
  {
    ...{ name: 'decision', type: 'text', meaning: 'Whether it was taken forward; empty where nobody has decided.' },
    cell: ({ decision }) => (decision === null ? null : DECIDED[decision.decision]),
  },
  {
    ...{ name: 'decision_reason', type: 'text', meaning: 'Why.' },
    cell: ({ decision }) => decision?.reason ?? null,
  },
  {
    ...{ name: 'outcomes', type: 'text', meaning: 'How each matter stands; a space between.' },
    cell: ({ outcomes }) => outcomes.map(matterText).join(' '),
  },
  {
    ...{ name: 'open_questions', type: 'text', meaning: 'First those that people asked, then those found in gaps.' },
    cell: ({ questions }) => [...questions.asked.map(({ text }) => text), ...questions.gaps].join(' '),
  },
  { name: 'as_of', type: 'date', meaning: 'Day of the newest post of all themes.', cell: ({ asOf }) => asOf },
];

export function briefTable(briefs: readonly Brief[]): string {
  const rows = briefs.map((brief) => csvLine(COLUMNS.map(({ cell }) => cell(brief))));
  return csvLine(COLUMNS.map(({ name }) => name)) + rows.join('');
}

export function briefDictionary(): string {
  const rows = COLUMNS.map(({ name, type, meaning }) => csvLine([name, type, meaning]));
  return csvLine(['column', 'type', 'meaning']) + rows.join('');
}
