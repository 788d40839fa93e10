/** A ZIP archive taken apart by its directory, as readers do: what it holds, checked against its checksums. */
import { crc32, inflateRawSync } from 'node:zlib';

/** Texts of the entries by name, in the order of the directory. */
export function unzip(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const count = archive.readUInt16LE(end + 10);
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error(`no entry at ${at}`);
    const [crc, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const nameLength = archive.readUInt16LE(at + 28);
    const start = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (archive.readUInt32LE(start) !== 0x04034b50) throw new Error(`no content of ${name} at ${start}`);
    const content = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = inflateRawSync(archive.subarray(content, content + packed));
    if (bytes.length !== size || crc32(bytes) !== crc) throw new Error(`${name} is not what was packed`);
    files.set(name, bytes.toString('utf8'));
    at += 46 + nameLength;
  }
  return files;
}
