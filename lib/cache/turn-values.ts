import { Turn } from '../store/turn.js';

/** Reads the values of keys, each in the place of its key; `undefined` where they can't be read. */
export type ReadValues = (keys: readonly string[]) => Promise<readonly unknown[] | undefined>;

/** Keys that are read together, and what comes of it. */
interface Reading {
  /** Of each key, its place. */
  readonly places: Map<string, number>;
  readonly values: Promise<readonly unknown[] | undefined>;
}

/**
 * What is asked of a cache in one turn of the event loop is read at its end, by one command: for Redis and for its
 * client, a key more costs less than a command more. Each key is read once, and what it holds is shared.
 */
export class TurnValues {
  private open: Reading | undefined;

  constructor(
    private readonly readValues: ReadValues,
    private readonly turn = new Turn(),
  ) {}

  /** As `ReadValues`; it begins behind the call. @throws what reading throws, to all who share it */
  async read(keys: readonly string[]): Promise<readonly unknown[] | undefined> {
    const { places, values } = (this.open ??= this.reading());
    const asked = keys.map((key) => placeOf(key, places));
    const read = await values;
    return read && asked.map((place) => read[place]);
  }

  private reading(): Reading {
    const places = new Map<string, number>();
    return { places, values: this.atEnd(places) };
  }

  private async atEnd(places: Reading['places']): Promise<readonly unknown[] | undefined> {
    await this.turn.ended();
    this.open = undefined;
    return await this.readValues([...places.keys()]);
  }
}

function placeOf(key: string, places: Reading['places']): number {
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, places.size);
  return places.size - 1;
}
