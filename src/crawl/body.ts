/** Bodies: unpacked as they arrive and cut off when they grow too large, so that no bomb reaches memory. */
import type { Readable } from 'node:stream';
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';
import { SourceError } from '../errors.js';

/** How much of a body is read. */
export interface BodyLimit {
  /** Of the unpacked body. */
  maxBytes: number;
  /** Whether what is beyond is left unread; else a larger body is a failure. */
  cut: boolean;
}

/**
 * Reads a body to its end, or to its limit.
 * @throws SourceError `bad-encoding` or `too-large`; network errors as they come
 */
export async function readBody(body: Readable, headers: Record<string, string>, limit: BodyLimit): Promise<Buffer> {
  // Whoever stops listening early must not be brought down by what the socket says afterwards.
  body.on('error', () => undefined);
  try {
    const unpacker = unpackerOf(headers['content-encoding'] ?? '');
    if (!limit.cut && Number(headers['content-length'] ?? 0) > limit.maxBytes) throw tooLarge(limit.maxBytes);
    return unpacker === null ? await collect(body, limit) : await unpack(body, unpacker, limit);
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

async function unpack(body: Readable, unpacker: Gunzip | Inflate, limit: BodyLimit): Promise<Buffer> {
  body.on('error', (error) => unpacker.destroy(error));
  try {
    return await collect(body.pipe(unpacker), limit);
  } catch (error) {
    // An answer without a body (304, an empty 429) may still announce an encoding, and nothing cannot be unpacked.
    if (unpacker.bytesWritten === 0 && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return Buffer.alloc(0);
    throw error;
  }
}

async function collect(stream: Readable | Gunzip | Inflate, { maxBytes, cut }: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes && !cut) throw tooLarge(maxBytes);
    chunks.push(chunk);
    if (bytes > maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function tooLarge(maxBytes: number): SourceError {
  return new SourceError('too-large', `more than ${maxBytes} bytes`);
}
