/** Long texts beside short ones: what they are about decides, not how long they are or where they were said. */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/store.js';
import { PARAMETERS } from '../../src/themes/parameters.js';
import { passageCount, passagesOf } from '../../src/themes/passages.js';
import { temporaryStore } from '../support/project.js';
import { dice, night, say } from './conversation.js';

const numbers = (length: number) => Array.from({ length }, (_, index) => `t${index}`);

describe('passages', () => {
  it.each([1, 40, 60])('leave a text of %i tokens whole', (length) => {
    expect(passagesOf(numbers(length), passageCount(length))).toEqual([numbers(length)]);
  });

  it.each([61, 100, 399, 2_000])('part a text of %i tokens evenly, and lose none', (length) => {
    const parts = passagesOf(numbers(length), passageCount(length));
    const sizes = parts.map((part) => part.length);
    expect(parts.flat()).toEqual(numbers(length));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(26);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  });

  it('of a very long text are samples from its first word to its last', () => {
    const tokens = numbers(150_000);
    const parts = passagesOf(tokens, passageCount(tokens.length));
    const { most, length } = PARAMETERS.passages;
    expect(parts.map((part) => part.length)).toEqual(Array.from({ length: most }, () => length));
    expect(parts[0]![0]).toBe('t0');
    expect(parts.at(-1)!.at(-1)).toBe('t149999');
    expect(new Set(parts.flat()).size).toBe(most * length);
  });
});

/** Each subject has its own words; every kind of text has words of its kind, whatever it is about. */
const SUBJECTS = {
  buses: 'bus route timetable driver stop fare night service operator depot shelter passenger delay corridor terminus',
  library:
    'library book branch shelf reading borrow librarian archive story catalogue loan membership author novel fiction',
  river: 'river flood water bank level rain barrier sewage otter weir meadow catchment warning dredging wetland',
};
type Subject = keyof typeof SUBJECTS;
const KINDS = {
  tweet: { own: 'lol today anyone please', length: 10, ownShare: 0.15 },
  reply: { own: 'agree thread poster quote earlier comment', length: 40, ownShare: 0.2 },
  article: {
    own: 'according report editor published local council said week year residents',
    length: 2_000,
    ownShare: 0.25,
  },
};
type Kind = keyof typeof KINDS;

interface Told {
  kind: Kind;
  subjects: readonly Subject[];
}

/** Common words that are in every text, and the same in all. */
const COMMON = 'people time place city think know help plan change public open close money work talk';

function tell({ kind, subjects }: Told, random: () => number): string {
  const { own, length, ownShare } = KINDS[kind];
  const pick = (words: string) => words.split(' ')[Math.floor(random() * words.split(' ').length)]!;
  return Array.from({ length }, (_, at) => {
    const roll = random();
    if (roll < ownShare) return pick(own);
    if (roll < ownShare + 0.25) return pick(COMMON);
    return pick(SUBJECTS[subjects[Math.floor((at / length) * subjects.length)]!]);
  }).join(' ');
}

async function themesOf(store: Database): Promise<Map<number, { theme: string; weight: number }[]>> {
  const rows = await store.all<{ id: number; theme: string; weight: number }>(
    'SELECT post_id AS id, theme_id AS theme, weight FROM post_themes ORDER BY post_id, weight DESC, theme_id',
  );
  const themes = new Map<number, { theme: string; weight: number }[]>();
  for (const { id, ...one } of rows) themes.set(id, [...(themes.get(id) ?? []), one]);
  return themes;
}

describe('mixed sources', () => {
  it('fall into themes by subject, not by length or source; an article on two subjects has two themes', async () => {
    const random = dice(3);
    const subjects = Object.keys(SUBJECTS) as Subject[];
    const told: Told[] = subjects.flatMap((subject) => [
      ...Array.from({ length: 60 }, (): Told => ({ kind: 'tweet', subjects: [subject] })),
      ...Array.from({ length: 25 }, (): Told => ({ kind: 'reply', subjects: [subject] })),
      ...Array.from({ length: 6 }, (): Told => ({ kind: 'article', subjects: [subject] })),
    ]);
    told.push({ kind: 'article', subjects: ['buses', 'river'] }, { kind: 'article', subjects: ['library', 'buses'] });
    told.sort(() => random() - 0.5);
    const store = await temporaryStore();
    const ids = await say(
      store,
      'a',
      told.map((one) => ({ text: tell(one, random) })),
    );
    await night(store);
    const themes = await themesOf(store);
    const strongest = (subject: Subject, kind: Kind) =>
      ids
        .filter((_, at) => told[at]!.kind === kind && told[at]!.subjects.join() === subject)
        .map((id) => themes.get(id)![0]!.theme);
    const main = new Map(
      subjects.map((subject) => {
        const all = (Object.keys(KINDS) as Kind[]).flatMap((kind) => strongest(subject, kind));
        const count = (theme: string) => all.filter((one) => one === theme).length;
        const top = [...new Set(all)].sort((a, b) => count(b) - count(a))[0]!;
        return [subject, top] as const;
      }),
    );
    expect(new Set(main.values()).size).toBe(3);
    for (const subject of subjects) {
      for (const kind of Object.keys(KINDS) as Kind[]) {
        const here = strongest(subject, kind);
        const share = here.filter((theme) => theme === main.get(subject)).length / here.length;
        expect(share, `${kind} on ${subject}`).toBeGreaterThanOrEqual(0.9);
      }
    }
    for (const [at, { subjects: two }] of told.entries()) {
      if (two.length < 2) continue;
      const about = themes.get(ids[at]!)!;
      expect(about.map(({ theme }) => theme).sort()).toEqual(two.map((subject) => main.get(subject)).sort());
      for (const { weight } of about) expect(weight).toBeGreaterThan(0.35);
      expect(about.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(1);
    }
    const passages = 'SELECT max(passage) + 1 AS most FROM post_micro_themes WHERE post_id = ?';
    const article = told.findIndex(({ kind }) => kind === 'article');
    expect(await store.get(passages, [ids[article]!])).toEqual({ most: 50 });
    // And nothing is done twice: what is in the store is what is read from it.
    expect(await night(store)).toMatchObject({ posts: 0 });
  });
});
