/** Jobs of the pipeline: a block of posts each; and one that looks across all of them, for near copies and conversations. */
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../config.js';
import { cleanBlock, loadStopwords, pipelineResources, placePosts } from '../pipeline/pipeline.js';
import { recordTry } from '../store/tries.js';
import { analysing } from './analysis.js';

const WENT_WELL = { slug: null, message: null };

export const cleaning = analysing('block of posts', async ({ config, store, effects }) => {
  const stopwords = await loadStopwords(join(PACKAGE_FOLDER, 'config/stopwords'));
  const resources = pipelineResources({ languages: config.languages, words: config.words, stopwords });
  return async ({ key }) => {
    const counts = await cleanBlock(store, Number(key), resources, effects.log);
    await recordTry(store, 'clean', { key, ...WENT_WELL, counts });
  };
});

export const placing = analysing('look at near copies', async ({ store }) => async ({ key }, signal) => {
  const counts = await placePosts(store, signal);
  await recordTry(store, 'campaigns', { key, ...WENT_WELL, counts });
});
