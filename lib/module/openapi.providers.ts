import type { Provider, Type } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';

import { LightApiEngine } from '../engine/light-api.engine.js';
import { Admissions } from '../guard/admissions.js';
import { EndpointAdmission } from '../guard/endpoint-admission.js';
import { FieldAdmission } from '../guard/field-admission.js';
import { InjectedInstances } from '../guard/injected-instances.js';
import { openApiAccess } from '../openapi/openapi-access.js';
import { OPEN_API_ENDPOINT, OPEN_API_SOURCE } from '../openapi/openapi-controller.factory.js';
import type { OpenApiOptions } from '../openapi/openapi-options.interface.js';
import { OpenApiDocuments } from './openapi.documents.js';

const ADMISSION = Symbol('OPEN_API_ADMISSION');

type Injected = [LightApiEngine, ModuleRef, ModulesContainer, ApplicationConfig, HttpAdapterHost];

/** What the routes of the document need. */
export function openApiProviders(openapi: OpenApiOptions): Provider[] {
  return [
    {
      provide: OpenApiDocuments,
      inject: [LightApiEngine, ModuleRef, ModulesContainer, ApplicationConfig, HttpAdapterHost],
      useFactory: (...[engine, module, modules, config, host]: Injected) =>
        new OpenApiDocuments({
          options: openapi,
          publicUrl: engine.options.publicUrl,
          ...{ modules, config, host },
          get: <T>(type: Type<T>) => module.get(type, { strict: false }),
        }),
    },
    { provide: OPEN_API_SOURCE, useExisting: OpenApiDocuments },
    {
      provide: ADMISSION,
      inject: [LightApiEngine, ModuleRef, InjectedInstances, Admissions],
      useFactory: (
        engine: LightApiEngine,
        module: ModuleRef,
        instances: InjectedInstances,
        admissions: Admissions,
      ) => {
        const admission = new EndpointAdmission({
          endpoint: OPEN_API_ENDPOINT,
          access: openApiAccess(openapi, engine.options.authentication),
          throttle: undefined,
          fields: new FieldAdmission([]),
          module,
          instances,
        });
        admissions.add(OPEN_API_ENDPOINT, admission);
        return admission;
      },
    },
  ];
}
