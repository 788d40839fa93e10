/** Text files of any size, line by line, in constant memory: plain or gzip, in UTF-8, UTF-16 or Windows-1252. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { SourceError } from '../../errors.js';
import { decodeWindows1252 } from '../windows-1252.js';

export interface Line {
  /** From 1. */
  number: number;
  /** Without its line end; `null` when the line is too long to be one. */
  text: string | null;
}

/** A twarc page of 500 tweets is about 2 MB; anything near this is not a line but a broken file. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEWLINE = 0x0a;
const UNREADABLE = ['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES', 'EPERM'];

/**
 * Lines end with LF or CRLF. U+2028, which JSON allows inside strings, ends none. What is not UTF-8 is taken for
 * Windows-1252, line by line: what spreadsheets on Windows save as CSV.
 * @throws SourceError `file-missing`, or `bad-file` when packed data breaks off
 */
export async function* readLines(path: string): AsyncGenerator<Line, void, void> {
  let number = 0;
  try {
    for await (const bytes of splitLines(toUtf8(openBytes(path)))) {
      number += 1;
      yield { number, text: bytes === null ? null : decodeLine(bytes, number === 1) };
    }
  } catch (error) {
    throw fileFailure(error, path, number);
  }
}

async function* openBytes(path: string): AsyncGenerator<Buffer, void, void> {
  const gzip = await isGzip(path);
  const file = createReadStream(path);
  const stream = gzip ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
    stream.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Spreadsheets save "Unicode text" as UTF-16 with a byte order mark, which would hide the line ends. */
async function* toUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let decoder: TextDecoder | null | undefined;
  for await (const chunk of chunks) {
    decoder ??= utf16Decoder(chunk);
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
}

function utf16Decoder(chunk: Buffer): TextDecoder | null {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return new TextDecoder('utf-16le');
  return chunk[0] === 0xfe && chunk[1] === 0xff ? new TextDecoder('utf-16be') : null;
}

/** Splits at line feeds; `null` stands for a line that was too long, whose bytes are let go. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null, void, void> {
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length > LONGEST_LINE) parts = [];
    else parts.push(part);
  };
  const take = () => {
    const line = length > LONGEST_LINE ? null : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

function decodeLine(bytes: Buffer, first: boolean): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : decodeWindows1252(bytes);
  return text.slice(first && text.startsWith('\ufeff') ? 1 : 0, text.endsWith('\r') ? -1 : undefined);
}

function fileFailure(error: unknown, path: string, number: number): unknown {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
  if (UNREADABLE.includes(code)) return new SourceError('file-missing', `${path} (${code})`, { cause: error });
  if (code.startsWith('Z_')) {
    return new SourceError('bad-file', `${path}: the packed data breaks off after line ${number}`, { cause: error });
  }
  return error;
}
