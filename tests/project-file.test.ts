/** Sources written into somebody's project file: all else stays, to the byte. */
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Config, parseConfig } from '../src/config.js';
import { addSources, type SourceEntry, withSources } from '../src/project-file.js';
import { temporaryFolder } from './support/project.js';

const ENTRY: SourceEntry = {
  name: 'new-blog',
  crawler: 'blogs',
  options: { feed: 'https://new.example/feed?a=1#: "x"' },
  place: { name: 'New: a #blog', url: 'https://new.example/', kind: 'blog' },
};
const add = (text: string, ...entries: SourceEntry[]) =>
  withSources(text, entries.length > 0 ? entries : [ENTRY], 'discover.yaml');
const BLOG = '{ name: old, crawler: blogs, options: { feed: "https://old.example/feed" } }';

/** Everything but the sources, with what is around them. */
const FILES: Record<string, string> = {
  'an empty list, with examples below as comments':
    '# Mine\npurpose: "Why"   # two  spaces\n\nsources: []\n#  - name: later\n#    crawler: blogs\n\nhttp:\n  contact: null # nobody\n',
  'an empty list with a comment on its line': 'purpose: Why\nsources: [] # none yet\nseed: 7\n',
  'nothing behind the key': 'purpose: Why\nsources:\n\nseed: 7\n',
  'null behind the key': 'purpose: Why\nsources: null\nseed: 7\n',
  'no such key': 'purpose: Why\nseed: 7',
  'a list of one, indented': `purpose: Why\nsources:\n  # first\n  - ${BLOG} # mine\n\n# after\nseed: 7\n`,
  'a list that is not indented': `purpose: Why\nsources:\n- ${BLOG}\n- name: more\n  crawler: notes\n  options:\n    file: notes.csv\nseed: 7\n`,
  'a list far to the right': `purpose: Why\nsources:\n      -   ${BLOG}\nseed: 7\n`,
  'a list at the end, with no line break': `purpose: Why\nsources:\n  - ${BLOG}`,
  'a last item that ends in a text of several lines': `purpose: Why\nsources:\n  - name: old\n    crawler: archive\n    options:\n      note: |\n        one\n        two\nseed: 7\n`,
  'a list in brackets': `purpose: Why\nsources: [${BLOG}] # mine\nseed: 7\n`,
  JSON: JSON.stringify(
    { purpose: 'Why', sources: [{ name: 'old', crawler: 'notes', options: { file: 'n.csv' } }], seed: 7 },
    null,
    2,
  ),
  'JSON without sources yet': '{"purpose": "Why", "sources": [], "seed": 7}',
  'line breaks of Windows': `purpose: Why\r\nsources:\r\n  - ${BLOG}\r\n# after\r\nseed: 7\r\n`,
  'a byte order mark': `\uFEFFpurpose: Why\nsources: []\nseed: 7\n`,
};

describe('adding a source keeps every line of the file', () => {
  it.each(Object.entries(FILES))('%s', async (_name, text) => {
    const edited = await add(text);
    const before = parse(text) as { sources?: unknown[] | null };
    expect(parse(edited)).toEqual({ ...before, sources: [...(before.sources ?? []), ENTRY] });
    // Between what comes before and what comes after nothing went but an empty list.
    const shared = (one: string, other: string) => {
      const differs = [...one].findIndex((sign, at) => sign !== other[at]);
      return differs === -1 ? one.length : differs;
    };
    const kept = shared(text, edited);
    const after = shared([...text].reverse().join(''), [...edited].reverse().join(''));
    const [, comment] = /^ ?(?:\[\]|\[|null)?(.*)\r?\n?$/.exec(text.slice(kept, Math.max(kept, text.length - after)))!;
    expect(edited).toContain(comment);
    if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
    else expect(edited).not.toContain('\r');
    const twice = await add(edited, { ...ENTRY, name: 'newer' }, { ...ENTRY, name: 'newest' });
    expect((await parseConfig(twice, 'discover.yaml')).sources.slice(-3).map(({ name }) => name)).toEqual([
      'new-blog',
      'newer',
      'newest',
    ]);
  });

  it('is written as a person would write it', async () => {
    const text = 'purpose: Why\n\nsources: [] # none yet\n#  - name: later\n\nseed: 7 # lucky\n';
    expect(await add(text, { ...ENTRY, options: { feed: 'https://new.example/feed' } })).toBe(
      `purpose: Why

sources: # none yet
  - name: new-blog
    crawler: blogs
    options:
      feed: https://new.example/feed
    place:
      name: "New: a #blog"
      url: https://new.example/
      kind: blog
#  - name: later

seed: 7 # lucky
`,
    );
  });
});

describe('what cannot be added to is refused, with the lines to add by hand', () => {
  it.each([
    ['a list that is only referred to', `x: &all [${BLOG}]\npurpose: Why\nsources: *all\n`],
    ['an end mark below', 'purpose: Why\n...\n'],
    ['a text where the list should be', 'purpose: Why\nsources: none\n'],
  ])('%s', async (_name, text) => {
    await expect(add(text)).rejects.toThrow(/^Cannot add .*by hand:\n- name: new-blog\n {2}crawler: blogs\n/);
  });

  it('a file that is wrong already, or would be with the new source, is left as it is', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'discover.yaml');
    for (const [text, problem] of [
      ['purpose: Why\nsuorces: []\n', /suorces/],
      [`purpose: Why\nsources:\n  - ${BLOG.replace('old', 'new-blog')}\n`, /used twice/],
    ] as const) {
      await writeFile(file, text);
      await expect(addSources(file, () => [ENTRY])).rejects.toThrow(problem);
      expect(await readFile(file, 'utf8')).toBe(text);
    }
    await writeFile(file, 'purpose: Why\n');
    await chmod(file, 0o640);
    const unlessThere = ({ sources }: Config) => (sources.length === 0 ? [ENTRY] : []);
    expect(await addSources(file, unlessThere)).toEqual([ENTRY]);
    expect(await addSources(file, unlessThere)).toEqual([]);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await parseConfig(await readFile(file, 'utf8'), file)).sources).toHaveLength(1);
  });
});
