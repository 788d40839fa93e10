/** How each theme came and went, week by week, for somebody who draws or reckons it themselves. */
import { eachThemePost, type Known, readKnown } from '../store/theme-weeks.js';
import { weekName, weekStart } from './iso-weeks.js';
import { defineReport, type Scope } from './report.js';
import { countThemeWeeks } from './theme-weeks.js';

export const themeTimeline = defineReport({
  name: 'theme-timeline',
  title: 'Themes week by week',
  summary:
    'one row a theme and calendar week: posts, voices, first-time voices, places; weeks without a post are there',
  columns: [
    {
      name: 'theme_id',
      type: 'text',
      meaning: 'Stays the same from run to run. Themes are in the order of the themes report, weeks oldest first.',
    },
    { name: 'theme_label', type: 'text', meaning: 'What the theme is about, in its own words.' },
    { name: 'chapter_id', type: 'text', meaning: 'The broad group the theme belongs to.' },
    { name: 'week', type: 'text', meaning: 'Calendar week of ISO 8601, such as 2026-W09, in UTC.' },
    {
      name: 'week_start',
      type: 'date',
      meaning:
        'Its Monday. A theme has every week from its first post to its last, those between without any too; before and after it has no rows, which means no posts.',
    },
    {
      name: 'complete',
      type: 'integer',
      meaning:
        '1 where the whole week lies within the period and between the oldest and the newest post of all themes; 0 where it is cut off, so that its counts are too small to compare.',
    },
    {
      name: 'posts',
      type: 'integer',
      meaning:
        'A post of several themes counts in its strongest. Posts without a date are in no week, so that these may add up to less than in the themes report.',
    },
    {
      name: 'campaigns_collapsed_posts',
      type: 'integer',
      meaning: 'Posts when each campaign counts once in the week. One that lasts for three weeks counts in all three.',
    },
    { name: 'campaign_posts', type: 'integer', meaning: 'Posts that belong to a campaign.' },
    {
      name: 'offline_posts',
      type: 'integer',
      meaning: 'Of these posts, those that were said in a room and came in as notes.',
    },
    {
      name: 'voices',
      type: 'integer',
      people: ['individual_voices', 'organisation_voices', 'unknown_voices', 'first_time_voices'],
      meaning:
        'Distinct accounts or authors in the week; posts without an author add none. Who speaks in two weeks counts in both: they do not add up.',
    },
    {
      name: 'first_time_voices',
      type: 'integer',
      people: [],
      meaning:
        'Voices whose oldest post, about anything, is of this week. In the first weeks that were collected nearly all are: nobody knows who spoke before.',
    },
    {
      name: 'individual_voices',
      type: 'integer',
      people: ['organisation_voices', 'unknown_voices'],
      meaning: 'Voices known to be individuals.',
    },
    { name: 'organisation_voices', type: 'integer', meaning: 'Voices known to be organisations.' },
    {
      name: 'unknown_voices',
      type: 'integer',
      people: ['individual_voices', 'organisation_voices'],
      meaning: 'Voices not known to be either; most platforms do not say.',
    },
    { name: 'places', type: 'integer', meaning: 'Distinct places where it was talked about in the week.' },
  ],
  async *rows(store, scope) {
    const known = await readKnown(store);
    if (known === null) return;
    const isWhole = wholeWeeks(scope, known);
    for await (const theme of countThemeWeeks(eachThemePost(store, scope, known.newest))) {
      yield {
        ...{ theme_id: theme.themeId, theme_label: theme.label, chapter_id: theme.chapterId },
        ...{ week: weekName(theme.week), week_start: weekStart(theme.week), complete: isWhole(theme.week) ? 1 : 0 },
        ...{ posts: theme.posts, campaigns_collapsed_posts: theme.collapsedPosts },
        ...{ campaign_posts: theme.campaignPosts, offline_posts: theme.offlinePosts },
        ...{ voices: theme.voices, first_time_voices: theme.firstTimeVoices },
        ...{ individual_voices: theme.individuals, organisation_voices: theme.organisations },
        unknown_voices: theme.voices - theme.individuals - theme.organisations,
        places: theme.places,
      };
    }
  },
});

/**
 * Whether a week lies within what was asked for and what is known. It is over where a post of a later week is known: that
 * somebody has asked since is not enough, because an archive may end on a Wednesday.
 */
function wholeWeeks({ since, until }: Pick<Scope, 'since' | 'until'>, known: Known): (week: number) => boolean {
  const from = Math.max(Date.parse(known.oldest.slice(0, 10)), since === null ? -Infinity : Date.parse(since));
  const to = Math.min(Date.parse(known.newest), until === null ? Infinity : Date.parse(until));
  return (week) => Date.parse(weekStart(week)) >= from && Date.parse(weekStart(week + 1)) <= to;
}
