/**
 * A fair hearing, from the outside: posts are imported as a person imports them, and what is listed and reported is read
 * as a person reads it. Cases 1 to 4 and 9 in one conversation, so that each has to hold beside the others.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, discover, newFolder, projectFile, writeFiles } from '../support/cli.js';
import { dice } from '../themes/conversation.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T18:00:00.000Z');

interface Line {
  id: string;
  text: string;
  author: string;
  created_at: string;
}
interface Listed {
  id: string;
  lane: string;
  measures: { keptPlace: string | null; surge: object | null; collapsedPosts: number; firstTimeVoices: number };
}
type Row = Record<string, string>;

const roll = dice(7);

/** Six of its words, in any order: people on one subject never say quite the same. */
function remark(words: string): string {
  const left = words.split(' ');
  return Array.from({ length: 6 }, () => left.splice(Math.floor(roll() * left.length), 1)[0]).join(' ');
}

/** @param ago days before the newest post, of each post in turn */
function said(
  name: string,
  count: number,
  text: () => string,
  author: (index: number) => string,
  ago: (index: number) => number,
): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `${name}-${index}`, text: text(), author: author(index) },
    created_at: new Date(NOW - ago(index) * DAY).toISOString(),
  }));
}

const PARKING = 'barrier ticket machine multistorey kerb bollard clamp permit bay tarmac meter attendant';
const DENTIST = 'dentist molar crown filling plaque extraction braces enamel checkup hygienist denture gum';
const CARERS = 'carer respite sitting overnight rota exhausted unpaid daughter hoist commode allowance weekend';
const ALLOTMENT =
  'allotment gardening referral prescriber seedlings compost trowel polytunnel raised greenhouse beans mulch';
const OPERATOR =
  'listening team ignored consultation wasted whitewash board minutes excuses tokenism disbanded leaflet';
const PETITION = 'Sign now to save the Fernhill walk-in clinic before the trust closes it in April for good';

/** Fourteen matters of eight voices each, all first heard long ago: more than any list has at its head. */
const OTHERS = [
  'midwife antenatal scan newborn labour epidural cot feeding ward discharge bounty placenta',
  'pharmacy tablets inhaler repeat dosette blister chemist counter syrup antibiotic shortage label',
  'physio knee crutches stretching sprain tendon gait hydrotherapy ankle brace ligament exercises',
  'optician cataract glaucoma lenses retina eyelid drops glasses eyesight prism squint laser',
  'podiatry toenail bunion insole blisters verruca heel callus sandal orthotic fungal chiropodist',
  'audiology tinnitus batteries earmould loop deaf wax lipreading volume whistle eardrum tubing',
  'ambulance paramedic siren stretcher dispatch handover queueing blue crew defibrillator rapid triage',
  'dialysis kidney fistula catheter fluid potassium transplant machine thrice needle nephrology shunt',
  'diabetes insulin glucose sensor pump carbs hypo finger prick neuropathy pens dietitian',
  'asthma peakflow wheeze spacer steroid pollen nebuliser breathless preventer trigger lungs mould',
  'dementia memory wandering sundowning tracker respond confused lasting attorney photographs cafe singing',
  'hospice morphine comfort palliative syringe driver bereavement chaplain dignity farewell vigil quilt',
  'autism assessment sensory meltdown diagnosis pathway spectrum school masking overload stimming echolalia',
  'menopause hormone patches flushes oestrogen gel sleepless gynaecology hysterectomy bleeding sweats cycle',
];

/** Case 3: five voices a week for twelve weeks, on the weekdays, the same people and others. */
const carers = said(
  'carers',
  60,
  () => remark(CARERS),
  (index) => `carer ${(index * 7) % 23}`,
  (index) => Math.floor(index / 5) * 7 + (index % 5) + 0.4,
);

const CONVERSATION: Line[] = [
  ...said(
    'loud',
    500,
    () => remark(PARKING),
    () => 'one loud account',
    (index) => 0.1 + index * 0.15,
  ),
  ...said(
    'shared',
    20,
    () => remark(DENTIST),
    (index) => `patient ${index}`,
    (index) => 30 + index * 2,
  ),
  ...said(
    'copies',
    300,
    () => PETITION,
    (index) => `signer ${index}`,
    (index) => 40 + index * 0.1,
  ),
  ...said(
    'own',
    4,
    () => `Fernhill walk-in clinic ${remark('petition signed doctor saved mother leg Easter nurse queue kind')}`,
    (index) => `neighbour ${index}`,
    (index) => 45 + index,
  ),
  ...carers,
  ...OTHERS.flatMap((words, matter) =>
    said(
      `other-${matter}`,
      16,
      () => remark(words),
      (index) => `regular ${matter}-${index % 8}`,
      (index) => 30 + index * 3.1,
    ),
  ),
  ...said(
    'new',
    4,
    () => remark(ALLOTMENT),
    (index) => `newcomer ${index}`,
    (index) => 3 + index * 6,
  ),
  ...said(
    'critics',
    9,
    () => remark(`nhscitizen ${OPERATOR}`),
    (index) => `critic ${index}`,
    (index) => 35 + index * 4,
  ),
];

