/** Where the talk is: who speaks there, about what, and whether they answer one another or broadcast. */
import { readPlaces } from '../store/place-figures.js';
import { countPlaceLinks } from '../store/place-links.js';
import { dateFor, defineReport, rounded } from './report.js';

export const places = defineReport({
  name: 'places',
  title: 'Places',
  summary: 'one row a place: what it is, voices, posts, themes, replies, links to other places, what changed',
  columns: [
    { name: 'place', type: 'text', meaning: 'Its name; no two places of a project share one.' },
    { name: 'kind', type: 'text', meaning: 'Blog, forum, hashtag and so on, as declared; empty where nobody said.' },
    { name: 'owner', type: 'text', meaning: 'What sort of body runs it, as declared; empty where nobody said.' },
    { name: 'area', type: 'text', meaning: 'The area it speaks for, as declared; nobody is ever located.' },
    { name: 'url', type: 'text', meaning: 'Address of the place itself.' },
    { name: 'channels', type: 'text', meaning: 'online, offline (said in a room, brought in as notes), or both.' },
    {
      name: 'voices',
      type: 'integer',
      people: [],
      meaning: 'Distinct accounts or authors; the rows are in this order.',
    },
    { name: 'posts', type: 'integer', meaning: 'Posts made there.' },
    { name: 'first_seen', type: 'date', meaning: 'Date of its first post, UTC. A day only, unless people are named.' },
    { name: 'last_seen', type: 'date', meaning: 'Date of its last post, UTC. A day only, unless people are named.' },
    { name: 'themes', type: 'integer', meaning: 'Themes talked about there.' },
    {
      name: 'top_themes',
      type: 'text',
      meaning: 'The three with most voices there, then most posts (each campaign counted once); semicolons between.',
    },
    { name: 'replies', type: 'integer', meaning: 'Posts that answer another post.' },
    { name: 'reply_share', type: 'number', meaning: 'Replies as a share of posts, 0 (broadcast) to 1 (conversation).' },
    {
      name: 'links_to_other_places',
      type: 'integer',
      meaning:
        'Its posts that link to another place of this project, each once for every such place: the sum of its links in the map.',
    },
    {
      name: 'new_posts',
      type: 'integer',
      meaning:
        'Posts collected since the run before the last one that changed anything, whatever the period of the report; empty after the first.',
    },
  ],
  async *rows(store, scope) {
    const found = await readPlaces(store, scope);
    const links = await countPlaceLinks(store, scope);
    for (const place of found) {
      yield {
        place: place.name,
        kind: place.kind,
        owner: place.owner,
        area: place.area,
        url: place.url,
        channels: place.channels.join('; '),
        voices: place.voices,
        posts: place.posts,
        first_seen: dateFor(scope, place.firstSeen),
        last_seen: dateFor(scope, place.lastSeen),
        themes: place.themes,
        top_themes: place.topThemes.join('; '),
        replies: place.replies,
        reply_share: rounded(place.replies / place.posts, 4),
        links_to_other_places: links.get(place.id) ?? 0,
        new_posts: place.newPosts,
      };
    }
  },
});
