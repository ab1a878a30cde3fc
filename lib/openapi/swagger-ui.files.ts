import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { installedPackage } from '../package/installed-package.js';
import { SWAGGER } from './openapi-options.check.js';

/** A file of the page. */
export interface UiFile {
  readonly content: Buffer | string;
  readonly type: string;
}

/** What the page needs of Swagger UI, which comes with @nestjs/swagger. */
const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Apart from the page, so that no policy has to allow scripts within it. */
const STARTER = 'start.js';
const STARTER_TEXT = `const element = document.getElementById('swagger-ui');
SwaggerUIBundle({
  url: element.dataset.document,
  domNode: element,
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: false,
});
`;

/** The files of the page, each read once. */
export class SwaggerUiFiles {
  private readonly known = new Map<string, Promise<UiFile>>();

  /** `undefined` for a file that the page does not need. */
  find(name: string): Promise<UiFile> | undefined {
    if (name === STARTER)
      return Promise.resolve({ content: STARTER_TEXT, type: 'text/javascript; charset=utf-8' });
    if (!Object.hasOwn(TYPES, name)) return undefined;
    const file = this.known.get(name) ?? readUiFile(name);
    this.known.set(name, file);
    return file;
  }
}

async function readUiFile(name: string): Promise<UiFile> {
  const own = installedPackage('swagger-ui-dist', installedPackage(SWAGGER)) ?? '';
  return { content: await readFile(join(dirname(own), name)), type: TYPES[name] ?? '' };
}

/** Where the page's parts are, as seen from it. */
export interface PageLinks {
  readonly title: string;
  /** Of the files, with a slash at its end. */
  readonly files: string;
  readonly document: string;
}

/** The page. */
export function swaggerUiPage({ title, files, document }: PageLinks): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${escaped(files)}swagger-ui.css">
    <link rel="icon" type="image/png" href="${escaped(files)}favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui" data-document="${escaped(document)}"></div>
    <script src="${escaped(files)}swagger-ui-bundle.js"></script>
    <script src="${escaped(files)}start.js"></script>
  </body>
</html>
`;
}

/**
 * Scripts of ours only, whatever the rest of the application allows; Swagger UI has styles in its
 * elements.
 *
 * @param origin - that requests of the page go to besides its own
 */
export function pagePolicy(origin: string | undefined): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `connect-src 'self'${origin === undefined ? '' : ` ${origin}`}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
