/** `discover init`: a project file to start from. */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { PROJECT_FILE } from '../project.js';
import { type Declare, example, type Outcome } from './command.js';

interface Options {
  purpose?: string;
  words?: string;
}

const DEFAULT_PURPOSE = 'Hear what people say about health and care, and connect them with each other.';
const DEFAULT_WORDS = '#NHSCitizen';

export const init: Declare = (program, act) => {
  program
    .command('init')
    .description('write a commented project file (discover.yaml) to start from')
    .option('--purpose <text>', 'why you listen; it is published with every report', DEFAULT_PURPOSE)
    .option('--words <list>', 'hashtags and phrases of the conversation, separated by commas', DEFAULT_WORDS)
    .addHelpText('after', example('discover init --purpose "Hear what people say about buses" --words "#LeedsBuses"'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { parseConfig } = await import('../config.js');
        const dataNamed = program.getOptionValueSource('data') !== 'default';
        const file = resolve(context.configFile ?? (dataNamed ? join(context.data, PROJECT_FILE) : PROJECT_FILE));
        const text = projectFile(options.purpose ?? DEFAULT_PURPOSE, wordList(options.words ?? DEFAULT_WORDS));
        await parseConfig(text, file);
        await save(file, text);
        return {
          json: { file },
          text: `Wrote ${file}.\nNext: \`discover sources add URL\` for each site you listen to, then \`discover run\`.`,
        };
      }),
    );
};

function wordList(words: string): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

// Not over an existing file: it is somebody's work.
async function save(file: string, text: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  const { dirname } = await import('node:path');
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const words = exists
      ? 'it is there already. Move it away first, or name another with --config'
      : (error as Error).message;
    throw new UserError(`Cannot write ${file}: ${words}.`, { cause: error });
  }
}

function projectFile(purpose: string, words: readonly string[]): string {
  const query = words[0] ?? '#NHSCitizen';
  const tag = `#${query.replace(/[^\p{L}\p{M}\p{N}_]/gu, '')}`;
  return `# A listening project. Every setting and its default: config/default.yaml of the program.

# Why you listen. Published with every report.
purpose: ${JSON.stringify(purpose)}

# The words that bring these posts together. They never name a theme.
words: ${JSON.stringify(words)}

languages: [en]

# What to crawl. Take the # away from what you need, and change it.
sources: []
#  - name: x-posts                     # needs a paid X API token in the environment: X_BEARER_TOKEN
#    crawler: tweets
#    options:
#      query: ${JSON.stringify(query)}
#      use:                            # it is off until this is declared; config/example.yaml says what it means
#        words: who uses the posts, and what for
#        government: none
#        inference: none
#    place: { name: ${JSON.stringify(query)}, kind: hashtag }
#
#  - name: mastodon
#    crawler: mastodon
#    options: { servers: [social.example.org], tags: [${JSON.stringify(tag)}] }
#    place: { name: ${JSON.stringify(`${tag} on Mastodon`)}, kind: hashtag }
#
#  - name: bluesky                     # search needs an account of yours, its app password in BLUESKY_APP_PASSWORD
#    crawler: bluesky
#    options: { queries: [${JSON.stringify(query)}], account: us.example.org }
#    place: { name: ${JSON.stringify(`${query} on Bluesky`)}, kind: hashtag }
#
#  - name: a-blog
#    crawler: blogs
#    options: { feed: "https://blog.example.org/feed/" }
#    place: { name: A blog, url: "https://blog.example.org/", kind: blog, owner: individual, area: Leeds }
#
#  - name: a-forum
#    crawler: forums
#    options: { feeds: ["https://forum.example.org/feed.php"] }
#    place: { name: A forum, url: "https://forum.example.org/", kind: forum, owner: citizen-led group }
#
#  - name: a-discourse-forum           # with who answers whom; not beside forums for the same forum
#    crawler: discourse
#    options: { server: "https://discourse.example.org" }
#    place: { name: A Discourse forum, url: "https://discourse.example.org/", kind: forum, owner: charity }
#
#  - name: meetings                    # a CSV beside this file
#    crawler: notes
#    options: { file: notes.csv }

# Who listens, for the privacy notice that every run writes: what is missing is named in it.
notice:
  organisation: null                  # Example Trust
  contact: null                       # where people ask what is held about them, and for its removal
  complaints: null
  lawful_basis: null                  # what allows you to do this, such as "public task"

http:
  # An address at which the owners of the sites you visit can reach you.
  contact: null
`;
}
