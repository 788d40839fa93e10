/**
 * The engine alone, tokens in, groups out: `node dist/bench/engine.js TOKENS` where TOKENS is a JSON array of arrays.
 * Prints `{ seconds, themes, chapters }`, the groups as lists parallel to the posts.
 */
import { readFileSync } from 'node:fs';
import { ThemeEngine } from '../src/themes/engine.js';

const posts = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[][];
const started = performance.now();
const engine = new ThemeEngine();
for (const tokens of posts) engine.add(tokens);
const { themeOf, chapterOf } = engine.group();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  JSON.stringify({ seconds, themes: [...themeOf], chapters: Array.from(themeOf, (theme) => chapterOf[theme]!) }),
);
