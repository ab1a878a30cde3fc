import type { LightApiRequest } from '../declare/light-api-request.interface.js';
import type { Permission, PermissionContext } from '../declare/permission.js';
import { PermissionDeniedError } from '../error/permission-denied.error.js';
import type { FieldModel } from '../model/field-model.interface.js';
import { Notes } from '../request/notes.js';
import { allowsVerb } from './permission-check.js';
import type { PermissionFactory } from './permission.factory.js';

/** No field is kept from the caller. */
const NONE: ReadonlySet<number> = new Set();

/** A field that not everybody may see, or set. */
interface GuardedField {
  /** In `model.columns`. */
  readonly position: number;
  readonly name: string;
  readonly permission: Permission;
}

/** Made where somebody is asked: mostly nobody is. */
type ContextOf = () => PermissionContext;

type Positions = ReadonlySet<number>;

/** Who may see and set which fields of one endpoint. */
export class FieldAdmission {
  private guardedReads: readonly GuardedField[] = [];
  private guardedWrites: readonly GuardedField[] = [];
  /** Many fields have one and the same permission, and it is asked once a request. */
  private readonly answers = new Notes<LightApiRequest, Map<Permission, Promise<boolean>>>();

  /** @param columns - of the model */
  constructor(private readonly columns: readonly FieldModel[]) {}

  /** Every provider that a permission may inject has to be there by now. */
  async prepare(factory: PermissionFactory): Promise<void> {
    this.guardedReads = await this.guarded('read', factory);
    this.guardedWrites = await this.guarded('write', factory);
  }

  /** The positions in `model.columns` of what the caller may not see. */
  hidden(request: LightApiRequest, context: ContextOf): Positions | Promise<Positions> {
    return this.guardedReads.length === 0
      ? NONE
      : this.refused(this.guardedReads, request, context);
  }

  /**
   * The positions of what the caller may not set.
   *
   * @param body - as it was sent
   * @throws {@link PermissionDeniedError} where it sets one of them all the same
   */
  unwritable(request: LightApiRequest, context: ContextOf): Positions | Promise<Positions> {
    return this.guardedWrites.length === 0 ? NONE : this.writeRefusals(request, context);
  }

  private async writeRefusals(request: LightApiRequest, context: ContextOf): Promise<Positions> {
    const fields = await this.refused(this.guardedWrites, request, context);
    const { body } = request;
    if (fields.size > 0 && typeof body === 'object' && body !== null)
      for (const { position, name } of this.guardedWrites)
        if (fields.has(position) && Object.hasOwn(body, name)) throw new PermissionDeniedError();
    return fields;
  }

  private async refused(
    fields: readonly GuardedField[],
    request: LightApiRequest,
    contextOf: ContextOf,
  ): Promise<Positions> {
    const context = contextOf();
    const known = this.answers.get(request) ?? new Map<Permission, Promise<boolean>>();
    this.answers.set(request, known);
    const found = new Set<number>();
    for (const { position, permission } of fields) {
      const answer = known.get(permission) ?? allowsField(permission, request, context);
      known.set(permission, answer);
      if (!(await answer)) found.add(position);
    }
    return found;
  }

  private guarded(
    option: 'read' | 'write',
    factory: PermissionFactory,
  ): Promise<readonly GuardedField[]> {
    const guarded = this.columns.flatMap(({ name, [option]: permission }, position) =>
      permission === undefined ? [] : [{ position, name, permission }],
    );
    return Promise.all(
      guarded.map(async ({ permission, ...field }) => ({
        ...field,
        permission: await factory.permission(permission),
      })),
    );
  }
}

/** A permission that would judge the row has not said yes, and nobody asks it about rows here. */
async function allowsField(
  permission: Permission,
  request: LightApiRequest,
  context: PermissionContext,
): Promise<boolean> {
  if (permission.hasObjectPermission !== undefined) return false;
  return allowsVerb(permission, request, context);
}
