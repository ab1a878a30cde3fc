import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { LightApiEngine } from '../engine/light-api.engine.js';
import { Admissions } from '../guard/admissions.js';
import { usesBackend } from '../guard/authentication-options.check.js';
import { BasicAuthentication } from '../guard/basic-authentication.js';
import { CredentialValidator } from '../guard/credential.validator.js';
import { GuessLimit } from '../guard/guess-limit.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import { JWTAuthentication } from '../guard/jwt-authentication.js';
import { readJwtKeys } from '../guard/jwt-keys.js';
import { JwtTokens } from '../guard/jwt-tokens.js';
import { LoginAdmission } from '../guard/login-admission.js';
import { LoginService } from '../guard/login.service.js';
import { LOGIN } from '../guard/route-marks.js';
import type { Throttle } from '../guard/throttle.js';
import { Throttles } from '../guard/throttles.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { LIGHT_API_OPTIONS } from '../options/light-api.tokens.js';

/** For each client address, unless the options say otherwise. */
const LOGIN_LIMITS = { requestsPerMinute: 10, requestsPerHour: 100, requestsPerDay: 1000 };

/** What the endpoints of all modules share to find out who calls. */
export const SHARED_GUARDS = [
  Admissions,
  InjectedInstances,
  JwtTokens,
  CredentialValidator,
  Throttles,
  GuessLimit,
];

/** Providers of the root module; what reads options waits for the engine, which checks them. */
export function guardProviders(): Provider[] {
  return [
    Admissions,
    InjectedInstances,
    {
      provide: JwtTokens,
      inject: [LIGHT_API_OPTIONS, LightApiEngine],
      useFactory: openTokens,
    },
    {
      provide: CredentialValidator,
      inject: [LIGHT_API_OPTIONS, ModuleRef, InjectedInstances, LightApiEngine],
      useFactory: (options: LightApiOptions, module: ModuleRef, instances: InjectedInstances) =>
        new CredentialValidator({ given: options.auth?.loginValidator, module, instances }),
    },
    {
      provide: Throttles,
      inject: [LIGHT_API_OPTIONS, LightApiEngine],
      useFactory: (options: LightApiOptions) => new Throttles(options.redis),
    },
    {
      provide: GuessLimit,
      inject: [LIGHT_API_OPTIONS, Throttles],
      useFactory: async (options: LightApiOptions, throttles: Throttles) =>
        new GuessLimit(options.auth && (await loginThrottle(options, throttles))),
    },
  ];
}

/** Providers of the root module where users log in. */
export function loginProviders(): Provider[] {
  return [
    {
      provide: LoginAdmission,
      inject: [LIGHT_API_OPTIONS, Throttles, GuessLimit, Admissions],
      useFactory: loginAdmission,
    },
    {
      provide: LoginService,
      inject: [LIGHT_API_OPTIONS, CredentialValidator, JwtTokens, LightApiEngine],
      useFactory: loginService,
    },
  ];
}

/** Of logins, and of wrong passwords wherever they are sent: they are counted together. */
function loginThrottle(
  { auth }: LightApiOptions,
  throttles: Throttles,
): Promise<Throttle | undefined> {
  return throttles.of('login', auth?.rateLimit ?? LOGIN_LIMITS);
}

async function loginAdmission(
  options: LightApiOptions,
  throttles: Throttles,
  guesses: GuessLimit,
  all: Admissions,
): Promise<LoginAdmission> {
  const admission = new LoginAdmission(await loginThrottle(options, throttles), guesses);
  all.add(LOGIN, admission);
  return admission;
}

/** The engine is started first, so that wrong options are told all together. */
function openTokens(options: LightApiOptions, engine: LightApiEngine): Promise<JwtTokens> {
  const { jwt = {}, auth } = options;
  const { keys } = readJwtKeys(jwt, auth?.jwtAlgorithm);
  return JwtTokens.open({ keys, options: jwt, now: engine.now });
}

function loginService(
  options: LightApiOptions,
  validator: CredentialValidator,
  tokens: JwtTokens,
  engine: LightApiEngine,
): LoginService {
  const access = engine.models().map((model) => model.access);
  const wanted =
    usesBackend(access, JWTAuthentication) || !usesBackend(access, BasicAuthentication);
  return new LoginService({
    validator,
    tokens,
    options: options.auth ?? { loginValidator: () => null },
    issuesTokens: wanted && tokens.signsWith !== undefined,
  });
}
