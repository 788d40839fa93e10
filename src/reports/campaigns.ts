/** What many say in nearly the same words: how many posts, by how many voices, and that it counts as one. */
import { type CopyWords, eachCopy, readCopyWords, readThemePosts } from '../store/campaign-figures.js';
import { isOpen } from './anonymous.js';
import { countCampaigns } from './campaign-tally.js';
import { excerptFor } from './excerpt.js';
import { dateFor, defineReport, rounded } from './report.js';
import { readSpoken, type SpokenWords } from './verbatim.js';

export const campaigns = defineReport({
  name: 'campaigns',
  title: 'Campaigns',
  summary: 'one row a campaign (near-identical posts): posts, voices, places, peak day, theme, and what it counts as',
  columns: [
    {
      name: 'campaign_id',
      type: 'text',
      meaning:
        'Shared by three or more near-identical posts, as in the posts report; in the period and theme of the report they may be fewer.',
    },
    {
      name: 'words',
      type: 'text',
      meaning:
        'How its oldest post begins: of an organisation that speaks in its own words up to thirty, of anybody else seven, names after @ and addresses masked. All of it where people are named.',
    },
    { name: 'posts', type: 'integer', meaning: 'Near-identical posts, all counted.' },
    {
      name: 'counted_as',
      type: 'integer',
      meaning:
        'Posts as which it counts in campaigns_collapsed_posts of the themes report: one in each theme that has any of it.',
    },
    {
      name: 'voices',
      type: 'integer',
      people: ['words', 'organisation_voices', 'individual_voices', 'unknown_voices', 'most_by_one_voice', 'url'],
      meaning:
        'Distinct accounts or authors; posts without an author add none. The rows are in this order, then by posts, then by the number in campaign_id.',
    },
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
    { name: 'posts_without_author', type: 'integer', meaning: 'Posts that name nobody as their author.' },
    {
      name: 'most_by_one_voice',
      type: 'integer',
      meaning: 'Posts of the voice with the most copies: 1 where each said it once; empty where no post has an author.',
    },
    { name: 'places', type: 'integer', meaning: 'Distinct places where it was posted.' },
    { name: 'platforms', type: 'text', meaning: 'Where its posts stand; semicolons between.' },
    { name: 'first_seen', type: 'date', meaning: 'Date of its first post, UTC. A day only, unless people are named.' },
    { name: 'last_seen', type: 'date', meaning: 'Date of its last post, UTC. A day only, unless people are named.' },
    { name: 'days', type: 'integer', meaning: 'Days (UTC) with any of its posts.' },
    { name: 'peak_day', type: 'date', meaning: 'The day with most of its posts; of several the first.' },
    { name: 'peak_day_posts', type: 'integer', meaning: 'Its posts on that day; 0 where none has a date.' },
    {
      name: 'theme_id',
      type: 'text',
      meaning: 'The theme that most of its posts are about, of each post its strongest; empty where it is in none.',
    },
    { name: 'theme_label', type: 'text', meaning: 'What that theme is about.' },
    { name: 'theme_posts', type: 'integer', meaning: 'Its posts in that theme.' },
    {
      name: 'theme_share',
      type: 'number',
      meaning: 'These as a share of all posts of the theme in the period, 0 to 1; empty without a theme.',
    },
    {
      name: 'url',
      type: 'text',
      meaning:
        'Address of its oldest post, where that is of an organisation that speaks in its own words; else empty, unless people are named.',
    },
  ],
  async *rows(store, scope) {
    const themes = await readThemePosts(store, scope);
    let spoken: SpokenWords | null = null;
    for await (const campaign of countCampaigns(eachCopy(store, scope))) {
      const oldest = await readCopyWords(store, campaign.firstPostId);
      // Takes a reading of all posts: only where an organisation may be shown at length.
      if (!scope.identify && isOpen(oldest)) spoken ??= await readSpoken(store);
      const { words, url } = scope.identify ? named(oldest) : unnamed(oldest, spoken);
      const [peak, main] = [campaign.days.most(), campaign.themes.most()];
      const theme = main === null ? undefined : themes.get(main.key);
      const { organisations, individuals } = campaign;
      yield {
        ...{ campaign_id: campaign.id, words, posts: campaign.posts, counted_as: 1, voices: campaign.voices.size },
        ...{ organisation_voices: organisations, individual_voices: individuals },
        unknown_voices: campaign.voices.size - organisations - individuals,
        posts_without_author: campaign.postsWithoutAuthor,
        most_by_one_voice: campaign.voices.most()?.times ?? null,
        ...{ places: campaign.places.size, platforms: [...campaign.platforms].sort().join('; ') },
        first_seen: dateFor(scope, campaign.firstSeen),
        last_seen: dateFor(scope, campaign.lastSeen),
        ...{ days: campaign.days.size, peak_day: peak?.key ?? null, peak_day_posts: peak?.times ?? 0 },
        ...{ theme_id: main?.key ?? null, theme_label: theme?.label ?? null, theme_posts: main?.times ?? 0 },
        theme_share: main === null || theme === undefined ? null : rounded(main.times / theme.posts, 4),
        url,
      };
    }
  },
});

function named({ text, url }: CopyWords) {
  return { words: text, url };
}

function unnamed(oldest: CopyWords, spoken: SpokenWords | null) {
  const { excerpt, url } = excerptFor(oldest, isOpen(oldest) ? spoken : null, []);
  return { words: excerpt, url };
}
