/** Networks that do not meet: where people talk about the same and nobody has told them. */
import { readUnbridgedPlaces } from '../store/unbridged.js';
import { defineReport } from './report.js';

export const unbridged = defineReport({
  name: 'unbridged',
  title: 'Places that do not meet',
  summary: 'one row a pair of places that talk about the same theme with no link between them and no voice in both',
  columns: [
    { name: 'theme_id', type: 'text', meaning: 'The theme both talk about.' },
    { name: 'theme', type: 'text', meaning: 'Its label.' },
    { name: 'place', type: 'text', meaning: 'The place with more voices on the theme.' },
    { name: 'place_kind', type: 'text', meaning: 'Blog, forum, hashtag and so on, as declared.' },
    { name: 'voices', type: 'integer', meaning: 'Distinct voices on the theme there.' },
    { name: 'posts', type: 'integer', meaning: 'Posts on the theme there.' },
    {
      name: 'other_place',
      type: 'text',
      meaning:
        'The other one. In the period no post of either links to, answers, quotes or repeats the other, and no voice posts in both. Nobody is known across platforms, so one person may be in both under two accounts.',
    },
    { name: 'other_kind', type: 'text', meaning: 'Its kind, as declared.' },
    { name: 'other_voices', type: 'integer', meaning: 'Distinct voices on the theme there; the rows go by this.' },
    { name: 'other_posts', type: 'integer', meaning: 'Posts on the theme there.' },
    { name: 'known_relations', type: 'text', meaning: 'What people assert between the two; semicolons between.' },
  ],
  async *rows(store, scope) {
    for (const { one, other, known } of await readUnbridgedPlaces(store, scope)) {
      yield {
        ...{ theme_id: one.themeId, theme: one.theme },
        ...{ place: one.place, place_kind: one.kind, voices: one.voices, posts: one.posts },
        ...{ other_place: other.place, other_kind: other.kind, other_voices: other.voices, other_posts: other.posts },
        known_relations: known.join('; '),
      };
    }
  },
});
