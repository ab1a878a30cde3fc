import type { PermissionOperator } from '../declare/combined-permission.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Permission, type PermissionContext } from '../declare/permission.js';
import { allowsObject, allowsVerb } from './permission-check.js';

type ObjectQuestion = Parameters<NonNullable<Permission['hasObjectPermission']>>;

/** A permission made of others, which judges resources where one of them does. */
abstract class Combined extends Permission {
  override readonly anonymous: boolean = true;

  constructor(readonly operands: readonly Permission[]) {
    super();
    if (operands.some((operand) => operand.hasObjectPermission !== undefined))
      this.hasObjectPermission = (...asked) => this.allowsResource(asked);
  }

  protected abstract allowsResource(asked: ObjectQuestion): Promise<boolean>;
}

/** `and`: each has to allow the verb, and the resource. */
class AllOf extends Combined {
  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    for (const operand of this.operands)
      if (!(await allowsVerb(operand, request, context))) return false;
    return true;
  }

  protected async allowsResource(asked: ObjectQuestion): Promise<boolean> {
    for (const operand of this.operands) if (!(await allowsObject(operand, ...asked))) return false;
    return true;
  }
}

/** `or`: one and the same has to allow the verb and the resource. */
class AnyOf extends Combined {
  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    for (const operand of this.operands)
      if (await allowsVerb(operand, request, context)) return true;
    return false;
  }

  protected async allowsResource(asked: ObjectQuestion): Promise<boolean> {
    for (const operand of this.operands) if (await allowsBoth(operand, asked)) return true;
    return false;
  }
}

/** `not`: what the operand would say is known only when it has seen the resource, if it asks to. */
class Opposite extends Combined {
  override readonly anonymous: boolean;

  constructor(private readonly operand: Permission) {
    super([operand]);
    this.anonymous = judgesAnybody(operand);
  }

  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    if (this.hasObjectPermission !== undefined && context.id !== undefined) return true;
    return !(await allowsVerb(this.operand, request, context));
  }

  protected async allowsResource(asked: ObjectQuestion): Promise<boolean> {
    return !(await allowsBoth(this.operand, asked));
  }
}

const COMBINED: Record<PermissionOperator, (operands: readonly Permission[]) => Permission> = {
  and: (operands) => new AllOf(operands),
  or: (operands) => new AnyOf(operands),
  not: ([operand]) => new Opposite(operand ?? new AllOf([])),
};

/** A permission made of instances of others. */
export function combine(operator: PermissionOperator, operands: readonly Permission[]): Permission {
  return COMBINED[operator](operands);
}

/**
 * Whether nobody in it refuses strangers unasked: a refusal that nobody gave must not be turned
 * into a permission.
 */
function judgesAnybody(permission: Permission): boolean {
  return permission instanceof Combined
    ? permission.operands.every(judgesAnybody)
    : permission.anonymous;
}

async function allowsBoth(operand: Permission, asked: ObjectQuestion): Promise<boolean> {
  const [request, , context] = asked;
  return (await allowsVerb(operand, request, context)) && (await allowsObject(operand, ...asked));
}
