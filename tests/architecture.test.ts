/** The rules of the house, held by reading the imports of every source file. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const STAGES = ['crawl', 'queue', 'pipeline', 'themes', 'map', 'reports', 'gather', 'alerts', 'notice'];
/** What a stage may know besides its own folder. */
const SHARED = [
  ...[
    'src/model',
    'src/effects',
    'src/errors',
    'src/config',
    'src/csv',
    'src/random',
    'src/rss',
    'src/typed-csv',
    'src/whole-file',
  ],
  ...['markup', 'page', 'style', 'words'].map((name) => `src/html/${name}`),
];

interface SourceFile {
  path: string;
  text: string;
  /** Repository paths without ending (`src/model`) or names of packages. */
  imports: string[];
}

function read(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(path), specifier)).replace(/\.js$/, '')
      : specifier.replace(/^node:/, ''),
  );
  return { path, text, imports };
}

const files = ['src', 'crawlers']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((path) => path.endsWith('.ts'))
  .map(read);

const inFolder = (folder: string) => files.filter((file) => file.path.startsWith(`${folder}/`));
const isOurs = (name: string) => /^(src|crawlers|tests|bench)\//.test(name);

/** `file -> import` lines for every import that `allowed` refuses. */
function offences(those: readonly SourceFile[], allowed: (name: string, file: SourceFile) => boolean): string[] {
  return those.flatMap((file) =>
    file.imports.filter((name) => !allowed(name, file)).map((name) => `${file.path} -> ${name}`),
  );
}

describe('architecture', () => {
  it('reads a house that is there', () => {
    expect(files.length).toBeGreaterThan(40);
    for (const stage of STAGES)
      expect(inFolder(`src/${stage}`).map((file) => file.path)).toContain(`src/${stage}/${stage}.ts`);
  });

  it('crawlers know the crawl stage and the model, and nothing else of ours', () => {
    expect(
      offences(inFolder('crawlers'), (name) => !isOurs(name) || name.startsWith('src/crawl/') || name === 'src/model'),
    ).toEqual([]);
  });

  it.each(STAGES)('stage %s knows no other stage', (stage) => {
    const allowed = (name: string) =>
      !isOurs(name) || SHARED.includes(name) || name.startsWith('src/store/') || name.startsWith(`src/${stage}/`);
    expect(offences(inFolder(`src/${stage}`), allowed)).toEqual([]);
  });

  it('the store knows the model and no stage', () => {
    const allowed = (name: string) => !isOurs(name) || SHARED.includes(name) || name.startsWith('src/store/');
    expect(offences(inFolder('src/store'), allowed)).toEqual([]);
  });

  it('only listen.ts, publish.ts, status.ts, the workers, their work and commands know more than one stage', () => {
    const knowing = files.filter((file) => {
      const stages = new Set(
        file.imports.map((name) => /^src\/([a-z]+)\//.exec(name)?.[1]).filter((name) => STAGES.includes(name ?? '')),
      );
      return stages.size > 1;
    });
    const elsewhere = knowing
      .map((file) => file.path)
      .filter(
        (path) =>
          // publish.ts is the show of listen.ts: map, tables, page and notice of one store, beside each other.
          !['listen', 'publish', 'status', 'together', 'worker'].includes(/^src\/(\w+)\.ts$/.exec(path)?.[1] ?? '') &&
          !/^src\/(commands|work)\//.test(path),
      );
    expect(elsewhere).toEqual([]);
  });

  it('only the store holds SQL', () => {
    const sql = /\b(?:SELECT\s[\s\S]{1,300}?\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b/;
    const holders = files.filter((file) => sql.test(file.text)).map((file) => file.path);
    expect(holders.length).toBeGreaterThan(3);
    expect(holders.filter((path) => !path.startsWith('src/store/'))).toEqual([]);
  });

  it('F5: only the guarded client opens connections to the outside', () => {
    const clients = [
      ...['undici', 'http', 'https', 'http2', 'net', 'tls', 'dgram', 'got', 'axios', 'node-fetch', 'ky', 'ofetch'],
      ...['superagent', 'needle', 'request', 'phin', 'cross-fetch', 'make-fetch-happen', 'ws', 'eventsource'],
    ];
    const globals =
      /(?<![.\w])fetch\s*\(\s*['"`]|globalThis\s*\.\s*fetch|new (?:WebSocket|EventSource|XMLHttpRequest)\b/;
    const openers = files.filter(
      (file) => file.imports.some((name) => clients.includes(name)) || globals.test(file.text),
    );
    // failures.ts knows the client's error classes; serve/ listens and opens nothing; the queue and the store speak to their owner's servers.
    const elsewhere = openers
      .map((file) => file.path)
      .filter((path) => !/^src\/(crawl\/(http|failures)\.ts|serve\/)/.test(path));
    expect(elsewhere).toEqual([]);
    expect(
      offences(files, (name, file) => !['ioredis', 'bullmq'].includes(name) || file.path.startsWith('src/queue/')),
    ).toEqual([]);
    // The one other way out: a night's summary, to the mail server that the project's owner names.
    const mailers = files.filter((file) => file.imports.includes('nodemailer')).map((file) => file.path);
    expect(mailers).toEqual(['src/notify/mail.ts']);
    expect(offences(files, (name, file) => name !== 'pg' || file.path.startsWith('src/store/'))).toEqual([]);
    // It can download models, and is forbidden to where it is loaded.
    const readers = files.filter((file) => file.imports.includes('@huggingface/transformers'));
    expect(readers.map((file) => file.path)).toEqual(['src/themes/sentence-model.ts']);
    for (const { text } of readers) expect(text).toContain('env.allowRemoteModels = false;');
  });

  it('only cli.ts prints or exits', () => {
    const printing =
      /\bconsole\.(?:log|info|warn|error|debug|table|trace)\b|process\.(?:stdout|stderr|exit)\b|process\.exitCode/;
    expect(files.filter((file) => printing.test(file.text)).map((file) => file.path)).toEqual(['src/cli.ts']);
  });

  it('clock, dice and environment come through effects', () => {
    const worldly = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\bprocess\.env\b/;
    const reading = files.filter((file) => worldly.test(file.text)).map((file) => file.path);
    expect(reading).toEqual(['src/effects.ts']);
  });

  it('the page of the map knows the words of the map, and nothing that needs Node or a store', () => {
    const pages = readdirSync(join(ROOT, 'web'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`web/${file}`));
    const words = ['appearance', 'markup', 'page-data', 'summary'].map((name) => `src/map/${name}`);
    // Words of the page that stand between quotation marks are no names of modules.
    const allowed = (name: string) =>
      !/^[\w./@-]+$/.test(name) ||
      name.startsWith('web/') ||
      /^(sigma|graphology)/.test(name) ||
      name === 'src/model' ||
      words.includes(name);
    expect(pages.length).toBeGreaterThan(10);
    expect(offences(pages, allowed)).toEqual([]);
  });

  it('natural is imported by subpath only: its front door prints and loads .env', () => {
    expect(offences(files, (name) => name !== 'natural')).toEqual([]);
  });
});
