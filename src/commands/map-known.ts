/** `discover map import` and its like: what people know of places and organisations, and what communities say of their own. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import { ASSERTED_KINDS } from '../model.js';
import type { Project } from '../project.js';
import type { AssertedEdge, Assertions, MapHandEntry, MapVerb, NodeName } from '../store/asserted.js';
import { count, section, table } from '../terminal.js';
import { type Act, example, type Outcome } from './command.js';
import { LOGGED_REASON } from './disclose.js';
import { oneOf } from './scope.js';
import { readTextFile } from './text-file.js';

interface ReasonOptions {
  reason?: string;
}

type NodeVerb = Exclude<MapVerb, 'retract'>;

/** Lines with something wrong that are shown; the rest is counted. */
const MOST_PROBLEMS = 20;
const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 2_000;

export function declareKnown(parent: Command, act: Act): void {
  declareImport(parent, act);
  declareList(parent, act);
  declareVerb(parent, act, 'rename', 'call a place or an organisation by another name', '<name>');
  declareVerb(parent, act, 'describe', 'say in its own words what a place or an organisation is', '<text>');
  declareVerb(parent, act, 'withdraw', 'take a place or an organisation off the map; its posts stay in reports', null);
  declareRetract(parent, act);
  declareUndo(parent, act);
}

function declareImport(parent: Command, act: Act): void {
  parent
    .command('import <file>')
    .description('bring in places, organisations and relations people know, from a CSV (columns: docs/map.md)')
    .addHelpText('after', example('discover map import who-funds-whom.csv'))
    .action(
      act(async (context, _options, file): Promise<Outcome> => {
        const path = resolve(String(file));
        const text = await readTextFile(path);
        return inProjectRun(context, 'map import', async (project) => {
          const { readKnownFile } = await import('../map/known-file.js');
          const { placeNames, readAssertions, saveAssertions } = await import('../store/asserted.js');
          const { isoNow } = await import('../effects.js');
          const places = (await placeNames(project.store)).map((name) => ({ kind: 'place' as const, name }));
          const before = await readAssertions(project.store);
          const { nodes, edges, problems } = readKnownFile(text, [...before.nodes, ...places]);
          if (problems.length > 0) throw new UserError(problemText(path, problems));
          await saveAssertions(project.store, { nodes, edges }, isoNow(project.effects));
          const counts = countNew(before, { nodes, edges });
          return { json: { file: path, ...counts }, text: importText(counts) };
        });
      }),
    );
}

function problemText(path: string, problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return [
    `Nothing was imported from ${path}: ${count(problems.length, 'problem')}.`,
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n');
}

const nodeKey = ({ kind, name }: NodeName) => JSON.stringify([kind, name]);
const edgeKey = ({ source, relation, target }: AssertedEdge) =>
  JSON.stringify([nodeKey(source), relation, nodeKey(target)]);

interface ImportCounts {
  nodes: number;
  newNodes: number;
  relations: number;
  newRelations: number;
}

function countNew(before: Assertions, { nodes, edges }: Assertions): ImportCounts {
  const [oldNodes, oldEdges] = [new Set(before.nodes.map(nodeKey)), new Set(before.edges.map(edgeKey))];
  return {
    nodes: nodes.length,
    newNodes: nodes.filter((node) => !oldNodes.has(nodeKey(node))).length,
    relations: edges.length,
    newRelations: edges.filter((edge) => !oldEdges.has(edgeKey(edge))).length,
  };
}

function importText({ nodes, newNodes, relations, newRelations }: ImportCounts): string {
  return [
    `${count(nodes, 'place or organisation', 'places and organisations')}, ${newNodes} of them new`,
    `${count(relations, 'relation')}, ${newRelations} of them new`,
    'They are on the map, marked as asserted: `discover map --view organisations`.',
  ].join('\n');
}

function declareList(parent: Command, act: Act): void {
  parent
    .command('assertions')
    .description('what people know of places and organisations, and what was done to the map by hand')
    .addHelpText('after', example('discover map assertions'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readAssertions, readMapHand } = await import('../store/asserted.js');
        return withExistingProject(context, async ({ store }) => {
          const assertions = await readAssertions(store);
          const log = await readMapHand(store);
          return { json: { ...assertions, log }, text: listText(assertions, log) };
        });
      }),
    );
}

