/** What is being talked about, by how many voices. Ranked by distinct voices: writing more does not move a theme up. */
import { FIRST_TIME_DAYS } from '../store/figures.js';
import { collapsedPosts, readThemes, type ThemeFigures } from '../store/theme-figures.js';
import { readHandLog } from '../store/theme-hand.js';
import { handByTheme } from './hand-words.js';
import { themesMethod } from './method.js';
import { dateFor, defineReport, rounded } from './report.js';

const WHAT_CHANGED =
  'since the run before the last one that changed anything, whatever the period of the report; empty after the first';

export const themes = defineReport({
  name: 'themes',
  title: 'Themes',
  summary: 'one row a theme: voices, posts, campaigns, places, how evenly it is spoken, what changed',
  columns: [
    {
      name: 'theme_id',
      type: 'text',
      meaning:
        'Stays the same from run to run. themes.method.json beside this file tells how the themes were made and how sure they are.',
    },
    { name: 'theme_label', type: 'text', meaning: 'What the theme is about, in its own words.' },
    { name: 'chapter_id', type: 'text', meaning: 'The broad group the theme belongs to.' },
    { name: 'chapter_label', type: 'text', meaning: 'What the chapter is about.' },
    {
      name: 'lane',
      type: 'text',
      meaning: 'surge: far above its own baseline; slow-burn: present week after week; steady: neither.',
    },
    {
      name: 'voices',
      type: 'integer',
      meaning:
        'Distinct accounts or authors; posts without an author add none. Rows are in order of voices (after what a person pinned), then of campaigns_collapsed_posts, then of the number in theme_id.',
    },
    {
      name: 'posts',
      type: 'integer',
      meaning: 'A post of several themes counts in its strongest, as in the posts report.',
    },
    {
      name: 'campaigns_collapsed_posts',
      type: 'integer',
      meaning: 'Posts when each campaign counts once. A campaign is three or more near-identical posts.',
    },
    { name: 'campaign_posts', type: 'integer', meaning: 'Posts that belong to a campaign.' },
    { name: 'campaigns', type: 'integer', meaning: 'Campaigns with posts in this theme.' },
    { name: 'organisation_voices', type: 'integer', meaning: 'Voices known to be organisations.' },
    { name: 'individual_voices', type: 'integer', meaning: 'Voices of individuals, and those not known to be either.' },
    {
      name: 'first_time_voices',
      type: 'integer',
      meaning: `Voices by whom nothing older than ${FIRST_TIME_DAYS} days before the newest post is known.`,
    },
    { name: 'top_voice_share', type: 'number', meaning: 'Share of the posts written by the busiest voice, 0 to 1.' },
    {
      name: 'effective_voices',
      type: 'number',
      meaning: 'How many equally busy voices would be as mixed: e to the Shannon entropy of posts per voice.',
    },
    {
      name: 'rank_by_voices',
      type: 'integer',
      meaning: 'Place by voices, then by campaigns_collapsed_posts; themes equal in both share a place.',
    },
    { name: 'rank_by_posts', type: 'integer', meaning: 'Place when counted by posts; ties share a place.' },
    { name: 'places', type: 'integer', meaning: 'Distinct places where it is talked about.' },
    { name: 'first_seen', type: 'date', meaning: 'Date of its first post, UTC. A day only, unless people are named.' },
    { name: 'last_seen', type: 'date', meaning: 'Date of its last post, UTC. A day only, unless people are named.' },
    {
      name: 'posts_last_7_days',
      type: 'integer',
      meaning: 'In the seven days (UTC) up to and including that of the newest post of all themes.',
    },
    { name: 'voices_last_7_days', type: 'integer', meaning: 'Distinct voices in those seven days.' },
    { name: 'change_posts', type: 'integer', meaning: `Posts gained or lost ${WHAT_CHANGED}.` },
    { name: 'change_voices', type: 'integer', meaning: `Voices gained or lost ${WHAT_CHANGED}.` },
    {
      name: 'by_hand',
      type: 'text',
      meaning: 'What a person changed about the theme; empty where nothing was. `discover themes log` has the reasons.',
    },
  ],
  method: themesMethod,
  async *rows(store, scope) {
    const found = await readThemes(store, scope);
    const byHand = handByTheme(await readHandLog(store));
    const byVoices = ranks([...found].sort(mostVoices), (theme) => `${theme.voices} ${collapsedPosts(theme)}`);
    const mostPosts = [...found].sort((a, b) => b.posts - a.posts);
    const byPosts = ranks(mostPosts, (theme) => `${theme.posts}`);
    for (const theme of found) {
      yield {
        theme_id: theme.id,
        theme_label: theme.label,
        chapter_id: theme.chapterId,
        chapter_label: theme.chapterLabel,
        lane: theme.lane,
        voices: theme.voices,
        posts: theme.posts,
        campaigns_collapsed_posts: collapsedPosts(theme),
        campaign_posts: theme.campaignPosts,
        campaigns: theme.campaigns,
        organisation_voices: theme.organisations,
        individual_voices: theme.voices - theme.organisations,
        first_time_voices: theme.firstTimeVoices,
        top_voice_share: rounded(theme.topVoicePosts / theme.posts, 4),
        effective_voices: rounded(theme.effectiveVoices, 2),
        rank_by_voices: byVoices.get(theme.id)!,
        rank_by_posts: byPosts.get(theme.id)!,
        places: theme.places,
        first_seen: dateFor(scope, theme.firstSeen),
        last_seen: dateFor(scope, theme.lastSeen),
        posts_last_7_days: theme.recentPosts,
        voices_last_7_days: theme.recentVoices,
        change_posts: theme.change?.posts ?? null,
        change_voices: theme.change?.voices ?? null,
        by_hand: byHand.get(theme.id) ?? '',
      };
    }
  },
});

function mostVoices(a: ThemeFigures, b: ThemeFigures): number {
  return b.voices - a.voices || collapsedPosts(b) - collapsedPosts(a);
}

/** Standard competition ranking (1, 2, 2, 4) of themes in order, from the id of each to its place. */
function ranks(inOrder: readonly ThemeFigures[], measure: (theme: ThemeFigures) => string): Map<string, number> {
  const first = new Map<string, number>();
  const places = new Map<string, number>();
  for (const [index, theme] of inOrder.entries()) {
    const value = measure(theme);
    if (!first.has(value)) first.set(value, index + 1);
    places.set(theme.id, first.get(value)!);
  }
  return places;
}
