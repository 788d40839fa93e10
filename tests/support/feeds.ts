/** Small feeds as sites serve them. */

export interface FeedItem {
  id: string;
  text: string;
  /** ISO 8601. */
  at: string;
}

/** An RSS 2.0 feed of these posts. */
export function rss(items: readonly FeedItem[]): string {
  const entries = items.map(
    ({ id, text, at }) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${text}</title><description>${text}</description>` +
      `<author>voice-${id}@blog.example (Voice ${id})</author><pubDate>${new Date(at).toUTCString()}</pubDate></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A blog</title><link>https://blog.example/</link>${entries.join('')}</channel></rss>`;
}
