import { describe } from 'vitest';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { itIsAStore } from './conformance.js';
import { itCopies } from './copy.js';

describe('the store on SQLite', () => {
  itIsAStore(async () => {
    const folder = await temporaryFolder();
    return [await temporaryStore(folder), await temporaryStore(folder)];
  });
});

describe('from SQLite to SQLite', () => {
  const fresh = async () => ({ url: 'sqlite', folder: await temporaryFolder() });
  itCopies(fresh, fresh);
});
