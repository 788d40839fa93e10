/** C18: what robots.txt files allow, against recorded decisions of the reference parser. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isAllowedBy, parseRobots } from '../../src/crawl/robots.js';

const FOLDER = fileURLToPath(new URL('../../../shared/data/robots/', import.meta.url));
const REQUIRED = process.env.CI !== undefined;

interface Decision {
  agent: string;
  url: string;
  allowed: boolean;
}

interface Case extends Decision {
  robots: string;
  robots_base64?: string;
  /** Beyond the RFC. */
  google_only: boolean;
}

/** Path and query as they stand there: the recorded decisions are about addresses that nobody has made canonical. */
function pathOf(url: string): string {
  const [, path = ''] = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url) ?? [];
  return path.startsWith('/') ? path : `/${path}`;
}

function differences(decisions: readonly Decision[], bodyOf: (index: number) => Buffer): Decision[] {
  return decisions.filter(({ agent, url, allowed }, index) => {
    return isAllowedBy(parseRobots(bodyOf(index), agent).rules, pathOf(url)) !== allowed;
  });
}

describe.skipIf(!existsSync(FOLDER) && !REQUIRED)('C18: robots.txt (needs ../shared/data)', () => {
  const read = (file: string) => readFileSync(`${FOLDER}${file}`);

  test('real files: every decision is that of the reference parser', () => {
    const lines = gunzipSync(read('real_decisions.jsonl.gz')).toString('utf8').trim().split('\n');
    const decisions = lines.map((line) => JSON.parse(line) as Decision & { host: string });
    const files = new Map<string, Buffer>();
    for (const { host } of decisions) files.set(host, files.get(host) ?? read(`real/${host}.robots.txt`));
    expect(decisions.length).toBeGreaterThan(10_000);
    expect(differences(decisions, (index) => files.get(decisions[index]!.host)!)).toEqual([]);
  });

  test.each([
    { what: 'cases of the RFC', beyond: false },
    { what: 'cases of lenience beyond it', beyond: true },
  ])('$what: every decision is that of the reference parser', ({ beyond }) => {
    const all = JSON.parse(read('google_robotstxt_cases.json').toString('utf8')) as Case[];
    const cases = all.filter(({ google_only }) => google_only === beyond);
    const bodyOf = ({ robots, robots_base64 }: Case) =>
      robots_base64 === undefined ? Buffer.from(robots, 'utf8') : Buffer.from(robots_base64, 'base64');
    expect(cases.length).toBeGreaterThan(30);
    expect(differences(cases, (index) => bodyOf(cases[index]!))).toEqual([]);
  });
});
