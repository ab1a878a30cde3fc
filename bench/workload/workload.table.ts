import { change } from './change.workload.js';
import { create } from './create.workload.js';
import { list } from './list.workload.js';
import { retrieve } from './retrieve.workload.js';
import type { Workload } from './workload.interface.js';

/** The workloads, in the order of the report. */
export const WORKLOADS = { retrieve, list, create, change } satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof WORKLOADS;
