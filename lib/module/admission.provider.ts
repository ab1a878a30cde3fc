import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { LightApiEngine } from '../engine/light-api.engine.js';
import { Admissions } from '../guard/admissions.js';
import { EndpointAdmission } from '../guard/endpoint-admission.js';
import { FieldAdmission } from '../guard/field-admission.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import { Throttles } from '../guard/throttles.js';
import type { LightApiOptions } from '../options/light-api-options.interface.js';
import { LIGHT_API_OPTIONS } from '../options/light-api.tokens.js';
import { tokensOf } from './endpoint.tokens.js';

type Injected = [
  LightApiEngine,
  ModuleRef,
  LightApiOptions,
  Throttles,
  InjectedInstances,
  Admissions,
];

/** Who may use one endpoint. */
export function admissionProvider(endpoint: EndpointClass): Provider {
  return {
    provide: tokensOf(endpoint).admission,
    inject: [
      LightApiEngine,
      ModuleRef,
      LIGHT_API_OPTIONS,
      Throttles,
      InjectedInstances,
      Admissions,
    ],
    useFactory: async (...injected: Injected) => {
      const [engine, module, options, throttles, instances, admissions] = injected;
      const { access, throttle: own, route, columns } = engine.runtimeOf(endpoint).model;
      const limits = own ?? options.throttle;
      const throttle = await throttles.of(own === undefined ? 'all' : route, limits);
      const fields = new FieldAdmission(columns);
      const admission = new EndpointAdmission({
        endpoint,
        access,
        throttle,
        fields,
        module,
        instances,
      });
      admissions.add(endpoint, admission);
      return admission;
    },
  };
}
