import type { OnModuleInit } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';

import type { AuthenticationBackend } from '../declare/authentication-backend.js';
import type { EndpointClass } from '../declare/endpoint.decorator.js';
import type { HttpMethod } from '../declare/http-method.js';
import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Permission, PermissionContext } from '../declare/permission.js';
import { NotAuthenticatedError } from '../error/not-authenticated.error.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import type { EndpointAccess, VerbAccess } from '../model/endpoint-access.js';
import type { Admission } from './admissions.js';
import type { FieldAdmission } from './field-admission.js';
import type { InjectedInstances } from './injected-instances.js';
import { IsAuthenticated } from './is-authenticated.permission.js';
import { allowsObject, allowsVerb } from './permission-check.js';
import { PermissionFactory } from './permission.factory.js';
import type { Throttle } from './throttle.js';

/** What makes an admission. */
export interface EndpointAdmissionParts {
  readonly endpoint: EndpointClass;
  readonly access: EndpointAccess;
  readonly throttle: Throttle | undefined;
  /** Of `model.columns`. */
  readonly fields: FieldAdmission;
  /** Of the module that serves the endpoint. */
  readonly module: ModuleRef;
  readonly instances: InjectedInstances;
}

/** The classes of a verb's access, made. */
interface VerbJudges {
  readonly backends: readonly AuthenticationBackend[];
  readonly permission: Permission;
}

/** Whether the caller may have this resource; throws where not. */
export type ResourceJudge = (resource: unknown) => Promise<void>;

/** Who may use one endpoint: each verb, and each resource. */
export class EndpointAdmission implements Admission, OnModuleInit {
  private readonly judges = new Map<string, VerbJudges>();

  private readonly permissions: PermissionFactory;

  constructor(private readonly parts: EndpointAdmissionParts) {
    this.permissions = new PermissionFactory(parts.module, parts.instances);
  }

  /** Every provider that a permission may inject is there by now. */
  async onModuleInit(): Promise<void> {
    for (const [method, access] of Object.entries(this.parts.access))
      this.judges.set(method, await this.judgesOf(access));
    await this.parts.fields.prepare(this.permissions);
  }

  isOpen(method: HttpMethod): boolean {
    return this.parts.throttle === undefined && this.parts.access[method] === undefined;
  }

  async admit(request: LightApiRequest, reply: FastifyReply, method: HttpMethod): Promise<void> {
    await this.parts.throttle?.count(request, reply);
    if (this.parts.access[method] === undefined) return;
    const { backends, permission } = this.judgesFor(method);
    request.user = await userOf(backends, request);
    if (await allowsVerb(permission, request, this.contextOf(request))) return;
    throw request.user === undefined
      ? new NotAuthenticatedError(backends.map(({ challenge }) => challenge))
      : new PermissionDeniedError();
  }

  /** The judge of the resources that a request is for; `undefined` where none is needed. */
  judge(request: LightApiRequest): ResourceJudge | undefined {
    const method = methodOf(request);
    if (this.parts.access[method] === undefined) return undefined;
    const { permission } = this.judgesFor(method);
    if (permission.hasObjectPermission === undefined) return undefined;
    const context = this.contextOf(request);
    return async (resource) => {
      if (!(await allowsObject(permission, request, resource, context)))
        throw new PermissionDeniedError();
    };
  }

  /** The positions in `model.columns` of what the caller may not see. */
  hidden(request: LightApiRequest): ReadonlySet<number> | Promise<ReadonlySet<number>> {
    return this.parts.fields.hidden(request, () => this.contextOf(request));
  }

  /**
   * The positions in `model.columns` of what the caller may not set.
   *
   * @throws {@link PermissionDeniedError} where the body sets one of them all the same
   */
  unwritable(request: LightApiRequest): ReadonlySet<number> | Promise<ReadonlySet<number>> {
    return this.parts.fields.unwritable(request, () => this.contextOf(request));
  }

  private judgesFor(method: HttpMethod): VerbJudges {
    const judges = this.judges.get(method);
    if (judges === undefined) throw new NotAuthenticatedError([]);
    return judges;
  }

  private contextOf(request: LightApiRequest): PermissionContext {
    const { id } = request.params as { id?: string };
    return { endpoint: this.parts.endpoint, method: methodOf(request), id };
  }

  private async judgesOf({ backends, permission }: VerbAccess): Promise<VerbJudges> {
    const { instances, module } = this.parts;
    return {
      backends: await Promise.all(backends.map((backend) => instances.of(module, backend))),
      permission: await this.permissions.permission(permission ?? IsAuthenticated),
    };
  }
}

function methodOf({ method }: LightApiRequest): HttpMethod {
  return method === 'HEAD' ? 'GET' : (method as HttpMethod);
}

/** Nothing but an object is a user: `true`, a text or an empty answer let nobody in. */
async function userOf(
  backends: readonly AuthenticationBackend[],
  request: LightApiRequest,
): Promise<object | undefined> {
  for (const backend of backends) {
    const user: unknown = await backend.authenticate(request);
    if (typeof user === 'object' && user !== null) return user;
  }
  return undefined;
}
