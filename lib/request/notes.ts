/**
 * What is noted on objects that live as long as a request: a property of theirs. An entry of a `WeakMap`
 * would outlive them, with all it refers to: the map is old by then, and V8 looks for dead keys of old maps
 * in full collections only. A copy of the object, or one that inherits from it, has no note.
 */
export class Notes<Of extends object, Note> {
  private readonly key = Symbol('lightapi:note');

  get(of: Of): Note | undefined {
    const kept = (of as Noted<Of, Note>)[this.key];
    return kept?.of === of ? kept.note : undefined;
  }

  set(of: Of, note: Note): void {
    (of as Noted<Of, Note>)[this.key] = { of, note };
  }

  delete(of: Of): void {
    (of as Noted<Of, Note>)[this.key] = undefined;
  }
}

type Noted<Of, Note> = Record<symbol, { readonly of: Of; readonly note: Note } | undefined>;
