import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';

import { type Document, isSeq, LineCounter, Scalar, visit } from 'yaml';

import { ConfigurationError } from '../error/configuration.error.js';
import { ConfigPlaces } from './config-places.js';
import { substitute } from './environment.js';
import { parseYaml, valueOf } from './yaml-syntax.js';

/** Bytes; what is larger was not written for us. */
const LARGEST_FILE = 1_048_576;

/** What YAML 1.1 calls booleans, as the seed's parser does; quoted, they are text. */
const OLD_BOOLEANS = new Map([
  ...['yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** What YAML 1.1, and the seed with it, reads in base 8, and YAML 1.2 in base 10. */
const OCTAL = /^[-+]?0\d+$/;

function octal(source: string): string {
  return `it is ${source}, which YAML 1.1 reads in base 8. Write it without the zero in front, or quote it.`;
}

/** A file that was read, and the places in it. */
export interface ConfigFile {
  readonly value: unknown;
  readonly places: ConfigPlaces;
  /** Variables that the environment lacks, and numbers that are read in two ways, each with its place. */
  readonly problems: readonly string[];
}

/**
 * Reads a YAML file, with the variables of the environment put in.
 *
 * @throws {@link ConfigurationError} with all mistakes of syntax
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  return readConfigText(await textOf(path), basename(path));
}

/** As a file, for an object that a program gives: its JSON is YAML, but nobody has seen its lines. */
export function readConfigObject(object: object): ConfigFile {
  return readConfigText(JSON.stringify(object), 'configuration', false);
}

/**
 * @param name - what messages call the text
 * @param hasLines - whether messages name lines of it
 */
export function readConfigText(text: string, name: string, hasLines = true): ConfigFile {
  const counter = new LineCounter();
  const document = parseYaml({ text, name, counter });
  const places = new ConfigPlaces(name, document, hasLines ? counter : undefined);
  const problems = adaptScalars(document, places);
  return { value: valueOf(document, name), places, problems };
}

async function textOf(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > LARGEST_FILE)
      throw new ConfigurationError([
        `${path} has ${size} bytes. A configuration may have ${LARGEST_FILE} at most.`,
      ]);
    return await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigurationError([`${path} can't be read (${code}). Give the path of a file.`], {
      cause,
    });
  } finally {
    await file?.close();
  }
}

/** Puts variables into texts, and makes booleans of YAML 1.1's; returns what is wrong. */
function adaptScalars(document: Document, places: ConfigPlaces): string[] {
  const problems: string[] = [];
  visit(document, {
    Scalar(key, node, parents) {
      const isValue = key === 'value' || isSeq(parents.at(-1)) || parents.length === 1;
      if (isValue && OCTAL.test(node.source ?? '') && typeof node.value === 'number')
        problems.push(`${places.at(places.pathTo(node, parents))}: ${octal(node.source ?? '')}`);
      if (!isValue || typeof node.value !== 'string') return;
      const old = node.type === Scalar.PLAIN ? OLD_BOOLEANS.get(node.value) : undefined;
      if (old !== undefined) node.value = old;
      else problems.push(...substituted(node, () => places.at(places.pathTo(node, parents))));
    },
  });
  return problems;
}

function substituted(node: Scalar, place: () => string): string[] {
  const { text, missing } = substitute(String(node.value));
  node.value = text;
  return missing.map(
    (variable) =>
      `${place()}: the environment has no variable ${variable}. Set it, or write \${${variable}:-a default}.`,
  );
}
