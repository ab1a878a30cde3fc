import {
  Endpoint,
  Field,
  JWTAuthentication,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
  type UpdateOptions,
} from 'nestjs-lightapi';

function tenantOf(request: LightApiRequest): string {
  return (request.user as { tenant: string }).tenant;
}

export abstract class TenantEndpoint extends RestEndpoint {
  @Field({ type: 'string', optional: true, index: true, maxLength: 50 })
  tenant?: string | null;

  override scope(request: LightApiRequest) {
    return { tenant: tenantOf(request) };
  }

  override create(data: RequestBody, request: LightApiRequest) {
    return super.create({ ...data, tenant: tenantOf(request) }, request);
  }

  override update(id: string, data: RequestBody, request: LightApiRequest, options: UpdateOptions) {
    const whole = options.partial ? data : { tenant: tenantOf(request), ...data };
    return super.update(id, whole, request, options);
  }
}

@Endpoint('/invoices', { authentication: { backend: JWTAuthentication } })
export class Invoice extends TenantEndpoint {
  @Field({ type: 'decimal', scale: 2 }) total!: string;
}