function listText({ nodes, edges }: Assertions, log: readonly MapHandEntry[]): string {
  if (nodes.length + edges.length + log.length === 0) {
    return 'Nothing is asserted yet. `discover map import FILE.csv` brings it in; docs/map.md has the columns.';
  }
  const parts = [
    ...(nodes.length === 0
      ? []
      : [
          section(
            'Places and organisations',
            table(
              [{ title: 'what' }, { title: 'name' }, { title: 'sort' }, { title: 'known from' }],
              nodes.map(({ kind, name, placeKind, owner, knownFrom }) => [
                ...[kind, name, [placeKind, owner].filter(Boolean).join(', '), knownFrom ?? ''],
              ]),
            ),
          ),
        ]),
    ...(edges.length === 0
      ? []
      : [
          section(
            'Relations',
            table(
              [{ title: 'from' }, { title: 'relation' }, { title: 'to' }, { title: 'when' }, { title: 'known from' }],
              edges.map(({ source, relation, target, since, until, knownFrom }) => [
                ...[source.name, relation.replace('-', ' '), target.name],
                since === null && until === null ? '' : `${since ?? ''} to ${until ?? 'now'}`,
                knownFrom ?? '',
              ]),
            ),
          ),
        ]),
    ...(log.length === 0 ? [] : [section('By hand', logTable(log))]),
  ];
  return parts.join('\n\n');
}

function logTable(log: readonly MapHandEntry[]): string {
  return table(
    [{ title: 'no.', align: 'right' }, { title: 'date' }, { title: 'what' }, { title: 'why' }, { title: 'undone' }],
    log.map((entry) => [
      ...[entry.id, entry.at.slice(0, 10), clauseOf(entry), entry.reason],
      entry.undoneAt === null ? '' : `${entry.undoneAt.slice(0, 10)}: ${entry.undoneReason}`,
    ]),
  );
}

function clauseOf({ action, kind, name, words }: MapHandEntry): string {
  const node = `${kind} "${name}"`;
  if (action === 'retract') return `${node} ${words}: taken back`;
  if (action === 'rename') return `${node} renamed to "${words}"`;
  return action === 'describe' ? `${node} described as "${words}"` : `${node} withdrawn`;
}

function declareVerb(parent: Command, act: Act, verb: NodeVerb, description: string, argument: string | null): void {
  const words = { rename: ' "Hearing Voices"', describe: ' "Run by patients since 2011"', withdraw: '' }[verb];
  const command = parent.command(`${verb} <node>${argument === null ? '' : ` ${argument}`}`);
  command
    .description(description)
    .option(...LOGGED_REASON)
    .addHelpText('after', example(`discover map ${verb} "A forum"${words} --reason "its members asked"`))
    .action(
      act<ReasonOptions>(async (context, options, ...args): Promise<Outcome> => {
        const reason = reasonOf(options, `map ${verb}`);
        const said = argument === null ? null : wordsOf(verb, String(args[1]));
        return inProjectRun(context, `map ${verb}`, async ({ store, effects }) => {
          const { recordMapHand } = await import('../store/asserted.js');
          const { isoNow } = await import('../effects.js');
          const node = await findNode(store, String(args[0]));
          const entry = { action: verb, ...node, words: said };
          await recordMapHand(store, entry, reason, isoNow(effects));
          return { json: { ...entry, reason }, text: SAID[verb](node, said ?? '') };
        });
      }),
    );
}

const SAID: Record<NodeVerb, (node: NodeName, words: string) => string> = {
  rename: ({ name }, words) => `"${name}" is called "${words}" on the map from now on; its id stays.`,
  describe: ({ name }, words) => `"${name}" is described as "${words}" from now on.`,
  withdraw: ({ name }) =>
    `"${name}" is off the map from now on, with all its relations. Its posts stay in the reports. \`discover map undo\` brings it back.`,
};

