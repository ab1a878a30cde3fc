import type { ModuleRef } from '@nestjs/core';

import { CombinedPermission, type PermissionOption } from '../declare/combined-permission.js';
import type { Permission } from '../declare/permission.js';
import { combine } from './combined-permissions.js';
import type { InjectedInstances } from './injected-instances.js';

/** Makes permissions of what options name, for the endpoints of one module. */
export class PermissionFactory {
  constructor(
    private readonly module: ModuleRef,
    private readonly instances: InjectedInstances,
  ) {}

  async permission(option: PermissionOption): Promise<Permission> {
    if (!(option instanceof CombinedPermission)) return this.instances.of(this.module, option);
    const operands = option.operands.map((operand) => this.permission(operand));
    return combine(option.operator, await Promise.all(operands));
  }
}
