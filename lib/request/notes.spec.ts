import { beforeEach, describe, expect, it } from 'vitest';

import { Notes } from './notes.js';

describe('notes', () => {
  const ann = { user: 'ann' };
  let notes: Notes<object, string>;
  beforeEach(() => {
    notes = new Notes();
    notes.set(ann, 'of ann');
  });

  it('are what was noted last, of one kind apart from others', () => {
    const others = new Notes<object, string>();
    others.set(ann, 'other');
    notes.set(ann, 'newer');

    expect([notes.get(ann), others.get(ann), notes.get({})]).toEqual(['newer', 'other', undefined]);
  });

  it('are gone when they are deleted', () => {
    notes.delete(ann);

    expect(notes.get(ann)).toBeUndefined();
  });

  it.each([
    ['a copy', () => ({ ...ann, user: 'bob' })],
    ['one that inherits', () => Object.assign(Object.create(ann) as object, { user: 'bob' })],
  ])('are none of %s', (_what, derived) => {
    expect(notes.get(derived())).toBeUndefined();
  });
});
