/** How a field of one type is written down. */
export interface FieldKind {
  /** The TypeScript type of the property. */
  readonly property: string | ((argument: string) => string);
  /** Members of `@Field`'s options, without an argument and with one. */
  readonly options?: string;
  readonly argument?: FieldArgument;
  /** A value as JSON, as the server answers it. */
  readonly sample: unknown;
  readonly sampleOf?: (argument: string) => unknown;
}

/** What may stand after the type. */
export interface FieldArgument {
  readonly pattern: RegExp;
  readonly example: string;
  readonly isRequired?: boolean;
  readonly options: (argument: string) => string;
}
