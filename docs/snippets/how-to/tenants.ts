import {
  Endpoint,
  Field,
  JWTAuthentication,
  type LightApiRequest,
  type RequestBody,
  RestEndpoint,
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
}

@Endpoint('/invoices', { authentication: { backend: JWTAuthentication } })
export class Invoice extends TenantEndpoint {
  @Field({ type: 'decimal', scale: 2 }) total!: string;
}
