/**
 * Every number of the theme engine, in one place: one configuration for all material. docs/themes.md has the formulas they
 * belong to, and says on what material they were chosen.
 */
export const PARAMETERS = {
  micro: {
    /** Readiness to start a micro-theme, per post seen (the concentration of the Dirichlet process). */
    alpha: 0.06,
    /** Pseudo-count of every word in a micro-theme. Small: micro-themes are about one thing. */
    beta: 0.01,
    /** Power of a micro-theme's size in its favour; below 1, the rich grow richer more slowly. */
    sizePower: 0.75,
    /** Worth of neighbouring words that a micro-theme has seen together before. */
    pairBonus: 10,
    /** Posts after which a micro-theme that has not grown takes no more. */
    forgetAfter: 1000,
    /** Every so many posts, … */
    replaceEvery: 50,
    /** … so many recent ones are taken out and placed again, with what is known by now. */
    replaceRecent: 200,
  },
  merge: {
    /** Other groups each group is compared with: those with the most similar words. */
    neighbours: 8,
    /** Most telling words of a group by which neighbours are found. */
    probes: 30,
    /** Words of prior knowledge in a group. The more, the weaker the evidence of a difference, the broader the groups. */
    themeMass: 1000,
  },
  chapters: {
    /** Words of prior knowledge in a group, as above. */
    mass: 12_000,
    /** Chapters are made broader while posts hesitate between more than so many of them, knowing two words each. */
    hesitation: 4,
    /** Power of a chapter's size in its favour, so low that large chapters do not swallow the small. */
    sizePower: 0.5,
    /** Share of the chapters that find a partner at once, before posts look again where they belong. */
    atOnce: 0.07,
    /** Broader chapters are found with so many of the posts, in so many of the largest chapters. */
    posts: 20_000,
    groups: 150,
    /** Of the random numbers of the draws. */
    seed: 1,
  },
  nearby: {
    /** Posts looked at on either side of a post. */
    around: 500,
    /** Their part in what the size of a group counts for; the rest is the group's size in the whole corpus. */
    share: 0.9,
  },
  reread: {
    /** Pseudo-count of every word. Larger than in a micro-theme: a theme must be open to words it has not met. */
    beta: 0.1,
    sizePower: 0.75,
    /** Share of a post's chapter in the choice of its theme. */
    chapterShare: 0.7,
    /** Before chapters are made, so that they are made of cleaner themes. */
    firstSweeps: 1,
    /** With chapters. */
    sweeps: 4,
  },
  window: {
    /** Items of the stream that are open: placed in micro-themes, merged and read again in each run. Older ones are settled. */
    open: 50_000,
    /** Of these, kept open while a backlog is worked off; and the new ones that a run takes in without settling more. */
    overlap: 10_000,
    /** A theme that none of so many of the latest settled items is about is asleep: nothing joins it any more. */
    lookBack: 100_000,
    /** Posts that stand for the settled part of a theme: its latest, at most, … */
    witnesses: 40,
    /** … if it has so many, … */
    fewestWitnesses: 3,
    /** … and in all themes together. */
    mostWitnesses: 20_000,
  },
  passages: {
    /** Tokens from which on a post is read in parts. */
    longFrom: 60,
    /** Tokens of a part, about. */
    length: 40,
    /** Parts of a post, at most; of a longer one they are taken evenly from all of it. */
    most: 50,
  },
  /** Only where a model says what posts mean. */
  vectors: {
    /** Worth of full agreement of a post with what a theme means, in nats: as much as one or two telling words. */
    concentration: 10,
    /** Groups of like meaning that are looked at beside those that share words. */
    neighbours: 8,
    /** From this cosine between two groups on, it counts less and less that their words differ, … */
    alike: 0.7,
    /** … and from this one on they are one even without a word in common. */
    same: 0.9,
  },
  /** From this share on a post is also about a second theme. */
  alsoAbout: 0.25,
} as const;

export type Parameters = typeof PARAMETERS;

/** How much of the stream is read again; tests make it small. */
export type Window = { readonly [Name in keyof Parameters['window']]: number };
