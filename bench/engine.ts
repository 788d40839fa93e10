/**
 * The engine alone, tokens in, groups out: `node dist/bench/engine.js TOKENS` where TOKENS is a JSON array of arrays.
 * Prints `{ seconds, processor, themes, chapters }`, seconds by the clock and of the processor, the groups as lists parallel to the posts.
 */
import { readFileSync } from 'node:fs';
import { ThemeEngine } from '../src/themes/engine.js';

const posts = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[][];
const before = process.cpuUsage();
const started = performance.now();
const engine = new ThemeEngine();
for (const tokens of posts) engine.add(tokens);
const { themeOf, chapterOf } = engine.group();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    seconds,
    processor: (user + system) / 1e6,
    themes: [...themeOf],
    chapters: Array.from(themeOf, (theme) => chapterOf[theme]!),
  }),
);
