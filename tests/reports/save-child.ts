/** Saves a file piece by piece, saying so, until somebody stops it: `save-child.ts FILE PIECES`. */
import { saveWhole } from '../../src/whole-file.js';

const [file, pieces] = process.argv.slice(2) as [string, string];

async function* slowly() {
  for (let piece = 0; piece < Number(pieces); piece += 1) {
    yield 'x'.repeat(100_000);
    console.log(piece);
    // Lets the line out before the next piece is written.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

await saveWhole(file, slowly()).catch((error: Error) => console.log(`${error.name}: ${error.message}`));
