/** Conversation or broadcast: whether people answer one another, where, about what; and whether institutions do. */
import { FEWEST_POSTS, readTalk, type TalkFigures } from '../store/talk-figures.js';
import { defineReport, rounded } from './report.js';

export const talk = defineReport({
  name: 'talk',
  title: 'Conversation or broadcast',
  summary: 'one row a place, a theme and an account of an organisation: who answers whom, how deep, and who only sends',
  columns: [
    {
      name: 'of',
      type: 'text',
      meaning: 'place; theme (of each post its strongest); institution: an account that speaks as an organisation.',
    },
    { name: 'name', type: 'text', meaning: 'Of the place, the theme or the organisation.' },
    { name: 'posts', type: 'integer', meaning: 'Posts made there, about it, or by it.' },
    {
      name: 'voices',
      type: 'integer',
      people: [],
      meaning: 'Distinct accounts or authors of these posts. The rows of each sort are in this order.',
    },
    { name: 'answers', type: 'integer', meaning: 'Those of them that answer another post, known to us or not.' },
    { name: 'reply_share', type: 'number', meaning: 'Answers as a share of posts, 0 (broadcast) to 1 (conversation).' },
    {
      name: 'repliers',
      type: 'integer',
      people: [],
      meaning: 'Distinct voices that answer somebody else there; of an institution: that answer it.',
    },
    {
      name: 'pairs',
      type: 'integer',
      people: ['mutual_share'],
      meaning: 'Pairs of voices of which one answered the other there; of an institution: pairs it is one of.',
    },
    {
      name: 'mutual_pairs',
      type: 'integer',
      people: ['mutual_share'],
      meaning: 'Those in which each answered the other.',
    },
    { name: 'mutual_share', type: 'number', meaning: 'Mutual pairs as a share of pairs; empty without any.' },
    {
      name: 'deepest_thread',
      type: 'integer',
      meaning: 'Posts in the longest chain of answers that ends there; 0 where no known post is answered.',
    },
    {
      name: 'mean_depth',
      type: 'number',
      meaning: 'How many steps below the beginning of their thread answers stand, on average; empty without any.',
    },
    { name: 'regulars', type: 'integer', people: [], meaning: `Voices with ${FEWEST_POSTS} of these posts or more.` },
    {
      name: 'broadcast_only',
      type: 'integer',
      people: [],
      meaning: 'Regulars of which none of these posts answers anybody.',
    },
  ],
  async *rows(store, scope) {
    for (const figures of await readTalk(store, scope)) yield talkRow(figures);
  },
});

export function talkRow(figures: TalkFigures) {
  const { posts, answers, pairs, mutualPairs, meanDepth } = figures;
  return {
    ...{ of: figures.unit, name: figures.name, posts, voices: figures.voices, answers },
    ...{ reply_share: rounded(answers / posts, 4), repliers: figures.repliers, pairs, mutual_pairs: mutualPairs },
    mutual_share: pairs === 0 ? null : rounded(mutualPairs / pairs, 4),
    ...{ deepest_thread: figures.deepest, mean_depth: meanDepth === null ? null : rounded(meanDepth, 2) },
    ...{ regulars: figures.regulars, broadcast_only: figures.broadcasters },
  };
}
