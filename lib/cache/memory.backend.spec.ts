import { expect, it } from 'vitest';

import { MemoryBackend } from './memory.backend.js';

const MEBIBYTE = 1024 * 1024;

it('is bounded, however large answers are', async () => {
  const memory = new MemoryBackend();
  const text = 'x'.repeat(MEBIBYTE / 4);
  const keys = Array.from({ length: 1_000 }, (_, at) => `${at}`);
  for (const key of keys) await memory.set(key, { text });

  const kept = (await memory.getMany(keys)).filter((value) => value !== undefined);

  expect(kept.length * text.length).toBeLessThanOrEqual(64 * MEBIBYTE);
  expect(await memory.getMany(['999', '0'])).toEqual([{ text }, undefined]);
});

it('is bounded, however many there are', async () => {
  const memory = new MemoryBackend();
  const keys = Array.from({ length: 12_000 }, (_, at) => `${at}`);
  for (const key of keys) await memory.set(key, 'a');

  const kept = (await memory.getMany(keys)).filter((value) => value !== undefined);

  expect(kept).toHaveLength(10_000);
});
