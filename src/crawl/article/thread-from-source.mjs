// The thread of `extract-worker.ts` where the program runs from its source: the hooks that read TypeScript do not reach
// threads by themselves (Node 20).
import { register } from 'tsx/esm/api';

register();
await import('./extract-worker.ts');
