/** The stream of posts as the store has it, and the engine brought up to its end. */
import type { Database } from '../store/database.js';
import {
  countedPosts,
  type EngineMemory,
  followingPosts,
  pendingPosts,
  readActiveMicroThemes,
  type StreamPost,
  type ThemesResult,
} from '../store/themes.js';
import { type Grouping, ThemeEngine } from './engine.js';
import type { Handled } from './hand.js';

/** A grouped post. */
export interface Member extends Omit<StreamPost, 'tokens'> {
  /** Number in the corpus: its own, or that of the post it follows. */
  post: number;
  /** Micro-theme it had before this run. */
  formerMicro: number | null;
}

export interface Stream {
  engine: ThemeEngine;
  /** By number in the corpus. */
  counted: Member[];
  /** Posts of campaigns that another post stands for: three hundred copies weigh as one. */
  followers: Member[];
  /** Posts that were not grouped before. */
  added: number;
  /** Whether there is anything to do: posts came, or grouped ones were deleted. */
  changed: boolean;
}

/** Restores the engine from the store and gives it what is new. */
export async function readStream(store: Database, memory: EngineMemory): Promise<Stream> {
  const stream = await restore(store, memory);
  const leaders = new Map<string, number>();
  for (const { campaignId, post } of stream.counted) {
    if (campaignId !== null && !leaders.has(campaignId)) leaders.set(campaignId, post);
  }
  const place = ({ tokens, ...post }: StreamPost, formerMicro: number | null) => {
    const leader = post.campaignId === null ? undefined : leaders.get(post.campaignId);
    if (leader !== undefined) {
      stream.followers.push({ ...post, post: leader, formerMicro });
      return;
    }
    const number = stream.engine.add(tokens);
    stream.counted.push({ ...post, post: number, formerMicro });
    if (post.campaignId !== null) leaders.set(post.campaignId, number);
  };
  // A follower whose leader was deleted leads from now on.
  for await (const { microId, ...post } of followingPosts(store)) place(post, microId);
  const known = stream.counted.length + stream.followers.length;
  for await (const post of pendingPosts(store)) {
    place(post, null);
    stream.added += 1;
  }
  stream.changed = stream.added > 0 || known !== memory.grouped;
  return stream;
}

async function restore(store: Database, memory: EngineMemory): Promise<Stream> {
  const engine = new ThemeEngine();
  const counted: Member[] = [];
  const placed: { micro: number; position: number }[] = [];
  for await (const { tokens, microId, position, ...post } of countedPosts(store)) {
    counted.push({ ...post, post: engine.corpus.add(tokens), formerMicro: microId });
    placed.push({ micro: microId, position });
  }
  const active = await readActiveMicroThemes(store);
  engine.micro.restore({ position: memory.position, nextId: memory.nextMicro, active }, placed);
  return { engine, counted, followers: [], added: 0, changed: false };
}

/** What the store keeps of the grouping as people see it, and of the engine itself. */
export function rowsOf(
  { engine, counted, followers }: Stream,
  { grouping, ids, engineId }: Handled,
): Pick<ThemesResult, 'micros' | 'members' | 'postThemes' | 'engineThemes'> & {
  memory: Omit<EngineMemory, 'nextTheme' | 'nextChapter'>;
} {
  const { position, nextId, active } = engine.micro.state();
  const touched = new Map(active.map((micro) => [micro.id, micro.touched]));
  const themeOfMicro = mostCommonTheme(engine, grouping);
  const row = (member: Member, counts: boolean) => ({
    postId: member.id,
    microId: engine.micro.of(member.post),
    position: counts ? engine.micro.positionOf(member.post) : null,
  });
  const moved = (member: Member) => member.formerMicro !== engine.micro.of(member.post);
  const byHand = (member: Member) => engineId(member.post) !== ids[grouping.themeOf[member.post]!];
  return {
    micros: [...themeOfMicro].map(([id, theme]) => ({
      id,
      themeId: ids[theme]!,
      active: touched.has(id),
      touched: touched.get(id) ?? 0,
    })),
    members: [
      ...counted.filter(moved).map((member) => row(member, true)),
      ...followers.filter(moved).map((member) => row(member, false)),
    ],
    engineThemes: [...counted, ...followers]
      .filter(byHand)
      .map((member) => ({ postId: member.id, themeId: engineId(member.post) })),
    postThemes: [...counted, ...followers].flatMap(({ id, post }) =>
      weights(grouping, post).map(({ theme, weight }) => ({ postId: id, themeId: ids[theme]!, weight })),
    ),
    memory: { position, nextMicro: nextId, grouped: counted.length + followers.length },
  };
}

/** Four digits; the strongest theme stays the strongest after rounding. */
function weights(grouping: Grouping, post: number): { theme: number; weight: number }[] {
  const rounded = (weight: number) => Math.floor(weight * 10_000) / 10_000;
  const [first, ...others] = grouping.about(post);
  const top = rounded(first!.weight);
  const below = rounded(top - 0.000_05);
  return [
    { theme: first!.theme, weight: top },
    ...others.map(({ theme, weight }) => ({ theme, weight: Math.min(rounded(weight), below) })),
  ];
}

/** Theme in which most posts of each micro-theme are; of equals, the lower number. */
function mostCommonTheme(engine: ThemeEngine, grouping: Grouping): Map<number, number> {
  const counts = new Map<number, Map<number, number>>();
  for (const [post, theme] of grouping.themeOf.entries()) {
    const micro = engine.micro.of(post);
    const themes = counts.get(micro) ?? new Map<number, number>();
    counts.set(micro, themes.set(theme, (themes.get(theme) ?? 0) + 1));
  }
  const most = ([a, x]: [number, number], [b, y]: [number, number]) => y - x || a - b;
  return new Map([...counts].map(([micro, themes]) => [micro, [...themes].sort(most)[0]![0]]));
}
