import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where documents say that the server is. */
export const SHOWN_ORIGIN = 'http://127.0.0.1:8000';

/**
 * A request that a document shows, and the answer it promises. In both, `$NEXT` is a variable of
 * the shell: an answer that has it says what it holds from then on.
 */
export interface ShownRequest {
  readonly title: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly status: number;
  /** Those that are shown; there may be others. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** `undefined` where no body is shown. */
  readonly answer: unknown;
}

/** A block of shell with one curl, then what is said about it until the next block of shell. */
const SHOWN = /```sh\n(curl [^`]+)```\n((?:(?!```sh\n)[^])*)/g;
const STATUS = /(?:`|HTTP\/1\.1 )(\d{3}) [A-Z][A-Za-z ]+/;
const HTTP_BLOCK = /```http\nHTTP[^\n]+\n([^`]+)```/;
const JSON_BLOCK = /```json\n([^`]+)```/;
/** What changes only what curl prints, or how it reads its own command line. */
const SILENT = new Set(['-i', '-s', '-g']);
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
  const headerLines = HTTP_BLOCK.exec(said)?.[1]?.trim().split('\n') ?? [];
  const request = requestOf(command);
  return {
    ...request,
    title: `${request.method} ${request.path} ${request.body ?? ''}`.trim(),
    status: Number(status),
    answerHeaders: Object.fromEntries(headerLines.map(headerOf)),
    answer: answer === undefined ? undefined : JSON.parse(answer),
  };
}

function requestOf(command: string): Pick<ShownRequest, 'path' | 'method' | 'headers' | 'body'> {
  const [, ...words] = wordsOf(command);
  const headers: Record<string, string> = {};
  const data: string[] = [];
  let method: string | undefined, path: string | undefined;
  let inUrl = false;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (SILENT.has(word)) continue;
    else if (word === '-X') method = words.shift();
    else if (word === '-I') method = 'HEAD';
    else if (word === '-G') inUrl = true;
    else if (word === '-d') data.push(words.shift() ?? '');
    else if (word === '--data-urlencode') data.push(encoded(words.shift() ?? ''));
    else if (word === '-H') Object.assign(headers, Object.fromEntries([headerOf(words.shift()!)]));
    else if (word.startsWith(`${SHOWN_ORIGIN}/`)) path = word.slice(SHOWN_ORIGIN.length);
    else throw new SyntaxError(`'${word}' is not known in: ${command}`);
  }
  if (path === undefined) throw new SyntaxError(`No URL in: ${command}`);
  const body = inUrl || data.length === 0 ? undefined : data.join('&');
  if (inUrl) path += `?${data.join('&')}`;
  return { path, method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body };
}

function wordsOf(command: string): string[] {
  const line = command.replaceAll('\\\n', ' ');
  return [...line.matchAll(TOKEN)].map(([, single, double, plain]) => single ?? double ?? plain!);
}

/** As curl does it: the name stays as it is. */
function encoded(data: string): string {
  const equals = data.indexOf('=');
  return data.slice(0, equals + 1) + encodeURIComponent(data.slice(equals + 1));
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
