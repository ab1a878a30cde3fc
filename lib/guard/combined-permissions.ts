import type { PermissionOperator } from '../declare/combined-permission.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import { Permission, type PermissionContext } from '../declare/permission.js';
import { allowsObject, allowsVerb } from './permission-check.js';

type ObjectQuestion = NonNullable<Permission['hasObjectPermission']>;

/** `and`: each has to allow the verb, and the resource. */
class AllOf extends Permission {
  override readonly anonymous = true;

  constructor(private readonly operands: readonly Permission[]) {
    super();
    if (judgesObjects(operands)) this.hasObjectPermission = (...asked) => this.allAllow(asked);
  }

  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    for (const operand of this.operands)
      if (!(await allowsVerb(operand, request, context))) return false;
    return true;
  }

  private async allAllow(asked: Parameters<ObjectQuestion>): Promise<boolean> {
    for (const operand of this.operands) if (!(await allowsObject(operand, ...asked))) return false;
    return true;
  }
}

/** `or`: one and the same has to allow the verb and the resource. */
class AnyOf extends Permission {
  override readonly anonymous = true;

  constructor(private readonly operands: readonly Permission[]) {
    super();
    if (judgesObjects(operands)) this.hasObjectPermission = (...asked) => this.oneAllows(asked);
  }

  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    for (const operand of this.operands)
      if (await allowsVerb(operand, request, context)) return true;
    return false;
  }

  private async oneAllows(asked: Parameters<ObjectQuestion>): Promise<boolean> {
    for (const operand of this.operands) if (await allowsBoth(operand, asked)) return true;
    return false;
  }
}

/** `not`: what the operand would say is known only when it has seen the resource, if it asks to. */
class Opposite extends Permission {
  override readonly anonymous: boolean;

  constructor(private readonly operand: Permission) {
    super();
    this.anonymous = operand.anonymous;
    if (judgesObjects([operand]))
      this.hasObjectPermission = async (...asked) => !(await allowsBoth(operand, asked));
  }

  async hasPermission(request: LightApiRequest, context: PermissionContext): Promise<boolean> {
    if (this.hasObjectPermission !== undefined && context.id !== undefined) return true;
    return !(await allowsVerb(this.operand, request, context));
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

function judgesObjects(operands: readonly Permission[]): boolean {
  return operands.some((operand) => operand.hasObjectPermission !== undefined);
}

async function allowsBoth(
  operand: Permission,
  asked: Parameters<ObjectQuestion>,
): Promise<boolean> {
  const [request, , context] = asked;
  return (await allowsVerb(operand, request, context)) && (await allowsObject(operand, ...asked));
}
