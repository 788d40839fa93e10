/** A small conversation in a real store, and maps that try to break what reads them. */
import type { ConversationMap, MapEdge, MapNode, Place, Post } from '../../src/model.js';
import { connectPosts } from '../../src/pipeline/conversations.js';
import type { Database } from '../../src/store/store.js';
import { seed, tweet } from '../support/project.js';

export const FORUM: Place = {
  name: 'Hearing Forum',
  url: 'https://forum.example.org/hearing/',
  kind: 'forum',
  owner: 'charity',
  area: null,
};
export const BLOG: Place = {
  name: 'Ear to the Ground',
  url: 'https://blog.example.net/feed/',
  kind: 'blog',
  owner: null,
  area: null,
};
export const TAG: Place = {
  name: '#NHSCitizen',
  url: 'https://x.com/hashtag/NHSCitizen',
  kind: 'hashtag',
  owner: null,
  area: null,
};

/** What the pipeline would have found in a post, where it is not nothing. */
export interface Cleaned {
  mentions?: string[];
  links?: string[];
  canonicalUrl?: string;
  /** Theme id and weight. */
  themes?: Array<[string, number]>;
}

/** Marks posts as cleaned and numbers the voices by first appearance. */
export async function clean(store: Database, found: Record<string, Cleaned> = {}): Promise<void> {
  const rows = await store.all<{ id: number; external_id: string; url: string | null }>(
    'SELECT id, external_id, url FROM posts WHERE id NOT IN (SELECT post_id FROM clean_posts) ORDER BY id',
  );
  for (const { id, external_id, url } of rows) {
    const { mentions = [], links = [], canonicalUrl = url, themes = [] } = found[external_id] ?? {};
    await store.run(
      `INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, canonical_url)
       VALUES (?, 'words', 'en', '[]', ?, '[]', ?, ?)`,
      [id, JSON.stringify(mentions), JSON.stringify(links), canonicalUrl],
    );
    for (const [theme, weight] of themes) {
      await store.run('INSERT INTO post_themes (post_id, theme_id, weight) VALUES (?, ?, ?)', [id, theme, weight]);
    }
  }
  await store.run('UPDATE voices SET number = id WHERE number IS NULL');
  // As the pipeline does for every post that it has cleaned.
  await store.run('INSERT INTO unlinked (post_id) SELECT id FROM posts WHERE 1 = 1 ON CONFLICT DO NOTHING');
  await connectPosts(store);
}

export async function addTheme(store: Database, id: string, label: string, state = 'live'): Promise<void> {
  await store.run(
    `INSERT INTO chapters (id, label) SELECT 'chapter-1', 'Care' WHERE NOT EXISTS (SELECT 1 FROM chapters)`,
  );
  await store.run(`INSERT INTO themes (id, label, chapter_id, lane, state) VALUES (?, ?, 'chapter-1', 'steady', ?)`, [
    ...[id, label, state],
  ]);
}

const organisation = (handle: string, name: string): Partial<Post> => ({
  author: { id: handle, handle, name, url: null, kind: 'organisation' },
});

/**
 * Three voices and an organisation in three places about two themes, with every kind of relation once at least.
 * Voices by number: 1 ada, 2 bob, 3 cyrus, 4 Leeds Trust.
 */
export async function seedConversation(store: Database): Promise<void> {
  await addTheme(store, 'theme-1', 'hearing aids');
  await addTheme(store, 'theme-2', 'waiting times');
  await addTheme(store, 'theme-3', 'parking', 'gone');
  await seed(store, 'tweets', [
    tweet('1', 'ada', 'hearing aids are late', { place: TAG, createdAt: '2026-02-01T08:00:00.000Z' }),
    tweet('2', 'bob', 'mine too', { place: TAG, inReplyTo: '1', createdAt: '2026-02-02T08:00:00.000Z' }),
    tweet('3', 'bob', 'still waiting', { place: TAG, inReplyTo: '1', createdAt: '2026-02-05T08:00:00.000Z' }),
    tweet('4', 'ada', 'a second thought', { place: TAG, inReplyTo: '1' }),
    tweet('5', 'cyrus', 'ada says', { place: TAG, quotes: 'https://x.com/ada/status/1' }),
    tweet('6', 'cyrus', 'RT', { place: TAG, reposts: '1' }),
    tweet('7', 'trust', 'we hear you', { place: TAG, ...organisation('trust', 'Leeds Trust') }),
  ]);
  await seed(store, 'forum', [
    tweet('f1', 'ada', 'on the forum', { place: FORUM, url: 'https://forum.example.org/hearing/t/1' }),
    tweet('f2', 'cyrus', 'nowhere else', { place: FORUM, url: null }),
  ]);
  await seed(store, 'blog', [
    tweet('b1', 'trust', 'a post', {
      place: BLOG,
      url: 'https://blog.example.net/one',
      ...organisation('trust', 'Leeds Trust'),
    }),
  ]);
  await clean(store, {
    1: { themes: [['theme-1', 0.7]] },
    2: {
      mentions: ['ada', 'nobody'],
      themes: [
        ['theme-1', 0.4],
        ['theme-2', 0.6],
      ],
    },
    3: { mentions: ['ADA'], themes: [['theme-3', 0.9]] },
    5: { mentions: ['cyrus', 'trust'] },
    7: { links: ['https://forum.example.org/hearing/t/1', 'https://blog.example.net/elsewhere'] },
    b1: { links: ['https://forum.example.org/hearing/t/99'], themes: [['theme-2', 0.9]] },
  });
}

