import type { ModuleRef } from '@nestjs/core';

import type { EndpointClass } from '../declare/endpoint.decorator.js';
import { EndpointAdmission } from '../guard/endpoint-admission.js';
import { FieldAdmission } from '../guard/field-admission.js';
import type { EndpointSurroundings } from './endpoint-surroundings.js';

/** Decides who may use one endpoint, whose routes ask it from now on. */
export async function createAdmission(
  endpoint: EndpointClass,
  module: ModuleRef,
  { engine, options, throttles, instances, admissions }: EndpointSurroundings,
): Promise<EndpointAdmission> {
  const { access, throttle: own, route, columns } = engine.runtimeOf(endpoint).model;
  const limits = own ?? options.throttle;
  const throttle = await throttles.of(own === undefined ? 'all' : route, limits);
  const fields = new FieldAdmission(columns);
  const parts = { endpoint, access, throttle, fields, module, instances };
  const admission = new EndpointAdmission(parts);
  admissions.add(endpoint, admission);
  return admission;
}
