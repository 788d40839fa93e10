import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover, startDiscover } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function get(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, host: '127.0.0.1' }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece) => {
        body += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode!, body }));
    });
    asked.on('error', reject).end();
  });
}

describe('discover serve', () => {
  it('shows the map of what is in the store, says where there is no report yet, and ends with SIGTERM', async () => {
    const data = await temporaryFolder();
    const file = join(data, 'posts.ndjson');
    const posts = [
      { id: '1', text: 'The night bus is late again', author: 'ada', place: 'Bus Forum' },
      { id: '2', text: 'Mine was late too', author: 'bob', place: 'Bus Forum', in_reply_to: '1' },
    ];
    await writeFile(file, posts.map((post) => JSON.stringify(post)).join('\n'));
    await discover(['import', file, '--data', data]);
    await discover(['process', '--data', data]);
    const port = await freePort();
    const running = startDiscover(['serve', '--port', String(port), '--data', data]);
    await running.says(`http://127.0.0.1:${port}/`);
    const map = await get(port, '/map');
    expect(map.status).toBe(200);
    expect(map.body).toContain('Bus Forum');
    expect(map.body).not.toContain('ada');
    expect(await get(port, '/')).toEqual({
      status: 404,
      body: 'Nothing has been written yet: `discover run` makes the report.\n',
    });
    running.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, out: 'Stopped.\n' });
  });

  it('refuses a port that is none', async () => {
    const data = await temporaryFolder();
    for (const port of ['x', '-1', '65536', '1.5']) {
      const { code, err } = await discover(['serve', `--port=${port}`, '--data', data]);
      expect(code).toBe(2);
      expect(err).toContain(`--port ${port}: expected a number up to 65535.`);
    }
  });
});

describe('discover map --html', () => {
  it('writes the page where it is told, and refuses a second format or file', async () => {
    const data = await temporaryFolder();
    const file = join(data, 'posts.ndjson');
    await writeFile(
      file,
      JSON.stringify({ id: '1', text: 'The night bus is late', author: 'ada', place: 'Bus Forum' }),
    );
    await discover(['import', file, '--data', data]);
    const page = join(data, 'the-map.html');
    expect(await discover(['map', '--html', page, '--data', data])).toMatchObject({ code: 0 });
    const refused = await discover(['map', '--html', page, '--out', page, '--data', data]);
    expect(refused).toMatchObject({ code: 2, err: 'Name the file with --html or with --out, not both.\n' });
    expect(await discover(['map', '--html', page, '--format', 'gexf', '--data', data])).toMatchObject({ code: 2 });
  });
});
