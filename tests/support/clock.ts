/** How much a piece of work costs, whatever else the machine does meanwhile. */

/** Starts to count; the answer gives the milliseconds of processor that this process has used since. */
export function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => process.cpuUsage(before).user / 1000;
}
