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

/** The hooks of one endpoint class, as far as it overrides them: looked up once, at start. */
export class EndpointHooks {
  /**
   * @param instance - gives the provider; asked for late, so that two endpoints may use each
   * other's services
   */
  constructor(
    private readonly endpoint: EndpointClass,
    private readonly instance: () => RestEndpoint,
  ) {}

  overrides(...names: readonly HookName[]): boolean {
    const own = this.endpoint.prototype as RestEndpoint;
    return names.some((name) => own[name] !== RestEndpoint.prototype[name]);
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
    return asConditions((await this.instance().scope(asked)) as object | undefined, this.endpoint);
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
