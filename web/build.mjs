/** Bundles the script of the map's page into dist/web/map.js, from where src/map/page.ts puts it into each page. */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// The licences of what is bundled want to be named with it.
const NOTICE = `/* Contains sigma, graphology, graphology-utils and events: MIT licence, (c) Alexis Jacomy, Guillaume Plique, Benoît Simard and others; Irakli Gozalishvili, Joyent, Inc. and other Node contributors. */`;

await build({
  entryPoints: [fileURLToPath(new URL('./map.ts', import.meta.url))],
  outfile: fileURLToPath(new URL('../dist/web/map.js', import.meta.url)),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  banner: { js: NOTICE },
  logLevel: 'warning',
});
