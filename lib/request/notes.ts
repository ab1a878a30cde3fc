/**
 * What is noted on objects that live as long as a request: a property of theirs. An entry of a `WeakMap`
 * would outlive them, with all it refers to: the map is old by then, and V8 looks for dead keys of old maps
 * in full collections only.
 */
export class Notes<Of extends object, Note> {
  private readonly key = Symbol('lightapi:note');

  get(of: Of): Note | undefined {
    return (of as Noted<Note>)[this.key];
  }

  set(of: Of, note: Note): void {
    (of as Noted<Note>)[this.key] = note;
  }

  delete(of: Of): void {
    (of as Noted<Note>)[this.key] = undefined;
  }
}

type Noted<Note> = Record<symbol, Note | undefined>;
