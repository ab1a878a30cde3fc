import type { LightApiRequest } from 'nestjs-lightapi';

/** What `AccountLogin` said of whoever logged in. */
export interface Caller {
  readonly sub: string;
  readonly is_admin: boolean;
}

export function nameOf({ user }: LightApiRequest): string {
  return (user as Caller).sub;
}

export function isAdmin({ user }: LightApiRequest): boolean {
  return (user as Caller).is_admin;
}
