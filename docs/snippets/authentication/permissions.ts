import { Injectable } from '@nestjs/common';
import {
  type LightApiRequest,
  Permission,
  type PermissionContext,
  type Resource,
} from 'nestjs-lightapi';

import type { Order } from './orders.js';

@Injectable()
export class IsOwner extends Permission {
  hasPermission() {
    return true;
  }

  override hasObjectPermission(request: LightApiRequest, order: Resource<Order>) {
    return order.owner === (request.user as { sub: string }).sub;
  }
}

export class ReadOnlyForStrangers extends Permission {
  override readonly anonymous = true;

  hasPermission(request: LightApiRequest, { method }: PermissionContext) {
    return method === 'GET' || request.user !== undefined;
  }
}
