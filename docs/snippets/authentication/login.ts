import { Injectable } from '@nestjs/common';
import { equalSecrets, type LoginValidator } from 'nestjs-lightapi';

@Injectable()
export class AccountLogin implements LoginValidator {
  validate(username: string, password: string) {
    return equalSecrets(password, 'lovelace') ? { sub: username } : null;
  }
}
