import { styleText } from 'node:util';

import type { ConfigOptions } from '../config/load-config.js';
import { routeTable } from './route-table.js';

/** What a person on a terminal is told when a server has started, short. */
export function startReport(options: ConfigOptions, url: string): string[] {
  const { endpoints = [], database } = options;
  return [
    styleText('bold', `listening on ${url}`),
    ...routeTable(endpoints).map((row) => `  ${row}`),
    `  database ${typeof database === 'string' ? withoutPassword(database) : 'sqlite:app.db'}`,
  ];
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@');
}
