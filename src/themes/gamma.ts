const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
] as const;

/** Natural logarithm of the gamma function for x > 0, good to about ten digits (Lanczos 1964). */
export function logGamma(x: number): number {
  const shifted = x + 5.5;
  let series = 1.000000000190015;
  for (let i = 0; i < LANCZOS.length; i++) series += LANCZOS[i]! / (x + 1 + i);
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.506628274631 * series) / x);
}
