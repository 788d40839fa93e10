/** Many hosts on one loopback server (127.0.0.1, 127.0.0.2, …), which watches who asks whom at the same time. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  host: string;
  path: string;
  /** Milliseconds since 1970. */
  from: number;
  /** `null` while it is under way. */
  to: number | null;
}

export interface Hosts {
  /** `host:port` of host number `index`, as `allow_private` wants it. */
  host(index: number): string;
  requests: Asked[];
  /** Pairs of requests to one host that overlapped, or that came closer than `pauseMs` after one another. */
  crowding(pauseMs?: number): string[];
  /** The most requests that were under way at once, whatever the host. */
  mostAtOnce(): number;
}

export type Answer = (asked: Asked, response: ServerResponse) => Promise<void> | void;

/** A feed of one post; what it says is up to the caller. */
export function feed(title: string, text: string, author = 'somebody'): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><item><guid>${title}-1</guid>
    <title>${title}</title><author>${author}</author><description>${text}</description>
    <link>https://${title}.example/1</link><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate></item></channel></rss>`;
}

/** Starts the server, gone after the test. Requests take `lastsMs` unless `answer` does it all itself. */
export async function manyHosts(lastsMs: number, answer?: Answer): Promise<Hosts> {
  const requests: Asked[] = [];
  const server = createServer(async (request, response) => {
    const asked: Asked = { host: request.headers.host!, path: request.url!, from: Date.now(), to: null };
    requests.push(asked);
    response.on('close', () => {
      asked.to = Date.now();
    });
    await new Promise((resolve) => setTimeout(resolve, lastsMs));
    if (answer !== undefined) await answer(asked, response);
    if (!response.writableEnded) response.end(feed(`feed${asked.path.replace(/\W/g, '')}`, 'Some words about buses.'));
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: (index) => `127.0.0.${index + 1}:${port}`,
    requests,
    crowding: (pauseMs = 0) => crowdingOf(requests, pauseMs),
    mostAtOnce: () => mostAtOnce(requests),
  };
}

function crowdingOf(requests: readonly Asked[], pauseMs: number): string[] {
  const hosts = [...new Set(requests.map(({ host }) => host))];
  return hosts.flatMap((host) => {
    const asked = requests.filter((one) => one.host === host);
    return asked.slice(1).flatMap((next, index) => {
      const gap = next.from - (asked[index]!.to ?? Number.POSITIVE_INFINITY);
      return gap < pauseMs ? [`${host}: ${asked[index]!.path} and ${next.path}, ${gap} ms apart`] : [];
    });
  });
}

function mostAtOnce(requests: readonly Asked[]): number {
  const moments = requests.flatMap(({ from, to }) => [
    { at: from, step: 1 },
    { at: to ?? Number.POSITIVE_INFINITY, step: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { step } of moments.sort((one, other) => one.at - other.at || one.step - other.step)) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
