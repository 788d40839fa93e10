import { it } from 'vitest';
import { execFileSync } from 'node:child_process';
import { startPostgres } from '/work/w-search/tests/support/postgres.js';
it('x', async () => {
  const server = await startPostgres();
  try {
    const url = server.url();
    process.env.PGPASSWORD = 'p@ss word';
    console.log(execFileSync('node', ['/work/w-search/bin/discover.js', 'store', 'copy', 'sqlite:/tmp/xb/d', url.replace(/:[^:@/]*@/, '@')], { encoding: 'utf8' }));
    for (const s of ['ANALYZE']) server.sql('discover', s);
    console.log(execFileSync('node', ['/tmp/xb/time.mjs', url.replace(/:[^:@/]*@/, '@')], { encoding: 'utf8' }));
  } finally { await server.remove(); }
}, 400000);
