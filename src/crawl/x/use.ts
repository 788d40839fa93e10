/** What must be declared before anything is read from X: who uses it and what for, within X's terms. */
import { z } from 'zod';
import { SourceError } from '../../errors.js';

/** Words enough to say who and what for. */
const LEAST_WORDS = 5;

/** The `use` option of a source on X. */
export const useSchema = z
  .strictObject({
    words: z
      .string()
      .trim()
      .max(1000)
      .refine((text) => text.split(/\s+/).length >= LEAST_WORDS, 'say in a sentence who uses the posts and what for'),
    government: z.enum(['none', 'enterprise'], {
      error:
        'none (nobody government-related is shown posts from X) or enterprise (somebody is, and the token belongs to ' +
        'an Enterprise plan, which X asks for)',
    }),
    inference: z.literal('none', {
      error: 'none (nothing about health, politics and the like is inferred about any person: X forbids it)',
    }),
  })
  .optional();

const DECLARE =
  'declare the use under the options of the source: use: { words: "who uses the posts, and what for", government: none ' +
  '(nobody government-related is shown them; enterprise: somebody is, under an Enterprise plan, which X asks for), ' +
  'inference: none (nothing about health, politics and the like is inferred about a person: X forbids it) }';

export interface Account {
  /** The environment variable with the bearer token. */
  token: string;
  use?: z.output<typeof useSchema>;
}

/** Why nothing may be read from X yet, and what to do about all of it; `null` when it may. */
export function whyOff({ token, use }: Account, env: Readonly<Record<string, string | undefined>>): SourceError | null {
  const hasToken = tokenOf(token, env) !== null;
  const steps = [
    ...(hasToken ? [] : [`set ${token} to a bearer token of the X API (https://console.x.com)`]),
    ...(use === undefined ? [DECLARE] : []),
  ];
  if (steps.length === 0) return null;
  return new SourceError(hasToken ? 'no-declared-use' : 'no-token', steps.join('; and '));
}

export function tokenOf(variable: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const token = env[variable]?.trim() ?? '';
  return token === '' ? null : token;
}
