/** The `?` of our statements as PostgreSQL wants them. */

/** Quoted text, quoted names and comments, in which a `?` is a mere sign; or a `?`. */
const QUOTED_OR_MARK = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?/g;

/** `?` in order as `$1`, `$2`, …; those inside quotes and comments stay. */
export function numbered(sql: string): string {
  let mark = 0;
  return sql.replace(QUOTED_OR_MARK, (found) => {
    if (found !== '?') return found;
    mark += 1;
    return `$${mark}`;
  });
}
