/**
 * A made-up conversation of any length, in the import format: short posts of some 100,000 voices about themes that come,
 * drift and go, with replies, mentions, links and near copies. Post `number` depends on its number alone, so that a night
 * of new posts begins where a file of a million ends, and nothing has to be kept in memory.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { dice } from './dice.js';

/** One post in the import format of `discover import`. */
export interface ImportLine {
  id: string;
  text: string;
  title?: string;
  created_at: string;
  author: string;
  place: string;
  place_url: string;
  url: string;
  kind: 'tweet' | 'forum' | 'blog';
  in_reply_to?: string;
}

const VOICES = 100_000;
const FORUMS = 60;
const BLOGS = 240;
/** Words of the language, the most frequent first; and how many of them any theme may have for its own. */
const VOCABULARY = 60_000;
const FIRST_OWN_WORD = 400;
const SYLLABLES =
  'ba be bo da de di fa fo ga go ha hi ka ke ko la le li lo ma me mi mo na ne no pa po ra re ri sa se si so ta te to va ve wa we zu'.split(
    ' ',
  );
/** What holds sentences together: four words in ten. */
const SMALL_WORDS =
  'the of and to a in is that it was for on are with they be at this have from or had by not but what all were when we there can an your which their if will how about up out them then so some her would make like him into has more no way could my than been who its now did get come made may part'.split(
    ' ',
  );

/** A theme is begun every so many posts; it is loud at first, drifts to other words of its own, and ends. */
const POSTS_PER_THEME = 700;
const THEMES_ALIVE = 300;
const OWN_WORDS = 40;
const CHAPTERS = 30;
const CHAPTER_WORDS = 200;
/** Of a post's telling words, shares that come from its theme and from its chapter; the rest are anybody's. */
const FROM_THEME = 0.55;
const FROM_CHAPTER = 0.2;

const FIRST_DAY = Date.UTC(2024, 0, 1);
const MS_BETWEEN = 60_000;

/** The same number and seed, the same post. */
export function postAt(number: number, seed = 1): ImportLine {
  const random = dice(number + 1 + seed * 0x1000003);
  const theme = themeAt(number, random);
  const author = voiceOf(theme, random);
  const nature = natureOf(number, author, theme, random);
  const recent = Math.max(0, number - 1 - skewed(random, Math.min(number, 400)));
  const answers = number > 0 && random() < 0.25;
  const body = random() < 0.04 ? petition(theme, random) : sentence(theme, number, random);
  const mention = random() < 0.2 ? `@${handle(voiceOf(theme, random))} ` : '';
  const link = random() < 0.15 ? ` ${linkFrom(theme, recent, random)}` : '';
  return {
    id: String(number),
    text: `${mention}${body}${tagOf(theme, random)}${link}`,
    created_at: new Date(FIRST_DAY + number * MS_BETWEEN + Math.floor(random() * MS_BETWEEN)).toISOString(),
    author: handle(author),
    ...nature,
    ...(answers ? { in_reply_to: String(recent) } : {}),
  };
}

/** Writes posts `from` to before `to` into a file, an object a line. */
export async function writeConversation(file: string, from: number, to: number, seed = 1): Promise<void> {
  const out = createWriteStream(file);
  for (let at = from; at < to; at += 1) {
    if (!out.write(`${JSON.stringify(postAt(at, seed))}\n`)) await once(out, 'drain');
  }
  await finished(out.end());
}

/** Few themes have most of the posts, and the younger ones more of them. */
function themeAt(number: number, random: () => number): number {
  const newest = Math.floor(number / POSTS_PER_THEME);
  return newest - skewed(random, Math.min(newest + 1, THEMES_ALIVE));
}

/** 0 to before `below`, the small ones far more often: as frequent as in Zipf's law. */
function skewed(random: () => number, below: number): number {
  return Math.floor((below + 1) ** random()) - 1;
}

/** Half of the posts are by a theme's own crowd, in which a few say much. */
function voiceOf(theme: number, random: () => number): number {
  if (random() < 0.5) return Math.floor(random() * VOICES);
  return spread(theme * 4_099 + skewed(random, 3_000), VOICES);
}

function handle(voice: number): string {
  return `${wordOf(1 + spread(voice, 5_000))}${voice}`;
}

/** Three quarters are short messages, the rest stands on forums and blogs. */
function natureOf(number: number, author: number, theme: number, random: () => number) {
  const kind = random();
  if (kind < 0.75) {
    const tag = `#${wordOf(ownWord(theme % CHAPTERS, 0))}`;
    const place = { place: tag, place_url: `https://x.com/hashtag/${tag.slice(1)}` };
    return { ...place, url: `https://x.com/${handle(author)}/status/${number}`, kind: 'tweet' as const };
  }
  const isForum = kind < 0.95;
  const site = isForum ? spread(theme, FORUMS) : spread(author, BLOGS);
  const host = `${isForum ? 'forum' : 'blog'}${site}.example.org`;
  const place = { place: `${isForum ? 'Forum' : 'Blog'} ${site}`, place_url: `https://${host}/` };
  const url = isForum ? `https://${host}/t/${theme}/${number}` : `https://${host}/${number}`;
  return { ...place, url, kind: isForum ? ('forum' as const) : ('blog' as const) };
}

/** To another post, or to one of the pages that everybody talks about. */
function linkFrom(theme: number, recent: number, random: () => number): string {
  if (random() < 0.3) return `https://blog${spread(recent, BLOGS)}.example.org/${recent}`;
  return `https://news${skewed(random, 20)}.example.com/${theme}/${skewed(random, 30)}?utm_source=x`;
}

function tagOf(theme: number, random: () => number): string {
  return random() < 0.3 ? ` #${wordOf(ownWord(theme, 1 + skewed(random, 5)))}` : '';
}

function sentence(theme: number, number: number, random: () => number): string {
  const length = 7 + Math.floor(random() * 18);
  // What a theme is about moves on: its words of the beginning give way to others.
  const drift = Math.floor((number / POSTS_PER_THEME - theme) / 30);
  const words = Array.from({ length }, () => {
    const kind = random();
    if (kind < 0.4) return SMALL_WORDS[skewed(random, SMALL_WORDS.length)]!;
    const telling = (kind - 0.4) / 0.6;
    if (telling < FROM_THEME) return wordOf(ownWord(theme, drift + skewed(random, OWN_WORDS)));
    if (telling < FROM_THEME + FROM_CHAPTER)
      return wordOf(ownWord(-1 - (theme % CHAPTERS), skewed(random, CHAPTER_WORDS)));
    return wordOf(skewed(random, VOCABULARY));
  });
  const text = words.join(' ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** Nearly the same from everybody: a theme has three petitions, each signed with a name of one's own. */
function petition(theme: number, random: () => number): string {
  const words = dice(theme * 3 + skewed(random, 3) + 0x5eed);
  const call = sentence(theme, theme * POSTS_PER_THEME, words);
  return `Please sign and share: ${call} ${sentence(theme, theme * POSTS_PER_THEME, words)} ${wordOf(skewed(random, 2_000))}`;
}

/** The number of the word that stands at a place in the own vocabulary of a theme. */
function ownWord(theme: number, place: number): number {
  return FIRST_OWN_WORD + spread(theme * 65_537 + place, VOCABULARY - FIRST_OWN_WORD);
}

/** Any number to one below `below`, without pattern. */
function spread(value: number, below: number): number {
  let mixed = Math.imul(value ^ 0x2545f491, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
}

/** Words that can be said, the frequent ones short. */
function wordOf(number: number): string {
  let [rest, word] = [number + SYLLABLES.length, ''];
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}
