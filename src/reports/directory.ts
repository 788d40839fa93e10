/** The directory: where each theme is talked about, who runs the place, and how one joins. Every row leads there. */
import { type DirectoryEntry, readDirectory } from '../store/directory.js';
import { dateFor, defineReport, rounded } from './report.js';

/** Of a place that has an address, where nobody said more. */
const OPEN_THE_LINK = 'Open the link.';
/** An address in words; a sign that ends the sentence is not its own. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/i;

export const directory = defineReport({
  name: 'directory',
  title: 'Directory of places',
  summary: 'one row a theme and a place where it is talked about: who runs it, how to join, who speaks there',
  beyondPosts: true,
  columns: [
    { name: 'theme_id', type: 'text', meaning: 'The theme; themes stand in the order of the themes report.' },
    { name: 'theme_label', type: 'text', meaning: 'What the theme is about.' },
    {
      name: 'place',
      type: 'text',
      meaning:
        'Where it is talked about, by the name its community chose where it did. Places that were taken off the map on request are not listed.',
    },
    { name: 'kind', type: 'text', meaning: 'Blog, forum, hashtag and so on, as declared; empty where nobody said.' },
    { name: 'owner', type: 'text', meaning: 'What sort of body runs it, as declared; empty where nobody said.' },
    { name: 'area', type: 'text', meaning: 'The area it speaks for, as declared; nobody is ever located.' },
    {
      name: 'description',
      type: 'text',
      meaning: "In its community's own words, or those of people who know it; empty where nobody said.",
    },
    { name: 'url', type: 'text', meaning: 'Address of the place itself.' },
    {
      name: 'how_to_join',
      type: 'text',
      meaning: `How one joins the talk, as declared in the project file or by people who know it; "${OPEN_THE_LINK}" where nobody said and there is an address.`,
    },
    { name: 'join_url', type: 'text', meaning: 'The address named in how_to_join; empty where it names none.' },
    {
      name: 'voices',
      type: 'integer',
      people: ['share_of_theme'],
      meaning: 'Distinct voices that speak of the theme there; of a theme, the places are in this order.',
    },
    {
      name: 'share_of_theme',
      type: 'number',
      meaning:
        'These as a share of all voices of the theme, 0 to 1; the shares of several places add up to more than 1 where voices speak in several. Empty where no post of the theme has an author.',
    },
    { name: 'posts', type: 'integer', meaning: 'Posts on the theme there.' },
    {
      name: 'answers_share',
      type: 'number',
      meaning: 'Of these, the share that answers another post, 0 (broadcast) to 1 (conversation).',
    },
    {
      name: 'last_seen',
      type: 'date',
      meaning: 'Date of the last post on the theme there, UTC. A day only, unless people are named.',
    },
    {
      name: 'channels',
      type: 'text',
      meaning: 'online, offline (said in a room, brought in as notes), or both.',
    },
    { name: 'other_themes', type: 'integer', meaning: 'Other themes talked about there in the same period.' },
    {
      name: 'basis',
      type: 'text',
      meaning: 'observed (posts come from it), and asserted where people have put it on the map as well.',
    },
    {
      name: 'relations',
      type: 'text',
      meaning: 'Relations of the place that people know of: funded by, commissioned by, member of; semicolons between.',
    },
  ],
  async *rows(store, scope) {
    for (const entry of await readDirectory(store, scope)) {
      yield {
        theme_id: entry.themeId,
        theme_label: entry.themeLabel,
        place: entry.place,
        kind: entry.kind,
        owner: entry.owner,
        area: entry.area,
        description: entry.description,
        url: entry.url,
        how_to_join: joinWords(entry),
        join_url: ADDRESS.exec(entry.howToJoin ?? '')?.[0] ?? null,
        voices: entry.voices,
        share_of_theme: entry.themeVoices === 0 ? null : rounded(entry.voices / entry.themeVoices, 4),
        posts: entry.posts,
        answers_share: rounded(entry.answers / entry.posts, 4),
        last_seen: dateFor(scope, entry.lastSeen),
        channels: entry.channels.join('; '),
        other_themes: entry.otherThemes,
        basis: entry.asserted ? 'observed; asserted' : 'observed',
        relations: entry.relations.join('; '),
      };
    }
  },
});

/** How to join a place, for people; nothing is made up. `null`: nobody said, and there is no address. */
export function joinWords({ howToJoin, url }: Pick<DirectoryEntry, 'howToJoin' | 'url'>): string | null {
  return howToJoin ?? (url === null ? null : OPEN_THE_LINK);
}
