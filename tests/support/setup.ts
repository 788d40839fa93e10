/** What holds for every test file. */
import { configureGlobal } from 'fast-check';

// The same cases every time, or a test would now and then fail for somebody who has changed nothing. New ones are looked
// for with DISCOVER_LONG_TESTS=1.
if (process.env.DISCOVER_LONG_TESTS !== '1') configureGlobal({ seed: 20260302 });
