import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EndpointService, hashPassword, InjectEndpoint } from 'nestjs-lightapi';

import { Account } from './account.js';

const { ADMIN_PASSWORD = 'correct horse battery' } = process.env;

/** The admin of an empty database: a program may do what no request can. */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  constructor(@InjectEndpoint(Account) private readonly accounts: EndpointService<Account>) {}

  async onApplicationBootstrap(): Promise<void> {
    const { results } = await this.accounts.unscoped.list({ where: { username: 'admin' } });
    if (results.length > 0) return;
    await this.accounts.unscoped.create({
      username: 'admin',
      is_admin: true,
      password_hash: await hashPassword(ADMIN_PASSWORD),
    });
  }
}