let folder: string;
let data: string;
let listed: Listed[];
let rows: Row[];
let page: string;

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
  expect(await discover(['process', '--data', data])).toMatchObject({ code: 0 });
  const themes = await answerOf<Listed[]>(['themes', '--data', data]);
  expect(themes.code).toBe(0);
  listed = themes.json;
  const [csv, html] = await Promise.all(
    ['themes', 'page'].map((name) => answerOf<{ files: string[] }>(['report', name, '--data', data])),
  );
  rows = parse(await readFile(csv!.json.files[0]!, 'utf8'), { columns: true }) as Row[];
  page = await readFile(html!.json.files[0]!, 'utf8');
  const named = ['report', 'posts', '--identify', '--reason', 'to see where each post went', '--out', '-'];
  const posts = await discover([...named, '--data', data]);
  for (const post of parse(posts.out, { columns: true }) as Row[]) themeOf.set(post.external_id!, post.theme_id!);
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

const rowOf = (name: string) => rows.find((row) => row.theme_id === idOf(name))!;
const placeOf = (name: string) => listed.findIndex(({ id }) => id === idOf(name));

/** What a reader reads of the section with this heading. */
function section(heading: string): string {
  const found = page.split('<section').find((part) => part.includes(`>${heading}</h2>`)) ?? '';
  return found.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('case 1: one account posting 500 times', () => {
  it('does not lift a theme above one raised once each by 20 accounts', () => {
    expect(rowOf('loud')).toMatchObject({ posts: '500', voices: '1', effective_voices: '1', top_voice_share: '1' });
    expect(rowOf('shared')).toMatchObject({ posts: '20', voices: '20', effective_voices: '20' });
    expect(placeOf('shared')).toBeLessThan(placeOf('loud'));
    expect(rows.indexOf(rowOf('shared'))).toBeLessThan(rows.indexOf(rowOf('loud')));
    expect(section('In short')).not.toContain(rowOf('loud').theme_label);
  });

  it('weighs as three posts, and its rank under each rule stands side by side', () => {
    expect(rowOf('loud')).toMatchObject({ capped_posts: '3', rank_by_posts: '1', lane: 'steady' });
    expect(rowOf('shared')).toMatchObject({ capped_posts: '20' });
    for (const rule of ['rank_by_voices', 'rank_by_capped_posts']) {
      expect(Number(rowOf('shared')[rule])).toBeLessThan(Number(rowOf('loud')[rule]));
    }
  });
});

describe('case 2: 300 near-identical posts', () => {
  it('collapse to one campaign, and the report shows both counts', () => {
    const petition = rowOf('copies');
    expect(petition).toMatchObject({ campaigns: '1', campaign_posts: '300' });
    expect(Number(petition.posts) - Number(petition.campaigns_collapsed_posts)).toBe(299);
    expect(listed[placeOf('copies')]!.measures.collapsedPosts).toBe(Number(petition.campaigns_collapsed_posts));
    expect(section('The 12 themes with most voices')).toContain(
      `Counted once each, the theme has ${petition.campaigns_collapsed_posts} posts instead of ${petition.posts}.`,
    );
  });
});

describe('case 3: five voices a week for twelve weeks', () => {
  it('is in slow-burn and not in surge, in the list, in the file and on the page', () => {
    expect(rowOf('carers')).toMatchObject({ lane: 'slow-burn', posts: '60', surge_hours: '' });
    expect(listed[placeOf('carers')]).toMatchObject({ lane: 'slow-burn', measures: { surge: null } });
    const [surge, slow] = section('Urgent, and lasting').split('Slow-burn');
    expect(slow).toContain(rowOf('carers').theme_label);
    expect(surge).not.toContain(rowOf('carers').theme_label);
  });
});

describe('case 4: a theme by first-time voices below the top by volume', () => {
  it('appears in its reserved place, marked why, in the list, in the file and on the page', async () => {
    const why = 'kept for new voices: all 4 voices are new';
    expect(placeOf('new')).toBeGreaterThanOrEqual(12);
    expect(listed[placeOf('new')]!.measures).toMatchObject({ keptPlace: why, firstTimeVoices: 4 });
    expect(rowOf('new')).toMatchObject({ kept_place: why, first_time_voices: '4' });
    expect(section('New and small')).toContain(why);
    expect(section('The 12 themes with most voices')).not.toContain(why);
    const { out } = await discover(['themes', '--data', data]);
    expect(out.split('Small and new')[1]).toContain(why);
  });

  it('has no place kept when its voices have been heard for long', () => {
    expect(rows.filter((row) => row.kept_place !== '').map((row) => row.theme_id)).toEqual([idOf('new')]);
  });
});

describe('case 9: a critical theme about the operator', () => {
  it('survives unfiltered: every post in one theme, ranked like any other', () => {
    const posts = CONVERSATION.filter(({ id }) => id.startsWith('critics-'));
    expect(new Set(posts.map(({ id }) => themeOf.get(id)))).toEqual(new Set([idOf('critics')]));
    expect(rowOf('critics')).toMatchObject({ posts: '9', voices: '9' });
    expect(section('All themes, by number of voices')).toContain(rowOf('critics').theme_label);
    const fewer = rows.filter((row) => Number(row.voices) < 9).map((row) => rows.indexOf(row));
    expect(Math.min(...fewer)).toBeGreaterThan(rows.indexOf(rowOf('critics')));
  });
});
