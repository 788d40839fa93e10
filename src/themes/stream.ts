/**
 * The stream of posts as the store has it, and the engine brought up to its end. Only its latest part is read: the open
 * posts, and so many of the settled ones as stand for their themes.
 */
import type { Database } from '../store/database.js';
import {
  leaderOf,
  openFollowers,
  openPassages,
  readActiveMicroThemes,
  readOpenShares,
  readStrays,
  readWaiting,
  type Share,
  type StreamPost,
  settledUpTo,
} from '../store/theme-stream.js';
import { countGrouped, type EngineMemory } from '../store/themes.js';
import { type PlacedPost, ThemeEngine } from './engine.js';
import { PARAMETERS, type Window } from './parameters.js';
import { passageCount, passagesOf } from './passages.js';
import type { Span } from './vote.js';
import { readWitnesses, type Witness } from './witnesses.js';

type Post = Omit<StreamPost, 'tokens'>;

/** A post as it stood before this run. */
export interface Former {
  /** Micro-theme of each of its passages; none when it is new. */
  micros: readonly number[];
  /** Its themes as people see them, and as the engine does. */
  seen: readonly Share[];
  own: readonly Share[];
}

/** An open post that weighs. */
export interface Member extends Post, Span, Former {}

/** A post of a campaign that another post stands for: three hundred copies weigh as one. */
export interface Follower extends Post, Former {
  leader: Member;
}

/** One whose leader is settled, so that it is settled itself. */
export interface LateFollower extends StreamPost, Former {
  leader: { postId: number; microId: number };
}

export interface Stream {
  engine: ThemeEngine;
  /** Settled posts that stand for their themes; at the head of the corpus. */
  witnesses: Witness[];
  counted: Member[];
  followers: Follower[];
  late: LateFollower[];
  /** Posts that were not grouped before. */
  added: number;
  /** Whether grouped posts are gone since. */
  lost: boolean;
  /** Themes of posts that are grouped no more. */
  strays: Map<number, Share[]>;
  /** Position of the last settled passage. */
  settledUpTo: number;
  /** Micro-themes that could still take posts when the run began. */
  active: readonly number[];
}

/** Ids of posts that wait, in stream order; what has been taken is taken out. */
export type Backlog = number[];

/** Posts read at a time: few, because some are long. */
const BATCH = 50;

/** Restores the engine from the store and gives it what waits, as far as there is room. */
export async function readStream(
  store: Database,
  memory: EngineMemory,
  backlog: Backlog,
  window: Window = PARAMETERS.window,
): Promise<Stream> {
  const room = window.open + window.overlap;
  const lost = (await countGrouped(store)) !== memory.grouped;
  // A backlog that does not fit makes room for itself, but for what its first posts are to be read with.
  const open = Math.max(window.overlap, Math.min(window.open, room - backlog.length));
  const reader = new StreamReader(store, await settledUpTo(store, open), await readOpenShares(store));
  const stream = await reader.restore(memory, window, lost);
  for await (const post of openFollowers(store)) await reader.place(post, [post.microId]);
  while (backlog.length > 0 && stream.engine.corpus.size - stream.witnesses.length < room) {
    for (const post of await readWaiting(store, backlog.splice(0, BATCH))) {
      await reader.place(post, []);
      stream.added += 1;
    }
  }
  return stream;
}

class StreamReader {
  readonly #store: Database;
  readonly #shares: Awaited<ReturnType<typeof readOpenShares>>;
  readonly #leaders = new Map<string, Member>();
  readonly #lateLeaders = new Map<string, LateFollower['leader'] | undefined>();
  readonly #settledUpTo: number;
  #stream!: Stream;

  constructor(store: Database, upTo: number, shares: Awaited<ReturnType<typeof readOpenShares>>) {
    this.#store = store;
    this.#settledUpTo = upTo;
    this.#shares = shares;
  }

  async restore(memory: EngineMemory, window: Window, lost: boolean): Promise<Stream> {
    const engine = new ThemeEngine();
    const upTo = this.#settledUpTo;
    const witnesses = upTo === 0 ? [] : await readWitnesses(this.#store, upTo, window);
    const groups = new Map([...new Set(witnesses.map(({ themeId }) => themeId))].map((id, group) => [id, group]));
    const settled = witnesses.map(({ tokens, themeId }) => ({ tokens, group: groups.get(themeId)! }));
    const { open, counted } = await this.#readOpen(witnesses.length);
    const active = await readActiveMicroThemes(this.#store);
    engine.restore(settled, open, { position: memory.position, nextId: memory.nextMicro, active });
    this.#stream = {
      ...{ engine, witnesses, counted, followers: [], late: [], added: 0, lost },
      ...{ strays: lost ? await readStrays(this.#store) : new Map(), settledUpTo: upTo },
      active: active.map(({ id }) => id),
    };
    return this.#stream;
  }

  async #readOpen(first: number): Promise<{ open: PlacedPost[]; counted: Member[] }> {
    const open: PlacedPost[] = [];
    const counted: (Member & { micros: number[] })[] = [];
    const tokens: (readonly string[])[] = [];
    for await (const { tokens: all, microId, position, passage, ...post } of openPassages(
      this.#store,
      this.#settledUpTo,
    )) {
      if (passage === 0) {
        counted.push({ ...post, ...this.#former(post.id, []), micros: [], first: first + open.length, passages: 0 });
        tokens.push(all!);
      }
      const member = counted.at(-1)!;
      member.micros.push(microId);
      member.passages += 1;
      open.push({ tokens: [], micro: microId, position });
    }
    for (const [at, { first: start, passages, campaignId }] of counted.entries()) {
      for (const [passage, part] of passagesOf(tokens[at]!, passages).entries())
        open[start - first + passage]!.tokens = part;
      if (campaignId !== null && !this.#leaders.has(campaignId)) this.#leaders.set(campaignId, counted[at]!);
    }
    return { open, counted };
  }

  /** Puts a post to its leader, or to the end of the stream: a follower whose leader was deleted leads from now on. */
  async place({ tokens, id, voiceId, campaignId }: StreamPost, micros: readonly number[]): Promise<void> {
    const post = { id, voiceId, campaignId, ...this.#former(id, micros) };
    const leader = campaignId === null ? undefined : this.#leaders.get(campaignId);
    if (leader !== undefined) {
      this.#stream.followers.push({ ...post, leader });
      return;
    }
    const late = campaignId === null ? undefined : await this.#lateLeader(campaignId);
    if (late !== undefined) {
      this.#stream.late.push({ ...post, tokens, leader: late });
      return;
    }
    const passages = passagesOf(tokens, passageCount(tokens.length));
    const [first] = passages.map((part) => this.#stream.engine.add(part));
    const member = { ...post, first: first!, passages: passages.length };
    this.#stream.counted.push(member);
    if (campaignId !== null) this.#leaders.set(campaignId, member);
  }

  #former(id: number, micros: readonly number[]): Former {
    const seen = this.#shares.seen.get(id) ?? this.#stream?.strays.get(id) ?? [];
    return { micros, seen, own: this.#shares.own.get(id) ?? seen };
  }

  /** The settled post that stands for a campaign, if there is one. */
  async #lateLeader(campaignId: string): Promise<LateFollower['leader'] | undefined> {
    if (this.#settledUpTo === 0) return undefined;
    if (!this.#lateLeaders.has(campaignId)) this.#lateLeaders.set(campaignId, await leaderOf(this.#store, campaignId));
    return this.#lateLeaders.get(campaignId);
  }
}
