import { Injectable } from '@nestjs/common';
import {
  EndpointService,
  InjectEndpoint,
  type LoginValidator,
  verifyPassword,
} from 'nestjs-lightapi';

import { Account } from './account.js';
import type { Caller } from './caller.js';

/** Tells who a name and a password belong to; what it returns is in the token. */
@Injectable()
export class AccountLogin implements LoginValidator {
  constructor(@InjectEndpoint(Account) private readonly accounts: EndpointService<Account>) {}

  async validate(username: string, password: string): Promise<Caller | null> {
    const { results } = await this.accounts.unscoped.list({ where: { username } });
    const [account] = results;
    // Without an account it takes as long, so that nobody learns which names there are.
    const isRight = await verifyPassword(password, account?.password_hash);
    if (account === undefined || !isRight) return null;
    return { sub: account.username, is_admin: account.is_admin };
  }
}
