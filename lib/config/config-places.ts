import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  visit,
} from 'yaml';

/** The way to a value in a file: names of members and positions in lists. */
export type ConfigPath = readonly (string | number)[];

/** Where in a file things stand. */
export class ConfigPlaces {
  private words: ReadonlySet<string> | undefined;

  constructor(
    private readonly file: string,
    private readonly document: Document,
    /** `undefined` where nobody has seen the lines: an object that a program gave. */
    private readonly counter: LineCounter | undefined,
  ) {}

  /** `lightapi.yaml:14: endpoints[2].fields.price.type`; what is not there is where it would be. */
  at(path: ConfigPath): string {
    const place = placeText(path);
    return `${this.lineOf(path)}${place === '' ? '' : `: ${place}`}`;
  }

  /** `lightapi.yaml:14`. */
  lineOf(path: ConfigPath): string {
    return this.counter === undefined ? this.file : `${this.file}:${this.line(path, this.counter)}`;
  }

  /** Whether the file has a value there. */
  has(path: ConfigPath): boolean {
    return this.document.hasIn(path);
  }

  /** Whether a member or a text of the file is called so, e.g. `maxLength`. */
  uses(word: string): boolean {
    this.words ??= wordsIn(this.document);
    return this.words.has(word);
  }

  /** The way from the top to a node that a visitor was shown. */
  pathTo(node: unknown, parents: readonly unknown[]): ConfigPath {
    const chain = [...parents, node];
    return chain.flatMap((parent, at): (string | number)[] => {
      if (isSeq(parent)) return [parent.items.indexOf(chain[at + 1])];
      return isPair(parent) ? [keyName(parent)] : [];
    });
  }

  private line(path: ConfigPath, counter: LineCounter): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = this.keyOrItem(path.slice(0, length));
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  }

  /** The key of a member, or the item of a list: where the line is that one looks for. */
  private keyOrItem(path: ConfigPath): Node | undefined {
    const parent =
      path.length === 1 ? this.document.contents : this.document.getIn(path.slice(0, -1));
    const last = path.at(-1);
    if (!isCollection(parent)) return undefined;
    const item = isMap(parent)
      ? parent.items.find((pair) => keyName(pair) === last)?.key
      : parent.items[Number(last)];
    return isNode(item) ? item : undefined;
  }
}

/** `endpoints[2].fields.price`. */
export function placeText(path: ConfigPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function wordsIn(document: Document): ReadonlySet<string> {
  const words = new Set<string>();
  visit(document, {
    Scalar(_key, { value }) {
      words.add(String(value));
    },
  });
  return words;
}

/** The name that the key of a member writes. */
function keyName(pair: { readonly key: unknown }): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}
