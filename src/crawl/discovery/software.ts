/** Software of blogs and forums, recognised from its pages, and where each keeps its feeds. */
import type { WebPage } from './page.js';

export interface Software {
  name: string;
  /** What its pages are made for: articles by few, or talk among many. */
  kind: 'blog' | 'forum';
  /** True for a page made by it. */
  made(page: Pick<WebPage, 'generator' | 'markup'>): boolean;
  /** Where its feeds are, the best first; relative to the folder of a page, or to the site where they begin with `/`. */
  feeds: readonly string[];
  /** The feed of what readers say below the articles, where the software has one. */
  comments?: string;
}

/** Forums before the blog software they may be built on (bbPress is part of WordPress). */
const SOFTWARE: readonly Software[] = [
  {
    name: 'Discourse',
    kind: 'forum',
    made: ({ generator, markup }) =>
      generator.startsWith('discourse') || /data-discourse-(?:setup|entrypoint)|id="data-discourse/.test(markup),
    // The newest posts hold the answers too; the newest topics only who began them.
    feeds: ['/posts.rss', '/latest.rss'],
  },
  {
    name: 'phpBB',
    kind: 'forum',
    made: ({ markup }) =>
      /<body[^>]{0,200}id="phpbb"|powered by[^<]{0,40}<a[^>]{0,200}>phpbb|www\.phpbb\.com\/"[^>]*>phpbb/i.test(markup),
    feeds: ['app.php/feed', 'feed.php'],
  },
  {
    name: 'bbPress',
    kind: 'forum',
    made: ({ markup }) => /<body[^>]{0,1000}class="[^"]{0,1000}\bbbpress\b|id="bbpress-forums"/i.test(markup),
    feeds: ['/forums/feed/', '/?feed=rss2&post_type=reply'],
  },
  {
    name: 'vBulletin',
    kind: 'forum',
    made: ({ generator, markup }) => generator.startsWith('vbulletin') || /powered by[^<]{0,60}vbulletin/i.test(markup),
    feeds: ['external.php?type=RSS2', 'external?type=rss2'],
  },
  {
    name: 'MyBB',
    kind: 'forum',
    made: ({ markup }) => /powered by[^<]{0,60}<a[^>]{0,200}>mybb|mybb\.com[^>]{0,60}>mybb/i.test(markup),
    feeds: ['syndication.php'],
  },
  {
    name: 'Vanilla',
    kind: 'forum',
    made: ({ generator, markup }) =>
      generator.startsWith('vanilla') || /powered by[^<]{0,60}<a[^>]{0,200}>vanilla/i.test(markup),
    feeds: ['/discussions/feed.rss'],
  },
  {
    name: 'XenForo',
    kind: 'forum',
    made: ({ markup }) => /<html[^>]{0,500}\bid="XF"|forum software by xenforo/i.test(markup),
    feeds: ['forums/-/index.rss', '/forums/-/index.rss'],
  },
  {
    name: 'Blogger',
    kind: 'blog',
    made: ({ generator }) => generator.startsWith('blogger'),
    feeds: ['/feeds/posts/default'],
    comments: '/feeds/comments/default',
  },
  { name: 'Ghost', kind: 'blog', made: ({ generator }) => generator.startsWith('ghost'), feeds: ['/rss/'] },
  {
    name: 'Tumblr',
    kind: 'blog',
    made: ({ generator, markup }) => generator.startsWith('tumblr') || /assets\.tumblr\.com\//.test(markup),
    feeds: ['/rss'],
  },
  {
    name: 'Substack',
    kind: 'blog',
    made: ({ markup }) => /substackcdn\.com\//.test(markup),
    feeds: ['/feed'],
  },
  {
    name: 'WordPress',
    kind: 'blog',
    made: ({ generator, markup }) => generator.startsWith('wordpress') || /\/wp-(?:content|includes)\//.test(markup),
    feeds: ['/feed/'],
    comments: '/comments/feed/',
  },
];

/** The software a page was made by, where it shows. */
export function softwareOf(page: Pick<WebPage, 'generator' | 'markup'>): Software | null {
  return SOFTWARE.find(({ made }) => made(page)) ?? null;
}

/** Addresses of the feeds of a site's software, the best first, as seen from one of its pages. */
export function softwareFeeds(software: Software, page: string): string[] {
  return software.feeds.map((path) => new URL(path, page).href);
}

/**
 * Where no page needs to be asked: sites whose feeds follow from the address alone.
 * @returns `null` for every other site
 */
export function feedOfKnownSite(address: string): string | null {
  const url = new URL(address);
  const host = url.hostname.replace(/^www\./, '');
  const path = url.pathname.replace(/\/+$/, '');
  if (host === 'reddit.com' || host.endsWith('.reddit.com')) {
    return path.endsWith('.rss') ? null : `${url.origin}${path}/.rss`;
  }
  if (host === 'youtube.com' || host === 'm.youtube.com') return youtubeFeed(url);
  if (host === 'medium.com' && path !== '' && !path.startsWith('/feed')) {
    return `https://medium.com/feed/${path.split('/')[1]}`;
  }
  return null;
}

/** The address of a channel or a playlist names its feed; that of a handle (`/@name`) does not: its page has to. */
function youtubeFeed(url: URL): string | null {
  const feed = 'https://www.youtube.com/feeds/videos.xml';
  const channel = /^\/channel\/(UC[\w-]{20,24})/.exec(url.pathname)?.[1];
  if (channel !== undefined) return `${feed}?channel_id=${channel}`;
  const list = url.searchParams.get('list');
  return url.pathname === '/playlist' && list !== null ? `${feed}?playlist_id=${encodeURIComponent(list)}` : null;
}

/** Guessed at when a site says nothing of its feeds, the most common first. */
const WELL_KNOWN = [
  ...['feed', 'rss.xml', 'atom.xml', 'index.xml', 'feed.xml', 'rss', 'feed.json', 'feeds/posts/default'],
  ...['feed/', 'rss/'],
];
/** Of these, how many are tried beside a page that is not at the top of its site. */
const BESIDE = 3;

/** Addresses where feeds often are: beside the page, then at the top of its site. */
export function wellKnownFeeds(page: string): string[] {
  const isFile = /\.\w+$/.test(new URL(page).pathname);
  const folder = isFile ? new URL('.', page).href : withSlash(page);
  const top = new URL('/', page).href;
  const beside = folder === top ? [] : WELL_KNOWN.slice(0, BESIDE).map((path) => new URL(path, folder).href);
  return [...beside, ...WELL_KNOWN.map((path) => new URL(path, top).href)];
}

function withSlash(page: string): string {
  const url = new URL(page);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}