function wordsOf(verb: NodeVerb, typed: string): string {
  const words = typed.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const longest = verb === 'rename' ? LONGEST_NAME : LONGEST_DESCRIPTION;
  if (words === '' || words.length > longest) {
    throw new UsageError(`Expected 1 to ${longest} characters; this has ${words.length}.`);
  }
  return words;
}

/** By its id on the map, or by name. */
async function findNode(store: Project['store'], asked: string): Promise<NodeName> {
  const { nameOnMap } = await import('../map/map.js');
  const found = await nameOnMap(store, asked);
  if (found.length === 1) return found[0]!;
  throw new UserError(
    found.length === 0
      ? `There is no place or organisation ${asked}. Name one as \`discover report places\` or \`discover map assertions\` has it.`
      : `${asked} is a place and an organisation: write "place:…" or "organisation:…" as the map's tables have it.`,
  );
}

function declareRetract(parent: Command, act: Act): void {
  parent
    .command('retract <from> <relation> <to>')
    .description('take back a relation that was imported')
    .option(...LOGGED_REASON)
    .addHelpText('after', example('discover map retract "A council" funds "A forum" --reason "ended in 2019"'))
    .action(
      act<ReasonOptions>(async (context, options, ...[from, relation, to]): Promise<Outcome> => {
        const reason = reasonOf(options, 'map retract');
        const kind = oneOf(ASSERTED_KINDS, String(relation).replaceAll(' ', '-'), 'relation');
        return inProjectRun(context, 'map retract', async ({ store, effects }) => {
          const { retractEdge } = await import('../store/asserted.js');
          const { isoNow } = await import('../effects.js');
          const [source, target] = [await findNode(store, String(from)), await findNode(store, String(to))];
          const edge = { source, relation: kind, target };
          if (!(await retractEdge(store, edge, reason, isoNow(effects)))) {
            throw new UserError(
              `Nobody asserts that "${source.name}" ${kind} "${target.name}". \`discover map assertions\` lists what there is.`,
            );
          }
          return {
            json: { retracted: edge, reason },
            text: `Taken back: "${source.name}" ${kind} "${target.name}". To bring it back, import it again.`,
          };
        });
      }),
    );
}

function declareUndo(parent: Command, act: Act): void {
  parent
    .command('undo <number>')
    .description('take back what has this number in `discover map assertions`')
    .option(...LOGGED_REASON)
    .addHelpText('after', example('discover map undo 4 --reason "they want to be on it again"'))
    .action(
      act<ReasonOptions>(async (context, options, number): Promise<Outcome> => {
        const reason = reasonOf(options, 'map undo');
        return inProjectRun(context, 'map undo', async ({ store, effects }) => {
          const { readMapHand, undoMapHand } = await import('../store/asserted.js');
          const { isoNow } = await import('../effects.js');
          const entry = (await readMapHand(store)).find(
            ({ id, action, undoneAt }) => String(id) === number && action !== 'retract' && undoneAt === null,
          );
          if (entry === undefined) {
            throw new UserError(
              `There is nothing to undo under ${number}. \`discover map assertions\` lists what was done.`,
            );
          }
          await undoMapHand(store, entry.id, reason, isoNow(effects));
          return { json: { undone: entry.id, reason }, text: `Undone: ${clauseOf(entry)}.` };
        });
      }),
    );
}

function reasonOf({ reason }: ReasonOptions, command: string): string {
  const words = reason?.trim();
  if (!words) throw new UsageError(`\`discover ${command}\` changes what others see: say why with --reason "…".`);
  return words;
}

async function inProjectRun(
  context: Parameters<Parameters<Act>[0]>[0],
  command: string,
  work: (project: Project) => Promise<Outcome>,
): Promise<Outcome> {
  const { inRun, withProject } = await import('../project.js');
  return withProject(context, (project) => inRun(project, command, () => work(project)));
}
