/** A process that adds one to a counter so many times, reading it first each time. */
import { openStore } from '../../src/store/store.js';

const [url, folder, times] = process.argv.slice(2) as [string, string, string];
const store = await openStore(url, folder, new Date().toISOString());
console.log('ready');
for (let round = 0; round < Number(times); round += 1) {
  await store.transaction(async (tx) => {
    const row = await tx.get<{ value: number }>("SELECT value FROM counters WHERE name = 'both'");
    if (row === undefined) await tx.run("INSERT INTO counters (name, value) VALUES ('both', 1)");
    else await tx.run("UPDATE counters SET value = ? WHERE name = 'both'", [row.value + 1]);
  });
}
await store.close();
console.log('done');
