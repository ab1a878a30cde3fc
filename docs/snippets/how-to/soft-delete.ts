import { Endpoint, Field, type LightApiRequest, RestEndpoint } from 'nestjs-lightapi';

@Endpoint('/documents')
export class Document extends RestEndpoint {
  @Field() name!: string;
  @Field({ type: 'datetime', optional: true, index: true }) deleted_at?: Date | null;

  override queryset() {
    return { deleted_at: null };
  }

  override async destroy(id: string, request: LightApiRequest) {
    const { version } = await super.retrieve(request, id);
    const change = { deleted_at: new Date().toISOString(), version };
    await super.update(id, change, request, { partial: true });
  }
}
