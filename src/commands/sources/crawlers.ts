/** `discover sources --crawlers`: the crawlers there are. */
import { table } from '../../terminal.js';
import type { Outcome } from '../command.js';

export async function crawlerList(): Promise<Outcome> {
  const { z } = await import('zod');
  const { crawlerNames, loadCrawler } = await import('../../crawl/registry.js');
  const crawlers = await Promise.all(crawlerNames().map((name) => loadCrawler(name)));
  const described = crawlers.map(({ name, summary, options, secrets }) => {
    const shape = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
    return { name, summary, secrets: secrets ?? [], options: shape };
  });
  const rows = described.map(({ name, summary, options }) => [
    name,
    Object.keys(options.properties ?? {}).join(', '),
    summary,
  ]);
  return { json: described, text: table([{ title: 'crawler' }, { title: 'options' }, { title: 'for' }], rows) };
}
