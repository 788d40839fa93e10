/**
 * Micro-themes in one pass: a collapsed Dirichlet-process mixture of multinomials that looks only at the micro-themes
 * sharing a word with the post, so that the cost of a post does not grow with the corpus.
 *
 * Yin et al., "Model-based clustering of short text streams" (MStream), KDD 2018; Kumar et al., "An online semantic-enhanced
 * Dirichlet model for short text stream clustering" (OSDM), ACL 2020, for pairs of words.
 */
import { type Corpus, IntList } from './corpus.js';
import { PARAMETERS } from './parameters.js';
import { Postings } from './postings.js';

/** A micro-theme that can still take posts. */
interface Active {
  readonly id: number;
  /** Posts, in the order in which they came. */
  readonly members: number[];
  /** Words said in all. */
  words: number;
  /** Position in the stream when it last took a post. */
  touched: number;
}

/** What must be kept between runs, beside the micro-theme and the position of each post. */
export interface MicroState {
  /** Posts placed so far. */
  position: number;
  nextId: number;
  active: { id: number; touched: number }[];
}

/** Larger than any vocabulary: two word numbers fit into one safe integer. */
const PAIR_BASE = 2 ** 26;

export class MicroThemes {
  readonly #corpus: Corpus;
  readonly #of = new IntList();
  readonly #positions = new IntList();
  readonly #words = new Postings();
  readonly #pairs = new Postings();
  readonly #slots: (Active | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #slotOf = new Map<number, number>();
  readonly #gains = new WordGains(PARAMETERS.micro.beta);
  #scores = new Float64Array(64);
  #pairHits = new Int32Array(64);
  #position = 0;
  #nextId = 1;
  /** First post of the corpus that is recent enough to be placed again. */
  #recent = 0;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  /**
   * Takes up where `state` left off: the continuation is the same as if the engine had never stopped.
   * @param placed micro-theme and position of each post of the corpus, in order of position
   */
  restore(state: MicroState, placed: Iterable<{ micro: number; position: number }>): void {
    this.#position = state.position;
    this.#nextId = state.nextId;
    for (const { id, touched } of state.active) this.#open(id, touched);
    for (const { micro, position } of placed) {
      const post = this.#of.length;
      this.#of.push(micro);
      this.#positions.push(position);
      const slot = this.#slotOf.get(micro);
      if (slot !== undefined) this.#join(post, slot);
    }
    for (const [slot, active] of this.#slots.entries()) {
      if (active?.members.length === 0) this.#close(slot);
    }
    this.#slideWindow();
  }

  /** Places the next post of the corpus, and from time to time the recent ones anew. */
  add(post: number): void {
    this.#position += 1;
    this.#of.push(0);
    this.#positions.push(this.#position);
    this.#place(post, undefined);
    if (this.#position % PARAMETERS.micro.replaceEvery !== 0) return;
    this.#slideWindow();
    for (let recent = this.#recent; recent <= post; recent++) this.#replace(recent);
    this.#archive();
  }

  /** Micro-theme of a post. */
  of(post: number): number {
    return this.#of.at(post);
  }

  positionOf(post: number): number {
    return this.#positions.at(post);
  }

  state(): MicroState {
    const active = [...this.#slotOf].map(([id, slot]) => ({ id, touched: this.#slots[slot]!.touched }));
    active.sort((a, b) => a.id - b.id);
    return { position: this.#position, nextId: this.#nextId, active };
  }

  #slideWindow(): void {
    const oldest = this.#position - PARAMETERS.micro.replaceRecent;
    while (this.#recent < this.#of.length && this.#positions.at(this.#recent) <= oldest) this.#recent += 1;
  }

  #replace(post: number): void {
    const slot = this.#slotOf.get(this.#of.at(post))!;
    const { id, members } = this.#slots[slot]!;
    this.#leave(post, slot);
    if (members.length > 0) {
      this.#place(post, undefined);
    } else {
      this.#close(slot);
      this.#place(post, id);
    }
  }

  /** @param formerId id to take again when the post stays alone */
  #place(post: number, formerId: number | undefined): void {
    const best = this.#best(this.#corpus.words(post));
    const slot = best ?? this.#open(formerId ?? this.#nextId++, this.#position);
    this.#join(post, slot);
    this.#slots[slot]!.touched = this.#position;
    this.#of.set(post, this.#slots[slot]!.id);
  }

  /** The micro-theme that explains the post best, or `undefined` when a new one does. Of equals, the older. */
  #best(words: Int32Array): number | undefined {
    const { alpha, beta, sizePower, pairBonus } = PARAMETERS.micro;
    const length = words.length;
    const floor = this.#corpus.vocabulary * beta + (length - 1) / 2;
    let best: number | undefined;
    // What is settled no longer speaks for the micro-themes there are, nor for a new one.
    const seen = Math.min(this.#position, PARAMETERS.window.open);
    let bestScore = Math.log(alpha * seen) - length * Math.log(floor);
    let bestId = 0;
    this.#countPairs(words);
    for (const slot of this.#candidates(words)) {
      const { id, members, words: size } = this.#slots[slot]!;
      let score = this.#scores[slot]! + sizePower * Math.log(members.length) - length * Math.log(size + floor);
      const hits = this.#pairHits[slot]!;
      if (hits > 0) score += Math.log(1 + (pairBonus * hits) / (length - 1));
      this.#scores[slot] = 0;
      this.#pairHits[slot] = 0;
      if (score > bestScore || (score === bestScore && best !== undefined && id < bestId)) {
        bestScore = score;
        best = slot;
        bestId = id;
      }
    }
    return best;
  }

  /** Micro-themes that share a word with the post; leaves in `#scores` what the shared words are worth. */
  #candidates(words: Int32Array): number[] {
    const found: number[] = [];
    for (const word of words) {
      const posting = this.#words.get(word);
      if (posting === undefined) continue;
      const { slots, counts } = posting;
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i]!;
        if (this.#scores[slot] === 0) found.push(slot);
        this.#scores[slot]! += this.#gains.of(counts[i]!);
      }
    }
    return found;
  }

