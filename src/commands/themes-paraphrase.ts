/** `discover themes paraphrase`: what a theme is about, in neutral words for which somebody stands. */
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { Paraphrase } from '../store/paraphrases.js';
import { type Act, example, type Outcome } from './command.js';
import { type Changed, changing } from './gather-common.js';
import { live } from './themes-hand.js';

interface Options {
  by?: string;
  withdraw?: true;
}

const LONGEST_TEXT = 600;
const LONGEST_NAME = 80;

export function declareParaphrase(parent: Command, act: Act): void {
  parent
    .command('paraphrase <id> [text]')
    .description('say in neutral words of your own what a theme is about; reports show it beside the label')
    .option('--by <name>', 'who stands by the words, such as "Engagement team"; shown with them')
    .option('--withdraw', 'take back the words that stand')
    .addHelpText(
      'after',
      example(
        'discover themes paraphrase theme-3 "People wait months for a scan and are not told why." --by "Engagement team"',
        'discover themes paraphrase theme-3 --withdraw --by "Engagement team"',
      ),
    )
    .action(
      act<Options>(async (context, options, id, typed): Promise<Outcome> => {
        const wish = wishOf(options, typed as string | undefined);
        // One line is added, which no run reads half of: nobody has to wait for a night's end to write it.
        return changing(context, async (project) => record(project, String(id), wish));
      }),
    );
}

/** @param wish.text `null`: what stands is taken back */
async function record(project: Project, id: string, { text, author }: Wish): Promise<Changed> {
  const { store } = project;
  const { readParaphrases, recordParaphrase } = await import('../store/paraphrases.js');
  const { isoNow } = await import('../effects.js');
  const theme = await live(project, id);
  const before = (await readParaphrases(store)).get(theme.id) ?? null;
  if (text === null && before === null)
    throw new UserError(`Nobody has paraphrased ${theme.id}: nothing to take back.`);
  for (const words of [text, author]) if (words !== null) await refuseWhatLeads(project, words);
  const at = isoNow(project.effects);
  await recordParaphrase(store, { themeId: theme.id, text, author, at });
  const name = `${theme.id}, "${theme.label}"`;
  const now = text === null ? `${name}, has no words of ours any more.` : `${name}, in our words: ${text}`;
  const once = before === null ? '' : `\nUntil now: ${paraphraseText(before)}`;
  return { json: { themeId: theme.id, text, author, at, before }, text: `${now}${once}` };
}

/** The words and who stands by them, on one line. */
export function paraphraseText({ text, author, at }: Pick<Paraphrase, 'text' | 'author' | 'at'>): string {
  return `${text} (${author}, ${at.slice(0, 10)})`;
}

interface Wish {
  text: string | null;
  author: string;
}

/** What was typed, fit to be published. */
function wishOf({ by, withdraw }: Options, typed: string | undefined): Wish {
  const author = oneLine(by ?? '');
  if (author === '' || author.length > LONGEST_NAME) {
    throw new UsageError(
      `Say with --by who stands by this, such as --by "Engagement team" (1 to ${LONGEST_NAME} characters).`,
    );
  }
  if (withdraw) {
    if (typed !== undefined)
      throw new UsageError('Give words, or --withdraw: new words replace the old by themselves.');
    return { text: null, author };
  }
  const text = oneLine(typed ?? '');
  if (text === '' || text.length > LONGEST_TEXT) {
    throw new UsageError(
      `A paraphrase has 1 to ${LONGEST_TEXT} characters; this one has ${text.length}. --withdraw takes one back.`,
    );
  }
  return { text, author };
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

/**
 * What is published may not lead to anybody who was heard.
 * @throws UsageError naming a handle, an address or a link
 * @throws UserError where words are those of a post
 */
async function refuseWhatLeads({ store }: Project, text: string): Promise<void> {
  const { leadToPerson } = await import('../reports/anonymous.js');
  const { isOfIndividual, VERBATIM_WORDS } = await import('../reports/verbatim.js');
  const lead = leadToPerson(text);
  if (lead !== null) {
    throw new UsageError(`"${lead}" leads to somebody, and these words are published: say it without names and links.`);
  }
  if (await isOfIndividual(store, text)) {
    throw new UserError(
      `${VERBATIM_WORDS} words in a row or more are those of a post, by which its author can be found: say it in your own.`,
    );
  }
}
