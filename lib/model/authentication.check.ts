import { CombinedPermission } from '../declare/combined-permission.js';
import type { EndpointDeclaration } from '../declare/endpoint.decorator.js';
import { HTTP_METHODS } from '../declare/http-method.js';
import { methodOptionsOf, registeredMethods } from '../declare/method-options.js';
import type { EndpointAccess } from './endpoint-access.js';
import { nearest } from './nearest.js';
import { isOptions } from './option-names.check.js';
import { shownValue } from './shown-value.js';

const OPTIONS = ['backend', 'permission'];

/** What is wrong with the `authentication` of an endpoint and of its verbs, as it was written. */
export function authenticationProblems({ name, options }: EndpointDeclaration): string[] {
  const verbs = registeredMethods(options).flatMap((method) => {
    const own = methodOptionsOf(options, method) as unknown;
    return methodProblems(own).map((problem) => `'methods.${method}' ${problem}`);
  });
  const own = optionsProblems(options.authentication).map(
    (problem) => `'authentication' ${problem}`,
  );
  return [...own, ...verbs].map((problem) => `${name}: ${problem}`);
}

/** What is wrong with the module's `authentication`. */
export function defaultAuthenticationProblems(authentication: unknown): string[] {
  return optionsProblems(authentication).map(
    (problem) => `LightApiModule: 'authentication' ${problem}`,
  );
}

/** Verbs that ask who calls, with nobody to tell them: they would refuse everybody. */
export function accessProblems(name: string, access: EndpointAccess): string[] {
  const verbs = HTTP_METHODS.filter((method) => access[method]?.backends.length === 0);
  if (verbs.length === 0) return [];
  return [
    `${name}: ${verbs.join(', ')} can be used by authenticated callers only, and no backend authenticates any. Add 'backend' to 'authentication', of the endpoint or of the module, or 'permission: AllowAny'.`,
  ];
}

function methodProblems(options: unknown): string[] {
  if (options === undefined) return [];
  if (!isOptions(options)) return [`is ${shownValue(options)}. Give an object, e.g. {}.`];
  const unknown = Object.keys(options)
    .filter((name) => name !== 'authentication')
    .map((name) => `has no option '${name}'.${nearest(name, ['authentication'])}`);
  const { authentication } = options as { readonly authentication?: unknown };
  return [...unknown, ...optionsProblems(authentication)];
}

/** Each goes on after the name of the option. */
export function optionsProblems(options: unknown): string[] {
  if (options === undefined) return [];
  if (!isOptions(options)) return [`is ${shownValue(options)}. Give { backend, permission }.`];
  const unknown = Object.keys(options)
    .filter((name) => !OPTIONS.includes(name))
    .map((name) => `has no option '${name}'.${nearest(name, OPTIONS)}`);
  const { backend, permission } = options as {
    readonly backend?: unknown;
    readonly permission?: unknown;
  };
  return [...unknown, ...backendProblems(backend), ...permissionProblems(permission)];
}

function backendProblems(backend: unknown): string[] {
  if (backend === undefined) return [];
  const backends: unknown[] = [backend].flat();
  if (backends.length === 0) return [`has an empty 'backend'. Name a class, or leave it out.`];
  return backends
    .filter((candidate) => !hasMethod(candidate, 'authenticate'))
    .map(
      (candidate) =>
        `has the backend ${shownValue(candidate)}. Name a class that extends AuthenticationBackend.`,
    );
}

function permissionProblems(permission: unknown): string[] {
  if (permission === undefined) return [];
  if (permission instanceof CombinedPermission || !isOptions(permission))
    return onePermissionProblems(permission);
  const verbs = Object.keys(permission)
    .filter((verb) => !(HTTP_METHODS as readonly string[]).includes(verb))
    .map((verb) => `has a permission for '${verb}'. Give some of ${HTTP_METHODS.join(', ')}.`);
  return [...verbs, ...Object.values(permission).flatMap(onePermissionProblems)];
}

/** What is wrong with a permission, to be said of the option that has it. */
export function onePermissionProblems(permission: unknown): string[] {
  if (permission instanceof CombinedPermission)
    return permission.operands.length > 0
      ? permission.operands.flatMap(onePermissionProblems)
      : [`has '${permission.operator}()' of nothing. Name permission classes.`];
  if (hasMethod(permission, 'hasPermission')) return [];
  return [`has the permission ${shownValue(permission)}. Name a class that extends Permission.`];
}

function hasMethod(candidate: unknown, name: string): boolean {
  if (typeof candidate !== 'function') return false;
  const prototype = candidate.prototype as Record<string, unknown> | undefined;
  return typeof prototype?.[name] === 'function';
}
