/**
 * What may be done to the database at start: create missing tables; add missing columns and
 * indexes to existing ones too; or nothing. Nothing is ever dropped or altered.
 *
 * @publicApi
 */
export type SchemaMode = 'create' | 'update' | 'none';
