import type { EndpointModel } from '../model/endpoint-model.interface.js';

/** Where a resource carries a version that is none of its members. Spreading an object keeps it. */
const VERSION = Symbol('lightapi:version');

type Versioned = Readonly<Record<string | symbol, unknown>>;

/** Notes the version of a resource that has no member for it. */
export function carryVersion(resource: object, version: string): void {
  Object.assign(resource, { [VERSION]: version });
}

/**
 * The version of a resource that has no member for it, as one of a reflected table: what its entity
 * tag says. Services give it with each single resource; spreading one keeps it, so that
 * `update(id, { ...read, title })` needs no more.
 *
 * @example
 * ```ts
 * await artists.destroy(7, { version: versionOf(await artists.retrieve(7)) });
 * ```
 * @returns `undefined` for anything else
 * @publicApi
 */
export function versionOf(value: unknown): string | undefined {
  const version = ((value ?? {}) as Versioned)[VERSION];
  return typeof version === 'string' ? version : undefined;
}

/** Reads the version of what a hook returned; `undefined` where it is no resource. */
export function resourceVersionReader({ version, columns }: EndpointModel) {
  const member = version?.kind === 'column' ? columns[version.at]?.name : undefined;
  if (member === undefined) return versionOf;
  return (value: unknown): string | undefined => {
    const found = ((value ?? {}) as Versioned)[member];
    return typeof found === 'number' || typeof found === 'bigint' ? String(found) : undefined;
  };
}