export function nodeOf(id: string, more: Partial<MapNode> = {}): MapNode {
  const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null };
  return { id, kind: 'voice', label: id, posts: 1, basis: 'observed', ...unsaid, community: 0, x: 0, y: 0, ...more };
}

export function edgeOf(source: string, target: string, more: Partial<MapEdge> = {}): MapEdge {
  const dates = { firstSeen: '2026-02-01', lastSeen: '2026-02-03' };
  const weight = more.weight ?? 1;
  return { source, target, kind: 'reply', basis: 'observed', weight, strength: weight, ...dates, ...more };
}

/** Names that break out of markup, formulas, line ends, control characters, half characters and turned-round text. */
export const HOSTILE_LABELS = [
  '</script><script>window.broken = true</script>',
  '<img src=x onerror="window.broken = true">',
  '" onload="window.broken = true" x="',
  "]]>' & < > &amp; --><!--",
  '=HYPERLINK("https://evil.example/","x")',
  '\u0000\u0001\u0008\u000b\u001f\ufffe\uffff\ud800 controls',
  '\u202eturned\u202c round \u200f\u2067',
  'line\r\nbreak\ttab, "comma"',
  '👩‍👩‍👧‍👦 Ünïcode 漢字 العربية',
  '',
  '   ',
  'w'.repeat(5_000),
  'javascript:alert(1)',
];

/** 300 nodes with hostile names, addresses and relations of every kind, side by side. */
export function hostileMap(): ConversationMap {
  const kinds = ['voice', 'place', 'theme'] as const;
  const nodes = Array.from({ length: 300 }, (_, index) => {
    const label = HOSTILE_LABELS[index % HOSTILE_LABELS.length]!;
    const position = { x: (index % 20) * 25, y: Math.floor(index / 20) * 25 };
    const more = { kind: kinds[index % 3]!, posts: index % 40, community: index % 11, ...position };
    return nodeOf(`node:${String(index).padStart(3, '0')}`, { ...more, label, url: 'javascript:alert(1)//"><b>' });
  });
  const edges = nodes
    .slice(1)
    .flatMap(({ id }) => [
      edgeOf('node:000', id),
      edgeOf('node:000', id, { kind: 'quote', weight: 3, firstSeen: null, lastSeen: null }),
      edgeOf(id, 'node:000', { kind: 'shares-people' }),
    ]);
  return { nodes, edges };
}

export const EMPTY_MAP: ConversationMap = { nodes: [], edges: [] };

/** Two voices with three relations between them: the least that shows what becomes of parallel edges. */
export function parallelMap(): ConversationMap {
  const nodes = [
    nodeOf('place:a', {
      kind: 'place',
      label: 'A & B',
      url: 'https://a.example/?x=1&y=2',
      community: 1,
      x: -3.5,
      y: 2,
    }),
    nodeOf('voice:1', { label: 'voice 1', posts: 4 }),
    nodeOf('voice:2', { label: 'voice 2', posts: 2, x: 10, y: -5 }),
  ];
  const edges = [
    edgeOf('voice:1', 'voice:2', { kind: 'mention', weight: 2, firstSeen: null, lastSeen: null }),
    edgeOf('voice:1', 'voice:2'),
    edgeOf('voice:2', 'voice:1'),
  ];
  return { nodes, edges };
}
