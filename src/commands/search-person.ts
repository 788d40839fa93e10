/** Nobody is looked for: what asks for a person's account is no search. */
import { UsageError } from '../errors.js';
import type { Database } from '../store/store.js';

/** As platforms write an account: `@name`, or `@name@server` on Mastodon. */
const HANDLE = /(?<![\p{L}\p{N}_.])@([\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?)/gu;

/**
 * What is said about a subject may be searched, and what is said to an organisation; not what is said to one person.
 * @throws UsageError naming the account
 */
export async function refusePerson(store: Database, query: string): Promise<void> {
  const { speaksForOrganisation } = await import('../store/search.js');
  for (const [written, handle] of query.normalize('NFKC').matchAll(HANDLE)) {
    if (await speaksForOrganisation(store, handle!)) continue;
    throw new UsageError(
      `${written} is not known to speak for an organisation, and Discover does not look for one person. Search for what is talked about.`,
    );
  }
}
