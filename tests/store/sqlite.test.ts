import { describe } from 'vitest';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { itIsAStore, type OpenTwice } from './conformance.js';
import { itCopies } from './copy.js';
import { itKnowsHosts } from './hosts.js';
import { itTellsChanges } from './theme-changes.js';

describe('the store on SQLite', () => {
  const openTwice: OpenTwice = async () => {
    const folder = await temporaryFolder();
    return [await temporaryStore(folder), await temporaryStore(folder)];
  };
  itIsAStore(openTwice);
  itKnowsHosts(openTwice);
  itTellsChanges(openTwice);
});

describe('from SQLite to SQLite', () => {
  const fresh = async () => ({ url: 'sqlite', folder: await temporaryFolder() });
  itCopies(fresh, fresh);
});
