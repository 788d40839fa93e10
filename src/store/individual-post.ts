/** Whether an address leads to what an individual wrote: such an address is never published. */
import type { Database } from './database.js';

const FIND = `
  SELECT count(*) AS posts FROM posts p
  LEFT JOIN voices v ON v.id = p.voice_id LEFT JOIN places pl ON pl.id = p.place_id
  WHERE p.url IN (?, ?) AND (v.kind IS NULL OR v.kind <> 'organisation')
    AND (pl.kind IS NULL OR pl.kind <> 'organisation site')`;

/** Of most authors nobody knows whether they are individuals: they count as such, unless they write on an organisation's own site. */
export async function isIndividualsPost(store: Database, address: string): Promise<boolean> {
  const other = address.endsWith('/') ? address.slice(0, -1) : `${address}/`;
  return (await store.get<{ posts: number }>(FIND, [address, other]))!.posts > 0;
}
