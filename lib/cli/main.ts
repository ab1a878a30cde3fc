#!/usr/bin/env node
import './require-node.js';

// Later, as an old Node could not even link the rest.
const { createProgram } = await import('./program.js');
// Who reads no further, as `head` does, has what was wanted.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  console.error(`What was to be printed could not be written (${code ?? 'unknown error'}).`);
  process.exitCode = 1;
});
await createProgram().parseAsync();
