/** `discover sources`: what is crawled, how each source fares, and how new ones are found. */
import type { Command } from 'commander';
import { type Act, type Declare, example } from './command.js';
import type { AddOptions } from './sources/add.js';
import type { OpmlExportOptions, OpmlImportOptions } from './sources/opml.js';

interface Options {
  crawlers?: boolean;
}

export const sources: Declare = (program, act) => {
  const parent = program
    .command('sources')
    .description('the sources of the project: how each fares; find, add and check them')
    .option('--crawlers', 'the crawlers there are, with the options each takes')
    .addHelpText(
      'after',
      example('discover sources', 'discover sources --crawlers', 'discover sources add https://blog.example.org/'),
    )
    .action(
      act<Options>(async (context, options) => {
        if (options.crawlers) return (await import('./sources/crawlers.js')).crawlerList();
        return (await import('./sources/list.js')).listSources(context);
      }),
    );
  for (const declare of [list, add, check, importList, exportList]) declare(parent, act);
};

const list = (parent: Command, act: Act) =>
  parent
    .command('list')
    .description('how each source fares: last asked, newest post, posts a week and what is usual, what failed')
    .addHelpText('after', example('discover sources list', 'discover sources list --json'))
    .action(act(async (context) => (await import('./sources/list.js')).listSources(context)));

const add = (parent: Command, act: Act) =>
  parent
    .command('add <url>')
    .description('find the feeds of a blog, forum or other site, and add those you choose to the project file')
    .option('--name <name>', 'what to call the source (default: made from its title)')
    .option('--kind <kind>', 'what the place is, such as "community site"; forum: read it as one (default: as found)')
    .option('--yes', 'ask nothing: add the first that is found')
    .addHelpText(
      'after',
      example(
        'discover sources add https://blog.example.org/',
        'discover sources add forum.example.org --name carers-forum --yes',
      ),
    )
    .action(
      act<AddOptions>(async (context, options, url) =>
        (await import('./sources/add.js')).addSource(context, options, String(url)),
      ),
    );

const check = (parent: Command, act: Act) =>
  parent
    .command('check [name...]')
    .description('ask each source now, keeping nothing; exit code 1 when one fails')
    .addHelpText('after', example('discover sources check', 'discover sources check a-blog'))
    .action(
      act(async (context, _options, names) =>
        (await import('./sources/check.js')).checkSources(context, (names ?? []) as string[]),
      ),
    );

const importList = (parent: Command, act: Act) =>
  parent
    .command('import <file>')
    .description('add the feeds of an OPML list, as feed readers export it, to the project file')
    .option('--yes', 'ask nothing: add them all')
    .addHelpText('after', example('discover sources import subscriptions.opml'))
    .action(
      act<OpmlImportOptions>(async (context, options, file) =>
        (await import('./sources/opml.js')).importOpml(context, options, String(file)),
      ),
    );

const exportList = (parent: Command, act: Act) =>
  parent
    .command('export')
    .description('the feeds of the project as an OPML 2.0 list, for feed readers and other projects')
    .option('--out <file>', 'write it there; - for standard output (default: standard output)')
    .addHelpText('after', example('discover sources export --out feeds.opml'))
    .action(
      act<OpmlExportOptions>(async (context, options) =>
        (await import('./sources/opml.js')).exportOpml(context, options),
      ),
    );
