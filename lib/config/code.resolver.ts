import { AllowAny } from '../guard/allow-any.permission.js';
import { BasicAuthentication } from '../guard/basic-authentication.js';
import { IsAdminUser } from '../guard/is-admin-user.permission.js';
import { IsAuthenticated } from '../guard/is-authenticated.permission.js';
import { JWTAuthentication } from '../guard/jwt-authentication.js';
import { nearest } from '../model/nearest.js';
import { FieldFilter } from '../query/field.filter.js';
import type { FilterBackendClass } from '../query/filter-backends.js';
import { OrderingFilter } from '../query/ordering.filter.js';
import { SearchFilter } from '../query/search.filter.js';
import type { BackendClass } from '../declare/authentication-backend.js';
import type { PermissionOption } from '../declare/combined-permission.js';
import { CORSMiddleware, type MiddlewareClass } from '../declare/middleware.js';
import { isCodeReference, loadCode } from './code-reference.js';
import type { ConfigPath, ConfigPlaces } from './config-places.js';

/** What a file may call by name alone. */
export const SHIPPED = {
  backend: { JWTAuthentication, BasicAuthentication },
  permission: { AllowAny, IsAuthenticated, IsAdminUser },
  filter: { FieldFilter, SearchFilter, OrderingFilter },
  middleware: { CORSMiddleware },
  /** Nothing: it is always a file's. */
  code: {},
} as const;

/** What code of each kind is taken for; the declarations' checks look at it more closely. */
interface Code {
  readonly backend: BackendClass;
  readonly permission: PermissionOption;
  readonly filter: FilterBackendClass;
  readonly middleware: MiddlewareClass;
  readonly code: unknown;
}

/** Finds the code that a file names, and keeps what could not be found. */
export class CodeResolver {
  readonly problems: string[] = [];

  /** @param directory - where code that the file names is looked for */
  constructor(
    private readonly directory: string,
    private readonly places: ConfigPlaces,
  ) {}

  /** @returns `undefined` where there is no such code: then `problems` has the reason */
  async resolve<K extends keyof Code>(
    name: string,
    kind: K,
    path: ConfigPath,
  ): Promise<Code[K] | undefined> {
    const shipped: Readonly<Record<string, unknown>> = SHIPPED[kind];
    if (Object.hasOwn(shipped, name)) return shipped[name] as Code[K];
    const names = Object.keys(shipped);
    if (names.length > 0 && !isCodeReference(name)) {
      this.problem(
        path,
        `there is no '${name}'.${nearest(name, names)} Give ${names.join(', ')}, or ./file.js#Export.`,
      );
      return undefined;
    }
    const loaded = await loadCode(name, this.directory);
    if ('value' in loaded) return loaded.value as Code[K];
    this.problem(path, loaded.problem);
    return undefined;
  }

  problem(path: ConfigPath, sentence: string): void {
    this.problems.push(`${this.places.at(path)}: ${sentence}`);
  }
}
