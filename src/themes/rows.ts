/** What the store is told of a grouping: of all that was read, what has changed. */
import type { Share } from '../store/theme-stream.js';
import type { EngineMemory, SavedShares, ThemesResult } from '../store/themes.js';
import type { Handled } from './hand.js';
import type { Standing } from './standing.js';
import type { Stream } from './stream.js';

type Rows = Pick<
  ThemesResult,
  'micros' | 'archived' | 'members' | 'settledUpTo' | 'settledFollowers' | 'postThemes' | 'engineThemes'
> & { memory: Omit<EngineMemory, 'nextTheme' | 'nextChapter' | 'grouped'> };

export function rowsOf(stream: Stream, standing: Standing): Rows {
  const { position, nextId, active } = stream.engine.micro.state();
  const touched = new Map(active.map((micro) => [micro.id, micro.touched]));
  const themeOfMicro = mostCommonTheme(stream, standing);
  const micros = [...themeOfMicro].map(([id, themeId]) => {
    return { id, themeId, active: touched.has(id), touched: touched.get(id) ?? 0 };
  });
  return {
    micros,
    archived: stream.active.filter((id) => !touched.has(id) && !themeOfMicro.has(id)),
    members: membersOf(stream, standing),
    settledUpTo: stream.settledUpTo,
    settledFollowers: stream.late.filter(({ micros: former }) => former.length > 0).map(({ id }) => id),
    ...sharesOf(stream, standing),
    memory: { position, nextMicro: nextId, hand: standing.hand },
  };
}

type Row = ThemesResult['members'] extends Iterable<infer One> ? One : never;

function membersOf({ engine: { micro }, counted, followers }: Stream, { resettled }: Standing): Row[] {
  return [
    ...counted.flatMap(({ id, first, passages, micros }) =>
      Array.from({ length: passages }, (_, passage) => passage)
        .filter((passage) => micros[passage] !== micro.of(first + passage))
        .map((passage) => {
          const position = micro.positionOf(first + passage);
          return { postId: id, passage, microId: micro.of(first + passage), position, settled: false };
        }),
    ),
    ...followers.flatMap(({ id, micros, leader }) => {
      const microId = micro.of(leader.first);
      return micros[0] === microId ? [] : [{ postId: id, passage: 0, microId, position: null, settled: false }];
    }),
    ...resettled.flatMap(({ id, microId }) =>
      microId === null ? [] : [{ postId: id, passage: 0, microId, position: null, settled: true }],
    ),
  ];
}

/** Themes of posts that are not what they were; the engine's own are kept apart where people see others. */
function sharesOf(stream: Stream, { own, shown, resettled }: Standing): Pick<Rows, 'postThemes' | 'engineThemes'> {
  const postThemes: SavedShares[] = [];
  const engineThemes: SavedShares[] = [];
  const note = (postId: number, before: Views, now: Views) => {
    if (!same(before.seen, now.seen)) postThemes.push({ postId, shares: now.seen });
    const [kept, keep] = [apart(before), apart(now)];
    if (!same(kept, keep)) engineThemes.push({ postId, shares: keep });
  };
  const today = new Map<number, Views>();
  for (const [at, member] of stream.counted.entries()) {
    const post = stream.witnesses.length + at;
    const seen = weights(shown, post);
    const views = { seen, own: own.grouping === shown.grouping ? seen : weights(own, post) };
    today.set(member.first, views);
    note(member.id, member, views);
  }
  for (const { id, leader, seen, own: before } of stream.followers)
    note(id, { seen, own: before }, today.get(leader.first)!);
  for (const post of resettled) {
    note(post.id, post.microId === null ? post : { seen: post.seen, own: post.seen }, {
      seen: post.shown,
      own: post.newOwn,
    });
  }
  const returned = new Set([...stream.counted, ...stream.followers, ...resettled].map(({ id }) => id));
  for (const postId of stream.strays.keys()) if (!returned.has(postId)) postThemes.push({ postId, shares: [] });
  return { postThemes, engineThemes };
}

/** A post's themes in the eyes of people and of the engine. */
interface Views {
  seen: readonly Share[];
  own: readonly Share[];
}

/** The engine's view, where it is to be kept apart. */
function apart({ seen, own }: Views): readonly Share[] {
  return same(seen, own) ? [] : own;
}

function same(one: readonly Share[], other: readonly Share[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ themeId, weight }, at) => themeId === other[at]!.themeId && weight === other[at]!.weight)
  );
}

/** Four digits; the strongest theme stays the strongest after rounding. */
function weights({ grouping, ids }: Handled, post: number): Share[] {
  const rounded = (weight: number) => Math.floor(weight * 10_000) / 10_000;
  const [first, ...others] = grouping.about(post);
  const top = rounded(first!.weight);
  const below = rounded(top - 0.000_05);
  return [
    { themeId: ids[first!.theme]!, weight: top },
    ...others.map(({ theme, weight }) => ({ themeId: ids[theme]!, weight: Math.min(rounded(weight), below) })),
  ];
}

/** Theme in which most passages of each micro-theme are; of equals, the lower number. */
function mostCommonTheme({ engine: { micro }, counted, witnesses }: Stream, { shown }: Standing): Map<number, string> {
  const counts = new Map<number, Map<number, number>>();
  for (const [at, { first, passages }] of counted.entries()) {
    const theme = shown.grouping.themeOf[witnesses.length + at]!;
    for (let passage = first; passage < first + passages; passage++) {
      const themes = counts.get(micro.of(passage)) ?? new Map<number, number>();
      counts.set(micro.of(passage), themes.set(theme, (themes.get(theme) ?? 0) + 1));
    }
  }
  const most = ([a, x]: [number, number], [b, y]: [number, number]) => y - x || a - b;
  return new Map([...counts].map(([id, themes]) => [id, shown.ids[[...themes].sort(most)[0]![0]]!]));
}
