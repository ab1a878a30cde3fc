import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { RestEndpoint } from '../declare/rest-endpoint.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { ScopeUnknownError } from '../error/scope-unknown.error.js';
import type { EndpointModel } from '../model/endpoint-model.interface.js';
import { Notes } from '../request/notes.js';
import { withoutHoles } from './condition-holes.js';
import { currentContext } from './request-context.js';

/** The methods of {@link RestEndpoint} that a class may override. */
const HOOK_NAMES = [
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
] as const satisfies (keyof RestEndpoint)[];

export type HookName = (typeof HOOK_NAMES)[number];

const NONE: readonly object[] = [];

/** Whether the class has a method of its own, or an inherited one, in a hook's place. */
export function isOverridden(endpoint: EndpointClass, name: HookName): boolean {
  const own = endpoint.prototype as Record<string, unknown>;
  return own[name] !== (RestEndpoint.prototype as unknown as Record<string, unknown>)[name];
}

/** Whether the class overrides any hook. */
export function hasHooks(endpoint: EndpointClass): boolean {
  return HOOK_NAMES.some((name) => isOverridden(endpoint, name));
}

/**
 * Whether a row's version stands for all that a GET of it shows: not where a hook answers, nor where callers see
 * different members.
 */
export function isToldByVersion(
  endpoint: EndpointClass,
  { version, columns }: EndpointModel,
): boolean {
  if (isOverridden(endpoint, 'get') || isOverridden(endpoint, 'retrieve')) return false;
  return version !== undefined && columns.every(({ read }) => read === undefined);
}

/** The hooks of one endpoint class, as far as it overrides them: looked up once, at start. */
export class EndpointHooks {
  private readonly overridden: ReadonlySet<HookName>;
  private readonly remembered = new Notes<LightApiRequest, Remembered>();

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
   * @throws {@link OutOfScopeError} for a condition on `undefined`
   */
  async scope(request: LightApiRequest | undefined): Promise<object | undefined> {
    if (!this.overrides('scope')) return undefined;
    const asked = request ?? currentContext()?.request;
    if (asked === undefined) throw new ScopeUnknownError(this.endpoint.name);
    return this.once(asked, 'scope');
  }

  /** From now on, `scope` and `queryset` are asked once for this request: what they said holds. */
  remember(request: LightApiRequest): void {
    if (this.remembered.get(request) === undefined) this.remembered.set(request, {});
  }

  /** All that narrows the collection for the caller: scope and queryset. */
  collectionConditions(
    request: LightApiRequest | undefined,
  ): readonly object[] | Promise<readonly object[]> {
    return this.overrides('scope', 'queryset') ? this.conditionsOf(request) : NONE;
  }

  private async conditionsOf(request: LightApiRequest | undefined): Promise<readonly object[]> {
    const conditions = [await this.scope(request), await this.queryset(request)];
    return conditions.filter((condition) => condition !== undefined);
  }

  /** The conditions that the collection has besides the scope. */
  private async queryset(request: LightApiRequest | undefined): Promise<object | undefined> {
    const asked = request ?? currentContext()?.request;
    if (asked === undefined || !this.overrides('queryset')) return undefined;
    return this.once(asked, 'queryset');
  }

  private once(request: LightApiRequest, hook: keyof Remembered): Promise<object | undefined> {
    const remembered = this.remembered.get(request) ?? {};
    return (remembered[hook] ??= this.ask(request, hook));
  }

  private async ask(request: LightApiRequest, hook: keyof Remembered): Promise<object | undefined> {
    const said = (await this.instance()[hook](request)) as object | undefined;
    return withoutHoles(said, this.endpoint.name);
  }
}

/** What the hooks said for one request. */
interface Remembered {
  scope?: Promise<object | undefined>;
  queryset?: Promise<object | undefined>;
}
