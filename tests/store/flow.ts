/** The main job over the sample conversation, into any store. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER, parseConfig } from '../../src/config.js';
import { listen } from '../../src/listen.js';
import { inRun, withProject } from '../../src/project.js';
import type { SampleServer } from '../../src/serve/sample.js';
import { testEffects } from '../support/project.js';

/** Runs everything from the sources to the reports; the files by name. */
export async function listenInto(storeUrl: string, data: string, server: SampleServer): Promise<Map<string, string>> {
  const file = join(PACKAGE_FOLDER, 'data/sample/discover.yaml');
  const text = (await readFile(file, 'utf8')).replaceAll('{port}', String(server.port));
  const config = { ...(await parseConfig(text, file)), store: { url: storeUrl } };
  const effects = { ...testEffects(), env: { X_BEARER_TOKEN: 'any' } };
  const where = { data, configFile: null, effects, signal: new AbortController().signal };
  await withProject(
    where,
    (project) => inRun(project, 'run', async (runId) => ({ json: await listen(project, runId) })),
    config,
  );
  return filesOf(join(data, 'reports'));
}

async function filesOf(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}
