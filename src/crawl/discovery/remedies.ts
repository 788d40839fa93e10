/** What a person can do about a source that failed. */
import type { FailureSlug } from '../../errors.js';

const MOVED = 'Look at the address in a browser: the feed may have moved. `discover sources add URL` finds it again.';
const WAIT = 'Nothing needs doing unless it lasts: the next run tries again.';
const REFUSED = 'Look at the site in a browser and ask its owner; a refusal is respected, not evaded.';

/** A sentence or two for each way in which a source can fail. */
export const REMEDIES: Readonly<Record<FailureSlug, string>> = {
  'bad-options': 'Mend its options in the project file; `discover sources --crawlers` lists what each crawler takes.',
  'no-token': 'Put the token in the environment under the name that `discover sources --crawlers --json` shows.',
  'bad-token': 'Check the token in the environment, or whether the site is open to the public at all.',
  forbidden: REFUSED,
  blocked: REFUSED,
  'no-declared-use':
    'Say under `use:` of the source who uses X and what for; `discover config check` names what is missing.',
  'budget-spent': 'Wait for the next day or month, or raise x.nightly or x.monthly in the project file.',
  'not-a-page': MOVED,
  'no-article': 'Nothing needs doing: the summary that the feed gave is kept.',
  'heavy-page': 'Nothing needs doing: the summary that the feed gave is kept.',
  'not-found': MOVED,
  gone: `${MOVED} Else take the source out of the project file.`,
  'http-error': MOVED,
  'server-error': WAIT,
  'robots-refused': REFUSED,
  'rate-limited': 'Wait as long as the site asks; crawl it less often if it happens again.',
  'usage-capped': 'Wait for the next month of the plan, or enlarge the plan.',
  'unknown-host': 'Check the spelling of the host, and that this machine can look names up.',
  'connection-refused': WAIT,
  'connection-lost': WAIT,
  'tls-error': "Tell the site's owner: its certificate has expired or belongs to another host.",
  timeout: WAIT,
  'too-large': 'Raise http.max_megabytes in the project file if such a large answer is meant.',
  'bad-encoding': "Tell the site's owner: the answer is packed in a way nobody asked for.",
  'too-many-redirects': MOVED,
  'refused-address': 'If the address is yours and meant, name its host:port under http.allow_private.',
  'bad-address': 'Write the whole address, such as https://blog.example.org/feed/.',
  'not-a-feed': MOVED,
  'bad-feed': "Tell the site's owner that the feed is broken.",
  'unknown-shape': 'Check that the address is what the crawler is made for.',
  'file-missing': 'Check the name of the file; it is meant from the folder of the project file.',
  'bad-file': 'Check that the file is of the kind the crawler reads.',
  interrupted: WAIT,
  bug: 'Please report it with the message above.',
};
