/**
 * Batch compliance of the X API v2: X is told the ids we keep, and tells which of them were deleted, protected or
 * suspended since. X works on a batch for a while, so a batch that is not done is fetched by the next call; it survives
 * a killed process, because the store knows which posts it is about and X knows the rest.
 */
import type { TwitterApiv2 } from 'twitter-api-v2';
import { type Effects, isoNow } from '../../effects.js';
import { SourceError } from '../../errors.js';
import {
  beginCheck,
  dropCheck,
  finishCheck,
  openCheck,
  type PostId,
  postsInCheck,
  postsToCheck,
  skipCheck,
} from '../../store/removal.js';
import type { Database } from '../../store/store.js';
import type { Fetch } from '../crawler.js';
import { failureOf } from '../failures.js';
import { type Fields, fieldsOf, idOf, listOf, wordsOf } from '../shapes/fields.js';
import { parseJson } from '../shapes/json.js';
import { openX, type XAccount } from './client.js';

const PLATFORM = 'x';
/** Posts in one batch: the answer names only those that are gone, so it stays small. */
const MOST_POSTS = 100_000;
const JOB_NAME = 'discover';
const POLL_MS = 10_000;
const MOST_POLLS = 30;
/** The post still stands; only its location goes, and none is stored. */
const STILL_THERE = ['scrub_geo'];

export interface ComplianceSummary {
  /** Posts that X was asked about and has answered for. */
  checked: number;
  removed: number;
  /** Posts in a batch that X is still at work on; the next call fetches its answer. */
  pending: number;
}

export interface ComplianceWorld {
  store: Database;
  fetch: Fetch;
  effects: Effects;
  signal: AbortSignal;
}

/**
 * Asks X about the posts that it was asked about longest ago, and removes what is gone.
 * @throws SourceError when X cannot be asked
 */
export async function complyWithX(account: XAccount, world: ComplianceWorld): Promise<ComplianceSummary> {
  const { store, fetch, effects } = world;
  const client = openX(account, { env: effects.env, fetch, now: effects.now });
  const standing = await openCheck(store);
  const started = standing === null ? await startBatch(client, world) : await readBatch(client, standing, world);
  if (started === null) return { checked: 0, removed: 0, pending: 0 };
  const posts = await postsInCheck(store, started.id);
  const job = started.status === 'created' ? await upload(client, started, posts, world) : started;
  const done = await awaitBatch(client, job, world);
  if (done.status !== 'complete') return { checked: 0, removed: 0, pending: posts.length };
  const gone = await download(done, world);
  const removed = await finishCheck(store, done.id, PLATFORM, gone, isoNow(effects));
  return { checked: posts.length, removed, pending: 0 };
}

interface Batch {
  id: string;
  status: string;
  uploadUrl: string;
  downloadUrl: string;
}

function batchOf(value: unknown): Batch {
  const { id, status, upload_url, download_url } = fieldsOf(value);
  const [uploadUrl, downloadUrl] = [wordsOf(upload_url), wordsOf(download_url)];
  if (typeof id !== 'string' || typeof status !== 'string' || uploadUrl === null || downloadUrl === null) {
    throw new SourceError('unknown-shape', 'X sent a compliance job without its id, status and addresses');
  }
  return { id, status, uploadUrl, downloadUrl };
}

/** Chooses posts and opens a batch for them; `null` where there is nothing to ask about. */
async function startBatch(client: TwitterApiv2, { store, effects }: ComplianceWorld): Promise<Batch | null> {
  const due = await postsToCheck(store, PLATFORM, MOST_POSTS);
  const isAskable = ({ externalId }: PostId) => /^\d{1,19}$/.test(externalId);
  await skipCheck(
    store,
    due.filter((post) => !isAskable(post)),
    isoNow(effects),
  );
  const posts = due.filter(isAskable);
  if (posts.length === 0) return null;
  // X works on one batch at a time: one that we opened and never filled, because we were killed, would be in the way.
  const jobs = listOf(fieldsOf(await client.complianceJobs({ type: 'tweets' })).data);
  const unfilled = jobs.find(({ name, status }) => name === JOB_NAME && status === 'created');
  const batch = batchOf(
    unfilled ?? fieldsOf(await client.post('compliance/jobs', { type: 'tweets', name: JOB_NAME })).data,
  );
  await beginCheck(store, batch.id, posts);
  return batch;
}

/** A batch that an earlier call has left; one that X has given up or forgotten is begun anew. */
async function readBatch(client: TwitterApiv2, id: string, world: ComplianceWorld): Promise<Batch | null> {
  try {
    const batch = await look(client, id);
    if (batch.status !== 'failed' && batch.status !== 'expired') return batch;
  } catch (error) {
    if (!(error instanceof SourceError) || error.slug !== 'not-found') throw error;
  }
  await dropCheck(world.store, id);
  return startBatch(client, world);
}

async function look(client: TwitterApiv2, id: string): Promise<Batch> {
  return batchOf(fieldsOf(await client.complianceJob(id)).data);
}

async function upload(
  client: TwitterApiv2,
  batch: Batch,
  posts: readonly PostId[],
  { fetch, effects }: ComplianceWorld,
): Promise<Batch> {
  // The address carries its own permission: the token stays at home.
  const answer = await fetch(batch.uploadUrl, {
    method: 'PUT',
    headers: { 'content-type': 'text/plain' },
    body: posts.map(({ externalId }) => externalId).join('\n'),
  });
  const failure = failureOf(answer, effects.now());
  if (failure !== null) throw failure;
  return look(client, batch.id);
}

/** Waits for a few minutes; longer batches are fetched by the next call. */
async function awaitBatch(
  client: TwitterApiv2,
  first: Batch,
  { store, effects, signal }: ComplianceWorld,
): Promise<Batch> {
  let batch = first;
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    if (batch.status === 'complete') return batch;
    if (batch.status === 'failed' || batch.status === 'expired') {
      await dropCheck(store, batch.id);
      throw new SourceError('server-error', `X could not check the posts (${batch.status})`, { retryable: true });
    }
    await effects.sleep(POLL_MS, signal);
    batch = await look(client, batch.id);
  }
  return batch;
}

async function download(
  { downloadUrl }: Batch,
  { fetch, effects }: ComplianceWorld,
): Promise<{ externalId: string; reason: string }[]> {
  const answer = await fetch(downloadUrl);
  const failure = failureOf(answer, effects.now());
  if (failure !== null) throw failure;
  const lines = answer.body
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map(readLine).filter(({ reason }) => !STILL_THERE.includes(reason));
}

function readLine(line: string): { externalId: string; reason: string } {
  let fields: Fields;
  try {
    fields = fieldsOf(parseJson(line));
  } catch (error) {
    throw new SourceError('unknown-shape', 'X sent a compliance result that is not JSON', { cause: error });
  }
  const externalId = idOf(fields.id);
  if (externalId === null) throw new SourceError('unknown-shape', 'X sent a compliance result without an id');
  return { externalId, reason: wordsOf(fields.reason) ?? wordsOf(fields.action) ?? 'deleted' };
}
