import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { nearest } from '../model/nearest.js';

/** `./dist/product.js#ProductEndpoint`. */
const REFERENCE = /^(\.{0,2}\/[^#]+)#([A-Za-z_$][\w$]*)$/;

/** Whether a text has the form of a reference to code. */
export function isCodeReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** An export that a file names, or why it can't be had. */
export type LoadedCode = { readonly value: unknown } | { readonly problem: string };

/**
 * Loads what `./file.js#Export` names.
 *
 * @param directory - of the file that names it
 */
export async function loadCode(reference: string, directory: string): Promise<LoadedCode> {
  const [, file, name] = REFERENCE.exec(reference) ?? [];
  if (file === undefined || name === undefined)
    return {
      problem: `'${reference}' names no code. Write ./file.js#Export, from the directory of the configuration.`,
    };
  const path = resolve(directory, file);
  if (!existsSync(path))
    return { problem: `there is no file ${file}. It is looked for in ${directory}.` };
  try {
    const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    if (Object.hasOwn(exported, name)) return { value: exported[name] };
    return { problem: `${file} exports no '${name}'.${exportsOf(exported, name)}` };
  } catch (error) {
    return { problem: `${file} can't be loaded: ${String(error).split('\n', 1)[0] ?? ''}` };
  }
}

function exportsOf(exported: object, wanted: string): string {
  const names = Object.keys(exported);
  if (names.length === 0) return ' It exports nothing.';
  return `${nearest(wanted, names)} It has ${names.join(', ')}.`;
}
