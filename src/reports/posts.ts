/** Every post with its strongest theme. Without names, people's own words and addresses stay out of the file. */
import { eachPost } from '../store/post-figures.js';
import { isOpen, pseudonym, shareable, trueName } from './anonymous.js';
import { dateFor, defineReport, rounded } from './report.js';
import { readSpoken } from './verbatim.js';

const UNLESS_NAMED =
  'Empty for individuals and unknown voices, and for what organisations repost, unless people are named';

export const posts = defineReport({
  name: 'posts',
  title: 'Posts',
  summary: 'one row a post with its strongest theme; without --identify neither names nor words of individuals',
  columns: [
    { name: 'source', type: 'text', meaning: 'The source that brought it.' },
    {
      name: 'external_id',
      type: 'text',
      meaning: `Its id at the source. ${UNLESS_NAMED}: an id leads to the post.`,
    },
    {
      name: 'created_at',
      type: 'date',
      meaning: 'When it was written, UTC; empty where the source did not say. A day only, unless people are named.',
    },
    {
      name: 'voice',
      type: 'text',
      meaning:
        'Who wrote it. Organisations by name, everybody else as "voice" and a number that stays the same from run to run, unless people are named; empty where there is no author.',
    },
    { name: 'place', type: 'text', meaning: 'Where it was said.' },
    { name: 'chapter_id', type: 'text', meaning: 'The broad group its theme belongs to; empty without a theme.' },
    { name: 'chapter_label', type: 'text', meaning: 'What the chapter is about; empty without a theme.' },
    { name: 'theme_id', type: 'text', meaning: 'Its strongest theme; empty where it belongs to none.' },
    { name: 'theme_label', type: 'text', meaning: 'What the theme is about; empty without a theme.' },
    {
      name: 'theme_weight',
      type: 'number',
      meaning: 'How much of the post belongs to that theme, 0 to 1; empty without a theme.',
    },
    {
      name: 'campaign_id',
      type: 'text',
      meaning: 'Shared by posts that say nearly the same; empty where it stands alone.',
    },
    {
      name: 'conversation_id',
      type: 'text',
      meaning:
        'Shared by posts that reply to, quote, repeat, copy or link to one another, in whatever source; empty where none does.',
    },
    { name: 'url', type: 'text', meaning: `Its public address. ${UNLESS_NAMED}.` },
    {
      name: 'text',
      type: 'text',
      meaning: `What it says, as plain text. ${UNLESS_NAMED}; then also empty where an organisation uses eight or more words in a row of somebody else, and names after @, addresses and e-mail addresses are masked.`,
    },
  ],
  async *rows(store, scope) {
    const spoken = scope.identify ? null : await readSpoken(store);
    for await (const post of eachPost(store, scope)) {
      const open = scope.identify || isOpen(post);
      yield {
        source: post.source,
        external_id: open ? post.externalId : null,
        created_at: open ? post.createdAt : dateFor(scope, post.createdAt),
        voice: scope.identify ? trueName(post) : pseudonym(post),
        place: post.place,
        chapter_id: post.chapterId,
        chapter_label: post.chapterLabel,
        theme_id: post.themeId,
        theme_label: post.themeLabel,
        theme_weight: post.weight === null ? null : rounded(post.weight, 4),
        campaign_id: post.campaignId,
        conversation_id: post.conversationId,
        url: open ? post.url : null,
        text: spoken === null ? post.text : shareable(post, spoken),
      };
    }
  },
});
