/**
 * The one order in which posts are read: by date, then by the order in which their own source gave them. Row ids alone
 * would depend on which of two sources happened to answer first, and results must not.
 * Use after `ORDER BY` with `posts` aliased as `p`. Undated posts come last.
 */
export const STREAM_ORDER = 'p.created_at IS NULL, p.created_at, p.source, p.id';
