/**
 * A ZIP archive as it is made (PKWARE, .ZIP File Format Specification 6.3.10): entries one after another, each packed as
 * it comes, its size told behind it. Memory does not grow with what goes in. The same content gives the same bytes.
 */
import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { UserError } from '../errors.js';

export interface ZipEntry {
  /** Path in the archive, plain ASCII. */
  name: string;
  /** Text, written as UTF-8. */
  pieces: AsyncIterable<string> | Iterable<string>;
}

const LOCAL = 0x04034b50;
const BEHIND = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Bit 3: checksum and sizes stand behind the content. */
const SIZES_BEHIND = 0x0008;
const DEFLATED = 8;
/** 1 January 1980, the first day there is: when it was made is no part of what is in it. */
const DAY = 0x0021;
/** More needs ZIP64, which not every reader knows. */
const MOST_BYTES = 0xffff_ffff;

/** @throws UserError when it becomes larger than such an archive may be */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncIterable<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, pieces } of entries) {
    const start = offset;
    const local = numbers([LOCAL, 4], ...common(0, 0, 0, name));
    yield Buffer.concat([local, Buffer.from(name)]);
    const sums = { crc: 0, size: 0 };
    let packed = 0;
    for await (const piece of deflated(pieces, sums)) {
      packed += piece.length;
      if (start + packed > MOST_BYTES) throw tooLarge();
      yield piece;
    }
    if (sums.size > MOST_BYTES) throw tooLarge();
    yield numbers([BEHIND, 4], [sums.crc, 4], [packed, 4], [sums.size, 4]);
    offset = start + local.length + name.length + packed + 16;
    const entry = common(sums.crc, packed, sums.size, name);
    // No comment, first disk, no attributes; then where it begins.
    const rest = numbers([CENTRAL, 4], [VERSION, 2], ...entry, [0, 2], [0, 2], [0, 2], [0, 4], [start, 4]);
    directory.push(rest, Buffer.from(name));
  }
  const list = Buffer.concat(directory);
  const count = directory.length / 2;
  if (offset > MOST_BYTES) throw tooLarge();
  yield list;
  yield numbers([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [list.length, 4], [offset, 4], [0, 2]);
}

/** What the header before an entry and its line in the directory have in common. */
function common(crc: number, packed: number, size: number, name: string): [number, 2 | 4][] {
  return [
    ...([VERSION, SIZES_BEHIND, DEFLATED, 0, DAY].map((value) => [value, 2]) as [number, 2][]),
    ...([crc, packed, size].map((value) => [value, 4]) as [number, 4][]),
    ...([name.length, 0].map((value) => [value, 2]) as [number, 2][]),
  ];
}

/** Each with its length in bytes, the lowest byte first. */
function numbers(...values: readonly [number, 2 | 4][]): Buffer {
  const buffer = Buffer.alloc(values.reduce((sum, [, length]) => sum + length, 0));
  let at = 0;
  for (const [value, length] of values) at = buffer.writeUIntLE(value, at, length);
  return buffer;
}

async function* deflated(pieces: ZipEntry['pieces'], sums: { crc: number; size: number }): AsyncIterable<Uint8Array> {
  const summed = async function* () {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece, 'utf8');
      sums.crc = crc32(bytes, sums.crc);
      sums.size += bytes.length;
      yield bytes;
    }
  };
  const packer = createDeflateRaw();
  // What goes wrong in the pieces comes out of the packer.
  pipeline(Readable.from(summed(), { objectMode: true, highWaterMark: 1 }), packer, () => undefined);
  yield* packer as AsyncIterable<Uint8Array>;
}

function tooLarge(): UserError {
  return new UserError(
    'The workbook would be larger than 4 GB, which spreadsheets cannot open. Ask for --format csv, for fewer --columns or for a shorter period.',
  );
}
