/** Preloaded into a child (`node --import`): tells the parent what it took: at most so much memory (KB), and processor time (µs). */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.BENCH_PEAK_FILE;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (file !== undefined)
    writeFileSync(file, JSON.stringify({ peakKb: maxRSS, cpuMicros: userCPUTime + systemCPUTime }));
});
