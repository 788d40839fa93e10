import { describe, expect, it } from 'vitest';
import { checkAddress, isRefusedIp, plainAddress } from '../../src/crawl/address.js';
import { SourceError } from '../../src/errors.js';

function slugFor(address: string, allow: readonly string[] = []): string {
  try {
    checkAddress(address, allow);
    return 'allowed';
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return (error as SourceError).slug;
  }
}

describe('IP addresses', () => {
  it.each([
    ['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
    ['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1'],
    ['198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '100::1', '5f00::1'],
    ['2001::1', '2001:2::1', '2001:10::1', '2001:db8::1', '3fff::1', '64:ff9b:1::1', '4000::1'],
  ])('refuses private and special-purpose blocks (%s, …)', (...addresses) => {
    expect(addresses.filter((address) => !isRefusedIp(address))).toEqual([]);
  });

  it('judges an IPv6 address that carries an IPv4 address by the one it carries', () => {
    const carriers = [
      (v4: string) => `::ffff:${v4}`,
      (v4: string) => `::${v4}`,
      (v4: string) => `64:ff9b::${v4}`,
      (v4: string) => `2002:${hex(v4)}::1`,
    ];
    for (const carry of carriers) {
      expect(isRefusedIp(carry('127.0.0.1'))).toBe(true);
      expect(isRefusedIp(carry('10.0.0.1'))).toBe(true);
      expect(isRefusedIp(carry('93.184.216.34'))).toBe(false);
    }
  });

  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4009::200e'])(
    'lets the public address %s through',
    (address) => expect(isRefusedIp(address)).toBe(false),
  );

  it.each(['', 'localhost', '300.1.1.1', 'g::1'])('refuses %j, which is no address', (text) => {
    expect(isRefusedIp(text)).toBe(true);
  });
});

describe('addresses as written', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://2130706433/',
    'http://①②⑦.0.0.1/',
    'http://127。0。0。1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:169.254.169.254]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'http://192.168.0.1./',
    'http:\\\\127.0.0.1\\',
    'http:127.0.0.1',
    'http://site.example:8080/',
    'https://site.example:22/',
  ])('refuses %s', (address) => expect(slugFor(address)).toBe('refused-address'));

  it.each([
    'file:///etc/passwd',
    'ftp://site.example/',
    'data:text/html,hello',
    'javascript:alert(1)',
    'gopher://127.0.0.1/',
    'http://user@site.example/',
    'http://user:secret@site.example/',
    'http://127.0.0.1\x00.site.example/',
    'http://site.example/a b',
    ' http://site.example/',
    'http://site.example/\n',
    'http://',
    'site.example/feed',
    '//site.example/feed',
    '',
    `http://${'a.'.repeat(150)}example/`,
    `http://site.example/${'a'.repeat(9000)}`,
  ])('calls %j unusable', (address) => expect(slugFor(address)).toBe('bad-address'));

  it.each(['http://site.example/', 'https://site.example/a?b=c#d', 'https://xn--bcher-kva.example', 'http://8.8.8.8/'])(
    'accepts %s',
    (address) => expect(slugFor(address)).toBe('allowed'),
  );

  it('lets through exactly the host and port that were named', () => {
    const allow = ['127.0.0.1:8080', 'Intranet.example:443', '[::1]:9000'];
    expect(slugFor('http://127.0.0.1:8080/feed', allow)).toBe('allowed');
    expect(slugFor('https://intranet.example/feed', allow)).toBe('allowed');
    expect(slugFor('http://[::1]:9000/', allow)).toBe('allowed');
    expect(slugFor('http://127.0.0.1:8081/feed', allow)).toBe('refused-address');
    expect(slugFor('http://127.0.0.1/feed', allow)).toBe('refused-address');
    expect(slugFor('http://127.0.0.2:8080/feed', allow)).toBe('refused-address');
    expect(slugFor('http://localhost:8080/feed', allow)).toBe('refused-address');
  });

  it('drops the fragment, which is not sent', () => {
    expect(checkAddress('https://site.example/feed?x=1#part', []).href).toBe('https://site.example/feed?x=1');
  });
});

describe('addresses in messages', () => {
  it.each([
    ['https://site.example/feed?token=SECRET', 'https://site.example/feed'],
    ['https://user:SECRET@site.example/feed#SECRET', 'https://site.example/feed'],
    ['http://SECRET@[::1]:80/', 'http://[::1]:80/'],
    ['SECRET@site.example', 'site.example'],
    ['mailto:SECRET@site.example', 'site.example'],
    ['http://site.example/\r\nfaked line', 'http://site.example/  faked line'],
  ])('%j is shown as %j', (address, shown) => expect(plainAddress(address)).toBe(shown));
});

function hex(v4: string): string {
  const [a, b, c, d] = v4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${a}${b}:${c}${d}`;
}
