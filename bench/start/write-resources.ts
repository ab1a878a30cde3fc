import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { resourceName, resourceNumbers } from './resources.js';

/** A resource, and what is generated beside it. */
export interface ResourceTemplate {
  /** folder of the compiled resource `book`; the others become its neighbours */
  folder: URL;
  /** the file of it whose only export an application takes */
  entry: string;
}

/**
 * Writes an application's resources as somebody would who has that many: files of their own for
 * each, with names of their own. They are copies of the compiled template, beside it.
 *
 * @returns the URL of a module that exports the list of them
 */
export async function writeResources(
  { folder, entry }: ResourceTemplate,
  count: number,
): Promise<string> {
  const files = await readTemplate(folder);
  for (const number of resourceNumbers(count)) {
    const copy = new URL(`../${resourceName(number)}/`, folder);
    await mkdir(copy, { recursive: true });
    for (const [name, text] of files) await writeFile(new URL(name, copy), renamed(text, number));
  }
  const list = new URL(`../list_${count}.js`, folder);
  await writeFile(list, listText(entry, count));
  return list.href;
}

async function readTemplate(folder: URL): Promise<[string, string][]> {
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(new URL(name, folder), 'utf8'),
    ]),
  );
}

/** Classes, path and table; not the files, which lie in a folder of their own. */
function renamed(text: string, number: number): string {
  const name = resourceName(number);
  return text.replaceAll('Book', `Book${number}`).replaceAll(/(?<=['/])books(?=')/g, name);
}

function listText(entry: string, count: number): string {
  const numbers = resourceNumbers(count);
  const imports = numbers.map(
    (number) => `import * as r${number} from './${resourceName(number)}/${entry}';\n`,
  );
  const list = numbers.map((number) => `...Object.values(r${number})`).join(', ');
  return `${imports.join('')}export default [${list}];\n`;
}
