/** `discover sample`: the whole flow over the invented sample conversation, from a loopback server started for it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Declare, example, type Outcome } from './command.js';

/** The stand-in for X asks for a bearer token as X does; any will do. */
const SAMPLE_TOKEN = 'sample';

export const sample: Declare = (program, act) => {
  program
    .command('sample')
    .description('the whole flow over an invented sample conversation: no token, no network')
    .addHelpText('after', example('discover sample'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { PACKAGE_FOLDER, parseConfig } = await import('../config.js');
        const { inRun, withProject } = await import('../project.js');
        const { listen } = await import('../listen.js');
        const { serveSample } = await import('../serve/sample.js');
        const { runText } = await import('./summaries.js');
        const { listMeasured } = await import('./measured-themes.js');
        const folder = join(PACKAGE_FOLDER, 'data/sample');
        const server = await serveSample(folder);
        try {
          const file = join(folder, 'discover.yaml');
          const config = await parseConfig(
            (await readFile(file, 'utf8')).replaceAll('{port}', String(server.port)),
            file,
          );
          const env = { ...context.effects.env, X_BEARER_TOKEN: SAMPLE_TOKEN };
          const where = { ...context, data: join(context.data, 'sample-run'), effects: { ...context.effects, env } };
          return await withProject(
            where,
            (project) =>
              inRun(project, 'sample', async (runId) => {
                const summary = await listen(project, runId);
                const text = `${runText(summary, await listMeasured(project.store))}\n\n${INVENTED}`;
                return { json: summary, text, failed: summary.crawl.failed > 0 };
              }),
            config,
          );
        } finally {
          await server.close();
        }
      }),
    );
};

const INVENTED =
  'All of this conversation is invented. For your own: `npx discover init`, add your sources, `npx discover run`.';
