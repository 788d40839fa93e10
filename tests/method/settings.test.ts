import { expect, it } from 'vitest';
import { withoutSecrets } from '../../src/method/settings.js';

it('shows what was asked for, and no way in', () => {
  const options = {
    query: '#NHSCitizen key workers',
    feed: 'https://reader:hunter2@blog.example.org/feed?tag=care&access_token=s3cret',
    feeds: ['https://blog.example.org/feed?tag=care', 'http://127.0.0.1:8123/feed/'],
    api_key: 'abc',
    auth: { user: 'me' },
    use: { words: 'A report for the board', government: 'none' },
    limit: 40,
    verbose: false,
    nothing: null,
  };
  const shown = withoutSecrets(options);
  expect(shown).toEqual({
    query: '#NHSCitizen key workers',
    feed: 'https://blog.example.org/feed?tag=care&access_token=hidden',
    feeds: ['https://blog.example.org/feed?tag=care', 'http://127.0.0.1/feed/'],
    api_key: 'hidden',
    auth: 'hidden',
    use: { words: 'A report for the board', government: 'none' },
    limit: 40,
    verbose: false,
    nothing: null,
  });
  expect(JSON.stringify(shown)).not.toMatch(/hunter2|s3cret|reader|abc/);
});
