import { describe, expect, it } from 'vitest';
import { ThemeEngine } from '../../src/themes/engine.js';
import { logGamma } from '../../src/themes/gamma.js';
import { chatter, tokensOf } from './conversation.js';

function engineOf(posts: readonly (readonly string[])[]): ThemeEngine {
  const engine = new ThemeEngine();
  for (const tokens of posts) engine.add(tokens);
  return engine;
}

describe('the engine', () => {
  it('has nothing to say about nothing', () => {
    expect(engineOf([]).group()).toMatchObject({ themes: 0, chapters: 0 });
  });

  it('groups one post', () => {
    const grouping = engineOf([['dentist']]).group();
    expect(grouping).toMatchObject({ themes: 1, chapters: 1, themeOf: Int32Array.of(0) });
    expect(grouping.about(0)).toEqual([{ theme: 0, weight: 1 }]);
  });

  it('finds out again which posts belong together', () => {
    const said = chatter(600);
    const { themeOf, themes } = engineOf(said.map(({ text }) => tokensOf(text))).group();
    const subjects = Array.from({ length: themes }, (_, theme) => said.filter((_post, i) => themeOf[i] === theme));
    for (const posts of subjects.filter((posts) => posts.length > 5)) {
      expect(new Set(posts.map(({ subject }) => subject)).size).toBe(1);
    }
    expect(themes).toBeLessThan(20);
  });

  it('keeps posts that share no word apart', () => {
    const { themes, themeOf } = engineOf([
      ['dentist', 'tooth'],
      ['parking', 'ticket'],
      ['midwife', 'birth'],
    ]).group();
    expect(themes).toBe(3);
    expect([...themeOf]).toEqual([0, 1, 2]);
  });

  it('gives weights that add up to at most 1, strongest first', () => {
    const posts = chatter(200).map(({ text }) => tokensOf(text));
    posts.push(['dentist', 'tooth', 'midwife', 'birth']);
    const grouping = engineOf(posts).group();
    for (let post = 0; post < posts.length; post++) {
      const about = grouping.about(post);
      const weights = about.map(({ weight }) => weight);
      expect(about[0]!.theme).toBe(grouping.themeOf[post]);
      expect(weights).toEqual([...weights].sort((a, b) => b - a));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(1 + 1e-9);
      expect(about.length).toBeLessThanOrEqual(3);
    }
  });

  it('goes on as if it had never stopped, wherever it stops', () => {
    const posts = chatter(1600).map(({ text }, index) => [...tokensOf(text), `day${Math.floor(index / 300)}`]);
    const whole = engineOf(posts);
    const microsOf = (engine: ThemeEngine) => posts.map((_, post) => engine.micro.of(post));
    for (const stop of [1, 49, 50, 777, 1399]) {
      const first = engineOf(posts.slice(0, stop));
      const second = new ThemeEngine();
      const placed = posts.slice(0, stop).map((tokens, post) => {
        second.corpus.add(tokens);
        return { micro: first.micro.of(post), position: first.micro.positionOf(post) };
      });
      second.micro.restore(JSON.parse(JSON.stringify(first.micro.state())), placed);
      for (const tokens of posts.slice(stop)) second.add(tokens);
      expect(microsOf(second)).toEqual(microsOf(whole));
      expect(second.micro.state()).toEqual(whole.micro.state());
      expect(second.group().themeOf).toEqual(whole.group().themeOf);
    }
  });

  it('forgets micro-themes that stop growing, and no post with them', () => {
    const old = Array.from({ length: 20 }, () => ['comet', 'telescope']);
    const engine = engineOf([...old, ...chatter(1400).map(({ text }) => tokensOf(text))]);
    const active = engine.micro.state().active.map(({ id }) => id);
    expect(active).not.toContain(engine.micro.of(0));
    engine.add(['comet', 'telescope']);
    const again = engine.corpus.size - 1;
    expect(engine.micro.of(again)).not.toBe(engine.micro.of(0));
    const { themeOf } = engine.group();
    expect(themeOf[again]).toBe(themeOf[0]);
  });

  it('takes a hundred thousand words that are said once', () => {
    const posts = Array.from({ length: 5_000 }, (_, post) =>
      Array.from({ length: 20 }, (_w, word) => `w${post * 20 + word}`),
    );
    const engine = engineOf([...posts, Array.from({ length: 100_000 }, (_, word) => `x${word}`)]);
    expect(engine.corpus.vocabulary).toBe(200_000);
    expect(engine.group().themes).toBe(5_001);
  });

  it('knows the gamma function', () => {
    for (const [x, factorial] of [
      [1, 1],
      [5, 24],
      [11, 3_628_800],
    ] as const) {
      expect(logGamma(x)).toBeCloseTo(Math.log(factorial), 9);
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 9);
  });
});
