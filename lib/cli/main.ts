#!/usr/bin/env node
import './require-node.js';

// Later, as an old Node could not even link the rest.
const { createProgram } = await import('./program.js');
await createProgram().parseAsync();
