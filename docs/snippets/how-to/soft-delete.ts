import {
  Endpoint,
  Field,
  type LightApiRequest,
  RestEndpoint,
  VersionConflictError,
} from 'nestjs-lightapi';

@Endpoint('/documents')
export class Document extends RestEndpoint {
  @Field() name!: string;
  @Field({ type: 'datetime', optional: true, index: true }) deleted_at?: Date | null;

  override queryset() {
    return { deleted_at: null };
  }

  override async destroy(id: string, request: LightApiRequest) {
    for (let attempt = 0; ; attempt++) {
      const { version, deleted_at } = await super.retrieve(request, id);
      if (deleted_at != null) return;
      try {
        const change = { deleted_at: new Date().toISOString(), version };
        await super.update(id, change, request, { partial: true });
        return;
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === 9) throw error;
      }
    }
  }
}
