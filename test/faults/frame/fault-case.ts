import { it } from 'vitest';

import { type CaseFigures, CaseRecord, type CaseTitle } from './case-record.js';

declare module 'vitest' {
  interface TaskMeta {
    fault?: CaseFigures;
  }
}

/** A case, and what it can't do without. */
export interface FaultCase extends CaseTitle {
  /** Why it can't run here, e.g. `NO_CLUSTER`; it is skipped with that reason in its name. */
  readonly missing?: string | undefined;
  /** In milliseconds. @default 5 minutes */
  readonly limit?: number;
}

/** Registers a case as a test; what it records is kept, whether it passes or not. */
export function faultCase(
  { missing, limit, ...title }: FaultCase,
  body: (record: CaseRecord) => Promise<void>,
): void {
  const reason = missing === undefined ? '' : ` (${missing})`;
  it.skipIf(missing !== undefined)(
    `${title.id}: ${title.what}${reason}`,
    limit === undefined ? {} : { timeout: limit },
    async ({ task }) => {
      const record = new CaseRecord(title);
      try {
        await body(record);
      } finally {
        task.meta.fault = record.all;
      }
    },
  );
}
