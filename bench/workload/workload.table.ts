import { cached } from './cached.workload.js';
import { change } from './change.workload.js';
import { create } from './create.workload.js';
import { deepCursor, firstCursor } from './cursor.workload.js';
import { filter } from './filter.workload.js';
import { list } from './list.workload.js';
import { longList } from './long-list.workload.js';
import { mix } from './mix.workload.js';
import { crowdedPage, deepPage, firstPage } from './page.workload.js';
import { retrieve } from './retrieve.workload.js';
import type { Workload } from './workload.interface.js';

/**
 * The workloads, in the order of the report and of the checks: those that read the table as it was
 * seeded come before those that write.
 */
export const WORKLOADS = {
  retrieve,
  cached,
  list,
  'list-1000': longList,
  cursor: firstCursor,
  'cursor-deep': deepCursor,
  page: firstPage,
  'page-crowd': crowdedPage,
  'page-deep': deepPage,
  filter,
  create,
  change,
  mix,
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof WORKLOADS;

/** The same request at two depths of the table. */
export const DEPTHS: readonly { title: string; shallow: WorkloadName; deep: WorkloadName }[] = [
  { title: 'by cursor', shallow: 'cursor', deep: 'cursor-deep' },
  { title: 'by page number', shallow: 'page', deep: 'page-deep' },
];