  // Whoever holds a pair holds its words, so every slot counted here is a candidate and is reset with it.
  #countPairs(words: Int32Array): void {
    for (const pair of pairsOf(words)) {
      for (const slot of this.#pairs.get(pair)?.slots ?? []) this.#pairHits[slot]! += 1;
    }
  }

  #join(post: number, slot: number): void {
    const words = this.#corpus.words(post);
    const active = this.#slots[slot]!;
    active.members.push(post);
    active.words += words.length;
    for (const word of words) this.#words.add(word, slot);
    for (const pair of pairsOf(words)) this.#pairs.add(pair, slot);
  }

  #leave(post: number, slot: number): void {
    const words = this.#corpus.words(post);
    const active = this.#slots[slot]!;
    // From the end, where the recent posts are.
    active.members.splice(active.members.lastIndexOf(post), 1);
    active.words -= words.length;
    for (const word of words) this.#words.remove(word, slot);
    for (const pair of pairsOf(words)) this.#pairs.remove(pair, slot);
  }

  #open(id: number, touched: number): number {
    const slot = this.#freeSlots.pop() ?? this.#slots.length;
    this.#slots[slot] = { id, members: [], words: 0, touched };
    this.#slotOf.set(id, slot);
    if (slot >= this.#scores.length) {
      this.#scores = new Float64Array(slot * 2);
      this.#pairHits = new Int32Array(slot * 2);
    }
    return slot;
  }

  #close(slot: number): void {
    this.#slotOf.delete(this.#slots[slot]!.id);
    this.#slots[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  /** Micro-themes that have stopped growing leave the index; their posts stay theirs. */
  #archive(): void {
    const oldest = this.#position - PARAMETERS.micro.forgetAfter;
    for (const [slot, active] of this.#slots.entries()) {
      if (active === undefined || active.touched >= oldest) continue;
      for (const post of active.members.toReversed()) this.#leave(post, slot);
      this.#close(slot);
    }
  }
}

/** Neighbouring words as numbers, whichever comes first. */
function pairsOf(words: Int32Array): number[] {
  const pairs: number[] = [];
  for (let i = 1; i < words.length; i++) {
    const one = words[i - 1]!;
    const other = words[i]!;
    pairs.push(one < other ? one * PAIR_BASE + other : other * PAIR_BASE + one);
  }
  return pairs;
}

/** log((count + beta) / beta): what a word that a group has said `count` times adds to its score. */
export class WordGains {
  readonly #beta: number;
  readonly #table: number[] = [0];

  constructor(beta: number) {
    this.#beta = beta;
  }

  of(count: number): number {
    while (this.#table.length <= count) {
      this.#table.push(Math.log((this.#table.length + this.#beta) / this.#beta));
    }
    return this.#table[count]!;
  }
}
