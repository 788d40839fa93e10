/** One conversation in which every case of a fair hearing has to hold beside the others. */
import { seededRandom } from '../../src/random.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T18:00:00.000Z');

export interface Line {
  id: string;
  text: string;
  author: string;
  created_at: string;
  place: string;
  place_url: string;
  kind: 'forum';
}

const FORUM = { place: 'Town forum', place_url: 'https://town.example.org/', kind: 'forum' } as const;
const roll = seededRandom(7);

/** Six of its words, in any order: people on one subject never say quite the same. */
export function remark(words: string): string {
  const left = words.split(' ');
  return Array.from({ length: 6 }, () => left.splice(Math.floor(roll() * left.length), 1)[0]).join(' ');
}

/** @param ago days before the newest post, of each post in turn */
export function said(
  name: string,
  count: number,
  text: () => string,
  author: (index: number) => string,
  ago: (index: number) => number,
): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `${name}-${index}`, text: text(), author: author(index) },
    created_at: new Date(NOW - ago(index) * DAY).toISOString(),
    ...FORUM,
  }));
}

export const PARKING = 'barrier ticket machine multistorey kerb bollard clamp permit bay tarmac meter attendant';
const DENTIST = 'dentist molar crown filling plaque extraction braces enamel checkup hygienist denture gum';
export const CARERS = 'carer respite sitting overnight rota exhausted unpaid daughter hoist commode allowance weekend';
const ALLOTMENT =
  'allotment gardening referral prescriber seedlings compost trowel polytunnel raised greenhouse beans mulch';
const OPERATOR =
  'listening team ignored consultation wasted whitewash board minutes excuses tokenism disbanded leaflet';
export const PETITION = 'Sign now to save the Fernhill walk-in clinic before the trust closes it in April for good';

/** Fourteen matters of eight voices each, all first heard long ago: more than any list has at its head. */
export const OTHERS = [
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

export const CONVERSATION: Line[] = [
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
