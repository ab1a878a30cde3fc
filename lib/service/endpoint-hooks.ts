import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ScopeUnknownError } from '../error/scope-unknown.error.js';
import { currentContext } from './request-context.js';

/** The methods of {@link RestEndpoint} that a class may override. */
export type HookName =
  | 'queryset'
  | 'scope'
  | 'list'
  | 'retrieve'
  | 'create'
  | 'update'
  | 'destroy'
  | 'get'
  | 'post'
  | 'put'
  | 'patch'
  | 'delete';

const HOOK_NAMES: readonly HookName[] = [
  'queryset',
  'scope',
  'list',
  'retrieve',
  'create',
  'update',
  'destroy',
  'get',
  'post',
  'put',
  'patch',
  'delete',
];

/** Whether the class has a method of its own, or an inherited one, in a hook's place. */
export function isOverridden(endpoint: EndpointClass, name: HookName): boolean {
  const own = endpoint.prototype as Record<string, unknown>;
  return own[name] !== (RestEndpoint.prototype as unknown as Record<string, unknown>)[name];
}

/** The hooks of one endpoint class, as far as it overrides them: looked up once, at start. */
export class EndpointHooks {
  private readonly overridden: ReadonlySet<HookName>;

  /**
   * @param instance - gives the provider; asked for late, so that two endpoints may use each
   * other's services
   */
  constructor(
    private readonly endpoint: EndpointClass,
    private readonly instance: () => RestEndpoint,
  ) {
    this.overridden = new Set(HOOK_NAMES.filter((name) => isOverridden(endpoint, name)));
  }

  overrides(...names: readonly HookName[]): boolean {
    return names.some((name) => this.overridden.has(name));
  }

  /**
   * The conditions that hold for the caller of every verb; `undefined` where there are none.
   *
   * @throws {@link ScopeUnknownError} where there is a scope, but nobody whose scope it could be
   */
  async scope(request: LightApiRequest | undefined): Promise<object | undefined> {
    if (!this.overrides('scope')) return undefined;
    const asked = request ?? currentContext()?.request;
    if (asked === undefined) throw new ScopeUnknownError(this.endpoint.name);
    return asConditions(await this.instance().scope(asked), this.endpoint);
  }

  /** The conditions that the collection has besides the scope. */
  async queryset(request: LightApiRequest | undefined): Promise<object | undefined> {
    const asked = request ?? currentContext()?.request;
    if (asked === undefined || !this.overrides('queryset')) return undefined;
    return asConditions(
      (await this.instance().queryset(asked)) as object | undefined,
      this.endpoint,
    );
  }
}

/**
 * A condition on `undefined`, as `{ owner_id: request.user?.id }` is for a stranger, could be read
 * as no condition at all.
 */
function asConditions(conditions: object | undefined, { name }: EndpointClass): object | undefined {
  if (conditions === undefined) return undefined;
  const hole = Object.entries(conditions).find(([, value]) => value === undefined);
  if (hole)
    throw new TypeError(
      `${name}: the condition on '${hole[0]}' is undefined. Return { ${hole[0]}: null } to match rows without it, or throw to refuse.`,
    );
  return conditions;
}
