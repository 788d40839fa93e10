/** A process that copies one store into another, slowly enough to be killed at a known point. */
import { copyStore } from '../../src/store/copy.js';
import { openCopy, openStore } from '../../src/store/store.js';

const [fromUrl, fromFolder, toUrl, toFolder, stopAfter] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
const at = new Date().toISOString();
const from = await openStore(fromUrl, fromFolder, at);
const to = await openCopy(toUrl, toFolder, at);
const log = {
  info(message: string) {
    console.log(message);
    // The copy goes no further until somebody ends this process.
    if (message === `${stopAfter} copied`) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  warn: console.log,
};
await copyStore(from, to, { now: Date.now, log });
