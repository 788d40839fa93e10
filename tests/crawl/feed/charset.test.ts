import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/crawl/feed/charset.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('the charset', () => {
  it.each([
    ['byte order mark over header', Buffer.from('\ufeff<a>é</a>', 'utf8'), 'text/xml; charset=iso-8859-1', '<a>é</a>'],
    ['byte order mark: UTF-16', Buffer.from('\ufeff<a>é</a>', 'utf16le'), '', '<a>é</a>'],
    ['UTF-16 without a mark', Buffer.from('<a>é</a>', 'utf16le'), '', '<a>é</a>'],
    [
      'header over declaration',
      latin1('<?xml version="1.0" encoding="utf-8"?>é'),
      'text/xml; charset="ISO-8859-1"',
      null,
    ],
    ['declaration', latin1("<?xml version='1.0' encoding='windows-1252'?>\x93é\x94"), 'text/xml', null],
    ['UTF-8 when nothing is said', Buffer.from('<a>é</a>'), '', '<a>é</a>'],
    ['windows-1252 when that is impossible', latin1('<a>\x93caf\xe9\x94</a>'), '', '<a>“café”</a>'],
    ['an unknown one is passed over', Buffer.from('<a>é</a>'), 'text/xml; charset=no-such', '<a>é</a>'],
    ['a wrong one is passed over', latin1('<a>caf\xe9</a>'), 'text/xml; charset=utf-8', '<a>café</a>'],
    ['UTF-16 in name only', Buffer.from('<?xml version="1.0" encoding="utf-16"?>é'), '', null],
  ])('%s', (_, body, contentType, expected) => {
    const text = decodeText(body, contentType);
    if (expected === null) expect(text).toMatch(/^<\?xml [^>]*>(é|“é”)$/);
    else expect(text).toBe(expected);
  });

  it('of other scripts is known', () => {
    const shiftJis = Buffer.from([0x93, 0xfa, 0x96, 0x7b]);
    const gbk = Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]);
    expect(decodeText(shiftJis, 'text/xml; charset=Shift_JIS')).toBe('日本');
    expect(decodeText(gbk, 'text/xml; charset=gb2312')).toBe('中国');
  });

  it('stays UTF-8 for one broken byte among good ones', () => {
    const body = Buffer.concat([Buffer.from('Größe über Größe '), Buffer.from([0xff]), Buffer.from(' Größe')]);
    expect(decodeText(body, '')).toBe('Größe über Größe \ufffd Größe');
  });
});

it('control characters go, lost quotes of windows-1252 come back', () => {
  expect(decodeText(Buffer.from('a\x00b\x07c\td\ne\x7ff\ufffeg'), '')).toBe('abc\td\nefg');
  expect(decodeText(Buffer.from('don\u0092t \u0093so\u0094 \u0081'), '')).toBe('don’t “so” ');
});
