/** Lines as pieces of a file: one write a line would cost more than making the line, one for all of them all the memory. */

const PIECE_CHARS = 64 * 1024;

/** The same text in pieces of about 64,000 characters. */
export function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
