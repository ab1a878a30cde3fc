#!/usr/bin/env node
import './require-node.js';

import { createProgram } from './program.js';

await createProgram().parseAsync();
