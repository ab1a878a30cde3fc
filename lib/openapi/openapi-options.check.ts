import { missingPackageProblem } from '../package/install-command.js';
import { installedPackage } from '../package/installed-package.js';
import { optionsProblems } from '../model/authentication.check.js';
import { isOptions, optionNameProblems } from '../model/option-names.check.js';
import { shownValue } from '../model/shown-value.js';
import type { OpenApiOptions } from './openapi-options.interface.js';

/** What documents are made with. */
export const SWAGGER = '@nestjs/swagger';

const NAMES: Readonly<Record<keyof OpenApiOptions, true>> = {
  path: true,
  documentPath: true,
  ui: true,
  title: true,
  version: true,
  description: true,
  license: true,
  authentication: true,
};

const TEXTS = ['title', 'version', 'description'] as const;
const PATHS = ['path', 'documentPath'] as const;

/** As the routes of endpoints. */
const PATH = /^\/[\w.~-]+(?:\/[\w.~-]+)*$/;

/** What is wrong with the module's `openapi`. */
export function openApiProblems(openapi: unknown): string[] {
  if (openapi === undefined || openapi === false) return [];
  const missing =
    installedPackage(SWAGGER) === undefined ? [missingPackageProblem(`'openapi'`, SWAGGER)] : [];
  if (openapi === true) return missing;
  if (!isOptions(openapi))
    return [`'openapi' is ${shownValue(openapi)}. Give true, false, or { path, title, … }.`];
  return [
    ...missing,
    ...optionNameProblems('openapi', openapi, Object.keys(NAMES)),
    ...valueProblems(openapi),
  ];
}

function valueProblems(options: Partial<Record<keyof OpenApiOptions, unknown>>): string[] {
  const { ui, license, authentication } = options;
  const isUi = ui === undefined || typeof ui === 'boolean';
  return [
    ...TEXTS.filter((name) => !isText(options[name])).map(
      (name) => `'openapi.${name}' is ${shownValue(options[name])}. Give a text.`,
    ),
    ...PATHS.filter((name) => !isPath(options[name])).map(
      (name) =>
        `'openapi.${name}' is ${shownValue(options[name])}. Write a path of letters, digits, '-', '_', '.' and '~', e.g. '/docs'.`,
    ),
    ...(isUi ? [] : [`'openapi.ui' is ${shownValue(ui)}. Give true or false.`]),
    ...(isLicense(license) ? [] : [`'openapi.license' is no licence. Give { name, identifier }.`]),
    ...optionsProblems(authentication).map((problem) => `'openapi.authentication' ${problem}`),
  ];
}

function isText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '');
}

function isPath(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && PATH.test(value));
}

function isLicense(license: unknown): boolean {
  if (license === undefined) return true;
  return isOptions(license) && typeof (license as { name?: unknown }).name === 'string';
}
