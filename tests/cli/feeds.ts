/** Small feeds for a loopback server to serve. */
import type { Reply } from '../support/server.js';

export interface Entry {
  id: string;
  text: string;
  author?: string;
  /** ISO 8601. */
  at?: string;
}

/** An Atom feed (RFC 4287) as a reply. */
export function atom(site: string, entries: readonly Entry[]): Reply {
  const body = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>https://${site}/</id><title>${site}</title><updated>2026-03-01T09:00:00Z</updated><link href="https://${site}/"/>
${entries.map((entry) => entryOf(site, entry)).join('\n')}
</feed>`;
  return { headers: { 'content-type': 'application/atom+xml; charset=utf-8' }, body };
}

function entryOf(site: string, { id, text, author = 'ada', at = '2026-03-01T09:00:00Z' }: Entry): string {
  return `<entry><id>https://${site}/${id}</id><title>${id}</title><link href="https://${site}/${id}"/>
<published>${at}</published><updated>${at}</updated><author><name>${author}</name></author>
<content type="text">${text}</content></entry>`;
}

/** A reply that never comes. */
export function silence(): Promise<never> {
  return new Promise(() => {});
}
