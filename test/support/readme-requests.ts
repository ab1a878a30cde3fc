import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A request that a document shows, and the answer it promises. */
export interface ShownRequest {
  readonly title: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly status: number;
  /** `undefined` where no body is shown. */
  readonly answer: unknown;
}

/** A block of shell with one curl, then what is said about it until the next block of shell. */
const SHOWN = /```sh\n(curl [^`]+)```\n((?:(?!```sh\n)[^])*)/g;
const STATUS = /`(\d{3}) [A-Z][A-Za-z ]+`/;
const JSON_BLOCK = /```json\n([^`]+)```/;
const TOKEN = /'([^']*)'|"([^"]*)"|(\S+)/g;

/**
 * The curl lines of a Markdown file, in its order.
 *
 * @param document - relative to the repository
 * @throws {@link SyntaxError} where a curl line has no status or an option that is not known here
 */
export function readmeRequests(document: string): ShownRequest[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(SHOWN)].map(([, command = '', said = '']) => shown(command, said));
}

function shown(command: string, said: string): ShownRequest {
  const status = STATUS.exec(said)?.[1];
  if (status === undefined) throw new SyntaxError(`No status is said of: ${command}`);
  const answer = JSON_BLOCK.exec(said)?.[1];
  const request = requestOf(command);
  return {
    ...request,
    title: `${request.method} ${request.path} ${request.body ?? ''}`.trim(),
    status: Number(status),
    answer: answer === undefined ? undefined : JSON.parse(answer),
  };
}

function requestOf(command: string): Pick<ShownRequest, 'path' | 'method' | 'headers' | 'body'> {
  const [, ...words] = wordsOf(command);
  const headers: Record<string, string> = {};
  let method: string | undefined, body: string | undefined, path: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === '-X') method = words.shift();
    else if (word === '-d') body = words.shift();
    else if (word === '-H') addHeader(headers, words.shift() ?? '');
    else if (word.startsWith('http://127.0.0.1:8000/')) path = word.slice(21);
    else throw new SyntaxError(`'${word}' is not known in: ${command}`);
  }
  if (path === undefined) throw new SyntaxError(`No URL in: ${command}`);
  return { path, method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body };
}

function wordsOf(command: string): string[] {
  const line = command.replaceAll('\\\n', ' ');
  return [...line.matchAll(TOKEN)].map(([, single, double, plain]) => single ?? double ?? plain!);
}

function addHeader(headers: Record<string, string>, line: string): void {
  const colon = line.indexOf(':');
  headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
}

/** Words such as `$TOKEN`, which an answer gives and later requests use. */
const WORD = /\$[A-Z]+/g;

/** A request with the words put in that earlier answers gave. */
export function filled(request: ShownRequest, words: ReadonlyMap<string, string>): ShownRequest {
  const fill = (text: string) => text.replace(WORD, (word) => words.get(word) ?? word);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, fill(value)]);
  return {
    ...request,
    path: fill(request.path),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: request.body === undefined ? undefined : fill(request.body),
  };
}

/** Learns what the words of a shown answer stand for, and returns the answer with them put in. */
export function learned(shown: unknown, actual: unknown, words: Map<string, string>): unknown {
  if (typeof shown === 'string' && shown.replace(WORD, '') === '' && typeof actual === 'string') {
    if (shown !== '') words.set(shown, actual);
    return shown === '' ? shown : actual;
  }
  if (typeof shown !== 'object' || shown === null) return shown;
  if (Array.isArray(shown))
    return shown.map((item, at) => learned(item, (actual as unknown[] | undefined)?.[at], words));
  const members = Object.entries(shown).map(([name, item]) => [
    name,
    learned(item, (actual as Record<string, unknown> | undefined)?.[name], words),
  ]);
  return Object.fromEntries(members) as unknown;
}
