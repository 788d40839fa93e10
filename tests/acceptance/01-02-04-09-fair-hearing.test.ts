/**
 * Acceptance cases 1, 2, 4 and 9, in one conversation, so that each has to hold beside the others. From the outside: posts
 * are imported as a person imports them, and every list, report and export is read as a person reads it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, discover, filesIn, newFolder, projectFile, writeFiles } from '../support/cli.js';
import { CONVERSATION } from './conversation.js';

interface Listed {
  id: string;
  label: string;
  lane: string;
  measures: { keptPlace: string | null; collapsedPosts: number; firstTimeVoices: number };
}
interface Undecided {
  id: string;
  rank: number;
  why: string;
}
type Row = Record<string, string>;

/** By what its posts are called in the conversation. */
const SUBJECTS = ['loud', 'shared', 'copies', 'new', 'critics'] as const;
type Subject = (typeof SUBJECTS)[number];

let folder: string;
let data: string;
let listed: Listed[];
let open: Undecided[];
/** What a run wrote, by name. */
let written: Map<string, string>;
/** Briefs of the subjects, in their order. */
let briefs: string[];

beforeAll(async () => {
  folder = await newFolder();
  data = join(folder, 'data');
  const lines = CONVERSATION.map((line) => JSON.stringify(line)).join('\n');
  await writeFiles(folder, {
    'data/discover.yaml': projectFile({ words: ['#NHSCitizen', 'nhs citizen'] }),
    'conversation.ndjson': `${lines}\n`,
  });
  const imported = await answerOf<{ new: number }>(['import', join(folder, 'conversation.ndjson'), '--data', data]);
  expect(imported).toMatchObject({ code: 0, json: { new: CONVERSATION.length } });
  expect(await discover(['run', '--data', data])).toMatchObject({ code: 0 });
  written = await filesIn(join(data, 'reports'));
  const named = ['report', 'posts', '--identify', '--reason', 'to see where each post went', '--out', '-'];
  const [themes, log, posts] = await Promise.all([
    answerOf<Listed[]>(['themes', '--data', data]),
    answerOf<{ undecided: Undecided[] }>(['gather', 'log', '--open', '--data', data]),
    discover([...named, '--data', data]),
  ]);
  listed = themes.json;
  open = log.json.undecided;
  for (const post of parse(posts.out, { columns: true }) as Row[]) themeOf.set(post.external_id!, post.theme_id!);
  const exported = ['gather', 'export', ...SUBJECTS.map(idOf), '--out', '-', '--data', data];
  const [table, words] = await Promise.all([discover([...exported, '--format', 'csv']), discover(exported)]);
  written.set('briefs.csv', table.out);
  briefs = words.out.split(/^(?=# )/m);
  expect(briefs).toHaveLength(SUBJECTS.length);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const themeOf = new Map<string, string>();

/** The theme that holds most of the posts of this name. */
function idOf(name: string): string {
  const counts = new Map<string, number>();
  for (const { id } of CONVERSATION) {
    if (!id.startsWith(`${name}-`)) continue;
    const theme = themeOf.get(id)!;
    counts.set(theme, (counts.get(theme) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
}

const rowsOf = (file: string) => parse(written.get(file)!, { columns: true }) as Row[];
const rowOf = (name: string, file = 'themes.csv') => rowsOf(file).find((row) => row.theme_id === idOf(name))!;
const placeOf = (name: string) => listed.findIndex(({ id }) => id === idOf(name));
const labelOf = (name: string) => listed[placeOf(name)]!.label;
const briefOf = (name: Subject) => briefs[SUBJECTS.indexOf(name)]!;
/** A line of the scorecard. */
const measured = (name: string, measure: string) =>
  rowsOf('scorecard.csv').find((row) => row.theme_id === idOf(name) && row.measure === measure)!;
const search = (...words: string[]) =>
  answerOf<{ posts: number; themes: { id: string }[]; found: object[] }>(['search', ...words, '--data', data]);

/** What a reader reads of the section of the page with this heading. */
function section(heading: string): string {
  const found = written
    .get('page.html')!
    .split('<section')
    .find((part) => part.includes(`>${heading}</h2>`));
  return (found ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

/** Checks that both stand in the text, the one before the other. */
function expectBefore(text: string, one: string, other: string): void {
  expect(text).toContain(one);
  expect(text).toContain(other);
  expect(text.indexOf(one)).toBeLessThan(text.indexOf(other));
}

describe('case 1: one account posting 500 times', () => {
  it('is counted as what it is', () => {
    expect(rowOf('loud')).toMatchObject({ posts: '500', voices: '1', effective_voices: '1', top_voice_share: '1' });
    expect(rowOf('shared')).toMatchObject({ posts: '20', voices: '20', effective_voices: '20' });
    expect(rowOf('loud')).toMatchObject({ capped_posts: '3', lane: 'steady', kept_place: '' });
  });

  it('does not lift a theme above one raised once each by 20 accounts, in any list', async () => {
    expect(placeOf('shared')).toBeLessThan(placeOf('loud'));
    for (const file of ['themes', 'theme-timeline', 'directory', 'scorecard']) {
      const ids = rowsOf(`${file}.csv`).map((row) => row.theme_id!);
      const order = [...new Set(ids)].filter((id) => id === idOf('loud') || id === idOf('shared'));
      expect([file, order]).toEqual([file, [idOf('shared'), idOf('loud')]]);
    }
    const talk = rowsOf('talk.csv').map((row) => row.name!);
    expectBefore(talk.join('\n'), labelOf('shared'), labelOf('loud'));
    expect(rowsOf('places.csv')[0]!.top_themes).not.toContain(labelOf('loud'));
    expectBefore(section('All themes, by number of voices'), labelOf('shared'), labelOf('loud'));
    for (const heading of ['In short', 'The 12 themes with most voices', 'Urgent, and lasting']) {
      expect(section(heading)).toContain(heading);
      expect(section(heading)).not.toContain(labelOf('loud'));
    }
    expectBefore((await discover(['themes', '--data', data])).out, labelOf('shared'), labelOf('loud'));
    const found = await search('barrier', 'OR', 'ticket', 'OR', 'dentist', 'OR', 'molar');
    expect(found.json.themes.map(({ id }) => id)).toEqual([idOf('shared'), idOf('loud')]);
  });

  it('is not offered to be taken forward, where the other is', () => {
    expect(open).toContainEqual(expect.objectContaining({ id: idOf('shared'), rank: 3, why: 'among the first 12' }));
    expect(open.map(({ id }) => id)).not.toContain(idOf('loud'));
    expect(briefOf('loud')).toContain('Is it a concern of others too? One voice wrote 100% of the posts.');
    expect(briefOf('shared')).not.toContain('Is it a concern of others too?');
  });

  it('stands first by posts: the ranks under each rule are side by side, in the opposite order', () => {
    for (const file of ['themes.csv', 'briefs.csv']) {
      const [loud, shared] = [rowOf('loud', file), rowOf('shared', file)];
      expect(loud).toMatchObject({ rank_by_posts: '1' });
      expect(Number(shared.rank_by_posts)).toBeGreaterThan(1);
      for (const rule of ['rank_by_voices', 'rank_by_capped_posts'])
        expect(Number(shared[rule])).toBeLessThan(Number(loud[rule]));
    }
    expect(measured('loud', 'Posts').rank).toBe('1');
    for (const measure of ['Voices', 'Posts, few of each voice'])
      expect(Number(measured('shared', measure).rank)).toBeLessThan(Number(measured('loud', measure).rank));
    const ranks = rowOf('shared');
    expect(section('The 12 themes with most voices')).toContain(
      `by voices ${ranks.rank_by_voices} posts, 3 a voice ${ranks.rank_by_capped_posts} posts ${ranks.rank_by_posts} `,
    );
  });
});

describe('case 2: 300 near-identical posts', () => {
  it('collapse to one campaign, and both counts stand side by side, in every report', () => {
    const petition = rowOf('copies');
    expect(petition).toMatchObject({ campaigns: '1', campaign_posts: '300' });
    const [all, collapsed] = [petition.posts!, petition.campaigns_collapsed_posts!];
    expect(Number(all) - Number(collapsed)).toBe(299);
    expect(listed[placeOf('copies')]!.measures.collapsedPosts).toBe(Number(collapsed));
    expect([measured('copies', 'Posts').value, measured('copies', 'Posts, each campaign once').value]).toEqual([
      all,
      collapsed,
    ]);
    expect(rowOf('copies', 'briefs.csv')).toMatchObject({ posts: all, campaigns_collapsed_posts: collapsed });
    expect(section('The 12 themes with most voices')).toContain(
      `Counted once each, the theme has ${collapsed} posts instead of ${all}.`,
    );
  });

  it('are one row among the campaigns, counted as one', () => {
    const campaign = rowsOf('campaigns.csv').filter((row) => row.theme_id === idOf('copies'));
    expect(campaign).toHaveLength(1);
    expect(campaign[0]).toMatchObject({ posts: '300', counted_as: '1', voices: '300', most_by_one_voice: '1' });
    expect(briefOf('copies')).toMatch(/What do people say in their own words\? 99% of the posts are near-identical/);
  });

  it('are counted once a week in the timeline', () => {
    const weeks = rowsOf('theme-timeline.csv').filter((row) => row.theme_id === idOf('copies'));
    const sum = (column: string) => weeks.reduce((total, row) => total + Number(row[column]), 0);
    const withCopies = weeks.filter((row) => Number(row.campaign_posts) > 0).length;
    expect(sum('campaign_posts')).toBe(300);
    expect(sum('posts') - sum('campaigns_collapsed_posts')).toBe(300 - withCopies);
  });
});

describe('case 4: a theme by first-time voices below the top by volume', () => {
  const WHY = 'kept for new voices: all 4 voices are new';

  it('appears in its reserved place, marked why, in every list', async () => {
    expect(placeOf('new')).toBeGreaterThanOrEqual(12);
    expect(listed[placeOf('new')]!.measures).toMatchObject({ keptPlace: WHY, firstTimeVoices: 4 });
    expect(rowOf('new')).toMatchObject({ kept_place: WHY, first_time_voices: '4' });
    expect(Number(rowOf('new').rank_by_posts)).toBeGreaterThan(12);
    expect(section('New and small')).toContain(WHY);
    expect(section('The 12 themes with most voices')).not.toContain(WHY);
    const { out } = await discover(['themes', '--data', data]);
    expect(out.split('Small and new')[1]).toContain(WHY);
  });

  it('is offered to be taken forward, and its reason goes with it', () => {
    expect(open.at(-1)).toMatchObject({ id: idOf('new'), why: WHY });
    expect(open.at(-1)!.rank).toBeGreaterThan(12);
    expect(briefOf('new')).toContain(`It has a place kept for it, though it is small: ${WHY}.`);
    expect(briefOf('shared')).not.toContain('It has a place kept for it');
  });

  it('has no place kept when its voices have been heard for long', () => {
    const kept = rowsOf('themes.csv').filter((row) => row.kept_place !== '');
    expect(kept.map((row) => row.theme_id)).toEqual([idOf('new')]);
  });
});

describe('case 9: a critical theme about the operator', () => {
  it('survives unfiltered: every post in one theme, ranked like any other', () => {
    const posts = CONVERSATION.filter(({ id }) => id.startsWith('critics-'));
    expect(new Set(posts.map(({ id }) => themeOf.get(id)))).toEqual(new Set([idOf('critics')]));
    expect(rowOf('critics')).toMatchObject({ posts: '9', voices: '9', rank_by_voices: '4' });
    const rows = rowsOf('themes.csv');
    const fewer = rows.filter((row) => Number(row.voices) < 9).map((row) => rows.indexOf(row));
    expect(Math.min(...fewer)).toBeGreaterThan(rows.findIndex((row) => row.theme_id === idOf('critics')));
  });

  it('is whole in every output: lists, tables, page, map, search, what is handed on', async () => {
    expect(placeOf('critics')).toBe(3);
    expect(rowsOf('posts.csv').filter((row) => row.theme_id === idOf('critics'))).toHaveLength(9);
    const weeks = rowsOf('theme-timeline.csv').filter((row) => row.theme_id === idOf('critics'));
    expect(weeks.reduce((sum, row) => sum + Number(row.posts), 0)).toBe(9);
    expect(rowOf('critics', 'directory.csv')).toMatchObject({ posts: '9', voices: '9' });
    expect(rowsOf('talk.csv').find((row) => row.name === labelOf('critics'))).toMatchObject({ posts: '9' });
    expect(measured('critics', 'Posts')).toMatchObject({ value: '9' });
    for (const heading of ['All themes, by number of voices', 'The 12 themes with most voices'])
      expect(section(heading)).toContain(labelOf('critics'));
    expect(written.get('map.json')).toContain(JSON.stringify(labelOf('critics')));
    expect(open).toContainEqual(expect.objectContaining({ id: idOf('critics') }));
    expect(rowOf('critics', 'briefs.csv')).toMatchObject({ title: labelOf('critics'), posts: '9' });
    const words = CONVERSATION.filter(({ id, text }) => id.startsWith('critics-') && text.includes('whitewash'));
    expect(words.length).toBeGreaterThan(0);
    expect((await search('whitewash')).json.posts).toBe(words.length);
  });
});
