import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLines } from '../../../src/crawl/files/lines.js';
import { folderOf } from '../../support/crawls.js';

async function lines(content: string | Buffer): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { number, text } of readLines(join(await folderOf({ f: content }), 'f'))) {
    expect(number).toBe(found.push(text));
  }
  return found;
}

test.each<[string, string | Buffer, string[]]>([
  ['LF', 'a\nb\n', ['a', 'b']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['no last line end', 'a\nb', ['a', 'b']],
  ['empty lines, which count', 'a\n\nb', ['a', '', 'b']],
  ['nothing', '', []],
  ['a byte order mark', '\ufeffa\nb', ['a', 'b']],
  ['a byte order mark inside, which is text', 'a\n\ufeffb', ['a', '\ufeffb']],
  ['U+2028, U+2029 and U+0085, which end no line', 'a\u2028b\u2029c\u0085d\ne', ['a\u2028b\u2029c\u0085d', 'e']],
  ['a bare carriage return, which ends no line', 'a\rb\nc', ['a\rb', 'c']],
  [
    'Windows-1252 among UTF-8',
    Buffer.concat([Buffer.from('é\n'), Buffer.from([0x93, 0xe9, 0x94, 0x0a])]),
    ['é', '“é”'],
  ],
  ['UTF-16, little end first', Buffer.from('\ufeffé\n𝄞b\r\n', 'utf16le'), ['é', '𝄞b']],
  ['UTF-16, big end first', Buffer.from('\ufeffé\nb', 'utf16le').swap16(), ['é', 'b']],
  ['gzip', gzipSync('a\nb\n'), ['a', 'b']],
  ['several gzip members', Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]), ['a', 'b']],
])('%s', async (_name, content, expected) => {
  expect(await lines(content)).toEqual(expected);
});

test('characters that lie across the chunks of a large file are whole', async () => {
  const text = 'aé𝄞'.repeat(50_000);
  expect(await lines(`${text}\n${text}`)).toEqual([text, text]);
});

test('a line too long to be one is passed over, and the next one read', async () => {
  const bomb = gzipSync(Buffer.concat([Buffer.alloc(65 * 1024 * 1024, 'a'), Buffer.from('\nb\n')]), { level: 1 });
  expect(await lines(bomb)).toEqual([null, 'b']);
});

test('packed data that breaks off is a bad file, after the lines it still gave', async () => {
  const packed = gzipSync(Array.from({ length: 50_000 }, (_, n) => `line ${n * 7919}`).join('\n'));
  const found: string[] = [];
  const read = async () => {
    for await (const { text } of readLines(join(await folderOf({ f: packed.subarray(0, packed.length - 20) }), 'f')))
      found.push(text!);
  };
  await expect(read()).rejects.toMatchObject({
    slug: 'bad-file',
    message: expect.stringContaining('breaks off after line'),
  });
  expect(found.length).toBeGreaterThan(1000);
});

test('what cannot be opened is a missing file', async () => {
  const folder = await folderOf({});
  for (const path of [join(folder, 'gone'), folder]) {
    await expect(readLines(path).next()).rejects.toMatchObject({ slug: 'file-missing' });
  }
});
