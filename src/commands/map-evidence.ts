/** `discover map evidence`: the posts behind an edge. */
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import type { EdgeEvidence } from '../map/evidence.js';
import { EDGE_KINDS, type EdgeKind } from '../model.js';
import type { Project } from '../project.js';
import type { ShownPost } from '../reports/shown-posts.js';
import { count, section, table } from '../terminal.js';
import { type Act, example, type Outcome } from './command.js';
import { IDENTIFY, type IdentifyOptions, mayIdentify, REASON } from './disclose.js';
import { oneOf, SCOPE, type ScopeOptions, scopeOf } from './scope.js';

interface Options extends IdentifyOptions, ScopeOptions {
  kind?: string;
}

/** Posts shown of each kind of edge. */
const SHOWN = 20;

export function declareEvidence(parent: Command, act: Act): void {
  parent
    .command('evidence <source> <target>')
    .description(
      'the posts behind a relation of the map; ends as in its tables: voice:17, place:a-forum, theme:theme-3',
    )
    .option('--kind <name>', 'reply, mention, link and so on (default: all there are)')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      example('discover map evidence voice:17 voice:4', 'discover map evidence place:a place:b --kind link'),
    )
    .action(
      act<Options>(async (context, options, ...[source, target]): Promise<Outcome> => {
        const { findEvidence } = await import('../map/evidence.js');
        const { withExistingProject } = await import('../project.js');
        const kind = options.kind === undefined ? null : oneOf(EDGE_KINDS, options.kind, '--kind');
        const ends = [String(source), String(target)] as const;
        return withExistingProject(context, async (project) => {
          const scope = await scopeOf(project, options);
          const identify = await mayIdentify(project, `map evidence ${ends.join(' ')}`, options);
          const found = await findEvidence(project.store, ends, scope);
          if ('unknown' in found) throw new UserError(unknownText(found.unknown));
          const wanted = found.filter((one) => kind === null || one.kind === kind);
          const edges = [];
          for (const one of wanted) edges.push(await shown(project, one, identify));
          return { json: { source, target, edges }, text: textOf(ends, edges) };
        });
      }),
    );
}

function unknownText(ids: readonly string[]): string {
  return `There is no node ${ids.join(' or ')} on the map. \`discover map --format csv\` lists the ids.`;
}

interface ShownEdge {
  kind: EdgeKind;
  knownFrom: string | null;
  posts: number;
  shown: ShownPost[];
}

async function shown({ store }: Project, evidence: EdgeEvidence, identify: boolean): Promise<ShownEdge> {
  const { kind, knownFrom, posts } = evidence;
  const { shownPosts } = await import('../reports/shown-posts.js');
  const some = posts.slice(0, SHOWN);
  return { kind, knownFrom, posts: posts.length, shown: await shownPosts(store, some, identify) };
}

function textOf([source, target]: readonly [string, string], edges: readonly ShownEdge[]): string {
  if (edges.length === 0) return `Nothing leads from ${source} to ${target}.`;
  return edges
    .map(({ kind, knownFrom, posts, shown: some }) =>
      knownFrom === null
        ? section(
            `${source} ${kind} ${target}: ${count(posts, 'post')}${posts > some.length ? `, the first ${some.length}` : ''}`,
            table(
              [
                { title: 'post', align: 'right' },
                { title: 'date' },
                { title: 'place' },
                { title: 'voice' },
                { title: 'words' },
              ],
              some.map(({ post, date, place, voice, words }) => [
                String(post),
                date ?? '-',
                place ?? '-',
                voice ?? '-',
                words,
              ]),
            ),
          )
        : section(`${source} ${kind} ${target}`, `  Asserted. Known from: ${knownFrom}.`),
    )
    .join('\n\n');
}
