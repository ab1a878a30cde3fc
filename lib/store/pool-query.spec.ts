import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';

import { isRefusal } from './pool-query.js';

describe('a statement is refused by a server that goes on listening', () => {
  it.each([
    ['ERROR', '23505'],
    ['FEHLER', '23505'],
    ['ERREUR', '55P03'],
    ['ОШИБКА', '40P01'],
    ['エラー', '0A000'],
    ['오류', '57014'],
    ['ERROR', 'XX000'],
  ])('where it says %s %s', (severity, code) => {
    expect(isRefusal(said(severity, code))).toBe(true);
  });

  it.each([
    ['FATAL', '57P01'],
    ['FATALE', '57P01'],
    ['КАТАСТРОФА', '57P02'],
    ['FATAL', '25P03'],
    ['PANIC', 'XX000'],
    ['PANIK', 'XX000'],
    ['FATAL', '53300'],
    ['FATAL', '08P01'],
  ])('but not where it says %s %s', (severity, code) => {
    expect(isRefusal(said(severity, code))).toBe(false);
  });

  it.each([new Error('Connection terminated unexpectedly'), undefined, null, 'ERROR'])(
    'nor where it says nothing: %s',
    (failure) => {
      expect(isRefusal(failure)).toBe(false);
    },
  );
});

function said(severity: string, code: string): DatabaseError {
  return Object.assign(new DatabaseError('said', 0, 'error'), { severity, code });
}
