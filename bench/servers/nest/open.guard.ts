import { Injectable, type CanActivate } from '@nestjs/common';

@Injectable()
export class OpenGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}
