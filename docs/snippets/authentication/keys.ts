import { Injectable } from '@nestjs/common';
import { AuthenticationBackend, type LightApiRequest } from 'nestjs-lightapi';

@Injectable()
export class ApiKeys {
  ownerOf(key: unknown): object | undefined {
    return key === 'k-1' ? { sub: 'ada' } : undefined;
  }
}

@Injectable()
export class ApiKeyAuthentication extends AuthenticationBackend {
  override readonly challenge = 'ApiKey realm="api"';

  constructor(private readonly keys: ApiKeys) {
    super();
  }

  authenticate(request: LightApiRequest) {
    return this.keys.ownerOf(request.headers['x-api-key']);
  }
}
