/** A process that groups what is new, with a small window: one night of a project. */
import { openStore, SQLITE } from '../../src/store/store.js';
import { groupThemes } from '../../src/themes/themes.js';
import { TEST_NOW } from '../support/project.js';
import { SETTINGS, SMALL_WINDOW } from './conversation.js';

const [folder, run] = process.argv.slice(2) as [string, string];
const store = await openStore(SQLITE, folder, new Date(TEST_NOW).toISOString());
const log = { info: () => undefined, warn: () => undefined };
await groupThemes(store, SETTINGS, Number(run), log, { window: SMALL_WINDOW });
await store.close();
