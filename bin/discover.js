#!/usr/bin/env node
// A file that is there before anything is built, so that `npx discover` finds it from the first moment.
import { existsSync } from 'node:fs';

const program = new URL('../dist/src/cli.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('discover is not built yet: run `npm ci && npm start` (or `npm run build`) here first.\n');
  process.exitCode = 1;
}
