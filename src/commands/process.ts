/** `discover process`: the pipeline over what is new. */
import { type Declare, example, type Outcome } from './command.js';

export const processCommand: Declare = (program, act) => {
  program
    .command('process')
    .description('clean what is new: text, language, words, mentions, links, campaigns')
    .addHelpText('after', example('discover process'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { inRun, withExistingProject } = await import('../project.js');
        const { cleanPosts } = await import('../listen.js');
        const { processText } = await import('./summaries.js');
        return withExistingProject(context, (project) =>
          inRun(project, 'process', async (runId) => {
            const summary = await cleanPosts(project, runId);
            return { json: summary, text: processText(summary) };
          }),
        );
      }),
    );
};
