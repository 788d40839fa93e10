/** Bodies: unpacked as they arrive and cut off when they grow too large, so that no bomb reaches memory. */
import type { Readable } from 'node:stream';
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';
import { SourceError } from '../errors.js';

/**
 * Reads a body to its end.
 * @param maxBytes of the unpacked body
 * @throws SourceError `bad-encoding` or `too-large`; network errors as they come
 */
export async function readBody(body: Readable, headers: Record<string, string>, maxBytes: number): Promise<Buffer> {
  // Whoever stops listening early must not be brought down by what the socket says afterwards.
  body.on('error', () => undefined);
  try {
    const unpacker = unpackerOf(headers['content-encoding'] ?? '');
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return unpacker === null ? await collect(body, maxBytes) : await unpack(body, unpacker, maxBytes);
  } finally {
    body.destroy();
  }
}

/**
 * One layer of gzip or deflate. Brotli and Zstandard were not asked for, and the decoders of old Node versions have
 * known faults; layers upon layers are a bomb's wrapping (CVE-2026-22036).
 */
function unpackerOf(encoding: string): Gunzip | Inflate | null {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    default:
      throw new SourceError('bad-encoding', `Content-Encoding: ${encoding.slice(0, 60)}`);
  }
}

async function unpack(body: Readable, unpacker: Gunzip | Inflate, maxBytes: number): Promise<Buffer> {
  body.on('error', (error) => unpacker.destroy(error));
  try {
    return await collect(body.pipe(unpacker), maxBytes);
  } catch (error) {
    // An answer without a body (304, an empty 429) may still announce an encoding, and nothing cannot be unpacked.
    if (unpacker.bytesWritten === 0 && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return Buffer.alloc(0);
    throw error;
  }
}

async function collect(stream: Readable | Gunzip | Inflate, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): SourceError {
  return new SourceError('too-large', `more than ${maxBytes} bytes`);
}
