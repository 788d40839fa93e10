/** JSON as platforms write it: ids are numbers too large for a double, and must keep every digit. */

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/.source;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source;
const TOKENS = new RegExp(`${STRING}|${NUMBER}`, 'gs');
// Most documents have no such number outside their strings, and need no second look.
const LONG_INTEGER = /[[:,\s]-?\d{16,}/;

/**
 * Parses JSON; integers beyond 2^53 come back as strings with all their digits instead of rounded numbers.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(LONG_INTEGER.test(text) ? text.replace(TOKENS, quoteLongInteger) : text);
}

function quoteLongInteger(token: string): string {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
