/** The job of grouping: one, over all posts. */
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../config.js';
import { loadStopwords, loadStopwordsByLanguage } from '../pipeline/pipeline.js';
import type { Project } from '../project.js';
import { countToGroup } from '../store/themes.js';
import { recordTry } from '../store/tries.js';
import { loadAbbreviations } from '../themes/abbreviations.js';
import { groupThemes, type ThemesSettings } from '../themes/themes.js';
import { analysing } from './analysis.js';
import { groupApart } from './group-apart.js';

/** With fewer posts the grouping takes less time than a thread takes to begin; where no model has to read them first. */
const WORTH_A_THREAD = 3_000;

export const grouping = analysing('grouping', async (project) => {
  const settings = await themesSettings(project);
  return async ({ key, payload }, signal) => {
    const { store, effects } = project;
    const runId = Number(payload.run);
    const how = { again: payload.again === true };
    const counts =
      (settings.model ?? null) === null && (await countToGroup(store)) < WORTH_A_THREAD
        ? await groupThemes(store, settings, runId, effects.log, how)
        : await groupApart(project, { settings, runId, how }, signal);
    await recordTry(store, 'themes', { key, slug: null, message: null, counts });
  };
});

async function themesSettings({ config }: Project): Promise<ThemesSettings> {
  const folder = join(PACKAGE_FOLDER, 'config/stopwords');
  const ofLanguage = await loadStopwords(folder);
  const stopwords = new Set(config.languages.flatMap((language) => [...ofLanguage(language)]));
  const otherStopwords = await loadStopwordsByLanguage(folder);
  for (const language of config.languages) otherStopwords.delete(language);
  const spellings = await loadAbbreviations(join(PACKAGE_FOLDER, 'config/abbreviations.txt'));
  return { words: config.words, stopwords, otherStopwords, spellings, model: config.themes.model };
}
