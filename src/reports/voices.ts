/**
 * How the talking is spread over voices. Of an individual there are counts that show whether few voices make up most of a
 * conversation, and nothing from which somebody could be watched: no words, no dates, no list of what they talk about, no
 * measure of what they are like. The rows go by pseudonym, so that nobody is at the top of anything.
 */
import { FIRST_TIME_DAYS } from '../store/figures.js';
import { eachVoice, type VoiceFigures } from '../store/voice-figures.js';
import { pseudonym, trueName } from './anonymous.js';
import { dateFor, defineReport, type Scope } from './report.js';
import { bandName, type VoiceBand, VoiceBands } from './voice-bands.js';

const OPENLY = 'Of organisations only, unless people are named';

export const voices = defineReport({
  name: 'voices',
  title: 'Voices',
  summary:
    'one row a voice, individuals by pseudonym: how many posts, answers, themes and places; no words, no dates, no order by loudness',
  columns: [
    {
      name: 'voice',
      type: 'text',
      meaning:
        'Organisations by name, everybody else as "voice" and a number that stays the same from run to run, unless people are named. In order of these numbers, which are given in order of first appearance. In a table to be shared individuals and unknown voices are added up in bands by how much they say, after the organisations; bands of few voices are joined.',
    },
    {
      name: 'kind',
      type: 'text',
      meaning: 'individual, organisation or unknown; most platforms do not say. Of a band: individual or unknown.',
    },
    {
      name: 'platform',
      type: 'text',
      meaning:
        'Where the account is; empty in a band. One person may be several voices: nobody is looked for across platforms.',
    },
    {
      name: 'voices_in_band',
      type: 'integer',
      people: ['posts', 'answers', 'first_time'],
      meaning: 'Of a band: how many voices it adds up; empty in a row of one voice.',
    },
    { name: 'posts', type: 'integer', meaning: 'Posts in the period.' },
    { name: 'answers', type: 'integer', meaning: 'Those of them that answer another post, known to us or not.' },
    {
      name: 'themes',
      type: 'integer',
      meaning: 'Distinct themes of these posts, of each post its strongest. Which ones is not told. Empty in a band.',
    },
    { name: 'places', type: 'integer', meaning: 'Distinct places of these posts. Empty in a band.' },
    {
      name: 'first_time',
      type: 'integer',
      people: [],
      meaning: `1 where nothing by it is known that is older than ${FIRST_TIME_DAYS} days before the newest post, else 0; of a band, how many of its voices.`,
    },
    { name: 'first_seen', type: 'date', meaning: `Date of its first post, UTC. ${OPENLY}.` },
    { name: 'last_seen', type: 'date', meaning: `Date of its last post, UTC. ${OPENLY}.` },
    { name: 'url', type: 'text', meaning: `Its own page on the platform. ${OPENLY}.` },
  ],
  async *rows(store, scope) {
    const { fewest = 1 } = scope;
    const bands = new VoiceBands();
    for await (const voice of eachVoice(store, scope)) {
      if (fewest > 1 && voice.voiceKind !== 'organisation') bands.add(voice);
      else yield rowOf(voice, scope);
    }
    yield* bands.joined(fewest).map(bandRow);
  },
});

function rowOf(voice: VoiceFigures, scope: Scope) {
  const isOpen = scope.identify || voice.voiceKind === 'organisation';
  return {
    voice: scope.identify ? trueName(voice) : pseudonym(voice),
    ...{ kind: voice.voiceKind, platform: voice.platform, voices_in_band: null },
    ...{ posts: voice.posts, answers: voice.answers, themes: voice.themes, places: voice.places },
    first_time: voice.firstTime,
    first_seen: isOpen ? dateFor(scope, voice.firstSeen) : null,
    last_seen: isOpen ? dateFor(scope, voice.lastSeen) : null,
    url: isOpen ? voice.url : null,
  };
}

function bandRow(band: VoiceBand) {
  return {
    ...{ voice: bandName(band), kind: 'individual or unknown', platform: null, voices_in_band: band.voices },
    ...{ posts: band.posts, answers: band.answers, themes: null, places: null, first_time: band.firstTime },
    ...{ first_seen: null, last_seen: null, url: null },
  };
}
