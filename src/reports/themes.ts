/** What is being talked about, by how many voices. Ranked by distinct voices: writing more does not move a theme up. */
import { FIRST_TIME_DAYS } from '../store/figures.js';
import { readParaphrases } from '../store/paraphrases.js';
import { POSTS_PER_VOICE, readThemes, TOP_THEMES } from '../store/theme-figures.js';
import { readHandLog } from '../store/theme-hand.js';
import { handByTheme } from './hand-words.js';
import { RESERVED } from './kept-places.js';
import { measuresOf } from './measures.js';
import { themesMethod } from './method.js';
import { dateFor, defineReport } from './report.js';

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
    {
      name: 'why',
      type: 'text',
      meaning:
        'Why it is called so: in how many of its posts that were read for a name (200 at most, campaigns once) the phrase is said, how much more often than in those of other themes, and the words that are most its own. Empty until it is grouped again.',
    },
    {
      name: 'paraphrase',
      type: 'text',
      meaning:
        'What people say the theme is about, in neutral words of their own (`discover themes paraphrase`); empty while nobody has.',
    },
    { name: 'paraphrase_by', type: 'text', meaning: 'Who stands by the paraphrase.' },
    { name: 'chapter_id', type: 'text', meaning: 'The broad group the theme belongs to.' },
    { name: 'chapter_label', type: 'text', meaning: 'What the chapter is about.' },
    {
      name: 'lane',
      type: 'text',
      meaning:
        'surge: far above its own past, weekday by weekday; slow-burn: present week after week; steady: neither. As of the newest post of all themes, whatever the period of the report. docs/themes.md has the rules.',
    },
    {
      name: 'surge_hours',
      type: 'integer',
      meaning: 'Of a surge: the hours up to the newest post in which it rose, 48 or 168; empty in other lanes.',
    },
    { name: 'surge_voices', type: 'integer', people: [], meaning: 'Of a surge: distinct voices in those hours.' },
    {
      name: 'surge_expected_voices',
      type: 'number',
      meaning:
        'Of a surge: voices that its own past lets expect in as many hours of the same weekdays, busy days of all themes allowed for.',
    },
    {
      name: 'voices',
      type: 'integer',
      people: [
        'organisation_voices',
        'individual_voices',
        'unknown_voices',
        'first_time_voices',
        'top_voice_share',
        'effective_voices',
        'capped_posts',
        'kept_place',
      ],
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
    {
      name: 'capped_posts',
      type: 'integer',
      meaning: `Posts when a voice counts for ${POSTS_PER_VOICE} of its posts on the theme at most. Posts without an author cannot be capped: all of them count.`,
    },
    { name: 'posts_without_author', type: 'integer', meaning: 'Posts that name nobody as their author.' },
    { name: 'campaign_posts', type: 'integer', meaning: 'Posts that belong to a campaign.' },
    { name: 'campaigns', type: 'integer', meaning: 'Campaigns with posts in this theme.' },
    { name: 'organisation_voices', type: 'integer', meaning: 'Voices known to be organisations.' },
    {
      name: 'individual_voices',
      type: 'integer',
      people: ['organisation_voices', 'unknown_voices'],
      meaning: 'Voices known to be individuals.',
    },
    {
      name: 'unknown_voices',
      type: 'integer',
      people: ['organisation_voices', 'individual_voices'],
      meaning: 'Voices not known to be either; most platforms do not say.',
    },
    {
      name: 'first_time_voices',
      type: 'integer',
      people: ['kept_place'],
      meaning: `Voices by whom nothing older than ${FIRST_TIME_DAYS} days before the newest post is known.`,
    },
    {
      name: 'top_voice_share',
      type: 'number',
      meaning: 'Share of the posts written by the busiest voice, 0 to 1; empty where no post has an author.',
    },
    {
      name: 'effective_voices',
      type: 'number',
      meaning:
        'How many equally busy voices would be as mixed: e to the Shannon entropy of posts per voice (Hill number of order 1).',
    },
    {
      name: 'rank_by_voices',
      type: 'integer',
      meaning: 'Place by voices, then by campaigns_collapsed_posts; themes equal in both share a place.',
    },
    {
      name: 'rank_by_capped_posts',
      type: 'integer',
      meaning: 'Place when counted by capped_posts; ties share a place.',
    },
    { name: 'rank_by_posts', type: 'integer', meaning: 'Place when counted by posts; ties share a place.' },
    {
      name: 'rank_by_first_time_voices',
      type: 'integer',
      meaning: 'Place when counted by first_time_voices; ties share a place.',
    },
    {
      name: 'kept_place',
      type: 'text',
      meaning: `Why a theme below the first ${TOP_THEMES} has one of the ${RESERVED} places that every list keeps for small themes half of whose voices, at least, are first-time voices; empty for all others.`,
    },
    { name: 'places', type: 'integer', meaning: 'Distinct places where it is talked about.' },
    { name: 'first_seen', type: 'date', meaning: 'Date of its first post, UTC. A day only, unless people are named.' },
    { name: 'last_seen', type: 'date', meaning: 'Date of its last post, UTC. A day only, unless people are named.' },
    {
      name: 'posts_last_7_days',
      type: 'integer',
      meaning: 'In the seven days (UTC) up to and including that of the newest post of all themes.',
    },
    { name: 'voices_last_7_days', type: 'integer', people: [], meaning: 'Distinct voices in those seven days.' },
    { name: 'change_posts', type: 'integer', meaning: `Posts gained or lost ${WHAT_CHANGED}.` },
    { name: 'change_voices', type: 'integer', people: [], meaning: `Voices gained or lost ${WHAT_CHANGED}.` },
    {
      name: 'by_hand',
      type: 'text',
      meaning: 'What a person changed about the theme; empty where nothing was. `discover themes log` has the reasons.',
    },
  ],
  method: themesMethod,
  async *rows(store, scope) {
    // The rank of a theme is its rank among all.
    const all = await readThemes(store, { ...scope, theme: null });
    const found = scope.theme == null ? all : all.filter(({ id }) => id === scope.theme);
    const paraphrases = await readParaphrases(store);
    const byHand = handByTheme(await readHandLog(store));
    const measured = measuresOf(all);
    for (const theme of found) {
      const measures = measured.get(theme.id)!;
      yield {
        theme_id: theme.id,
        theme_label: theme.label,
        why: theme.why,
        paraphrase: paraphrases.get(theme.id)?.text ?? '',
        paraphrase_by: paraphrases.get(theme.id)?.author ?? '',
        chapter_id: theme.chapterId,
        chapter_label: theme.chapterLabel,
        lane: theme.lane,
        surge_hours: measures.surge?.hours ?? null,
        surge_voices: measures.surge?.voices ?? null,
        surge_expected_voices: measures.surge?.expected ?? null,
        voices: theme.voices,
        posts: theme.posts,
        campaigns_collapsed_posts: measures.collapsedPosts,
        capped_posts: measures.cappedPosts,
        posts_without_author: measures.unsignedPosts,
        campaign_posts: theme.campaignPosts,
        campaigns: theme.campaigns,
        organisation_voices: measures.organisations,
        individual_voices: measures.individuals,
        unknown_voices: measures.unknownVoices,
        first_time_voices: measures.firstTimeVoices,
        top_voice_share: measures.topVoiceShare,
        effective_voices: measures.effectiveVoices,
        rank_by_voices: measures.ranks.voices,
        rank_by_capped_posts: measures.ranks.cappedPosts,
        rank_by_posts: measures.ranks.posts,
        rank_by_first_time_voices: measures.ranks.firstTimeVoices,
        kept_place: measures.keptPlace ?? '',
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
