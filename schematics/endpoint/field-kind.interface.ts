/** A JSON value that is written down the same way in TypeScript. */
export type Sample = string | number | boolean | Readonly<Record<string, string>>;

/** How a field of one type is written down. */
export interface FieldKind {
  /** The TypeScript type of the property. */
  readonly property: string | ((argument: string) => string);
  /** Members of `@Field`'s options where no argument says others. */
  readonly options?: string;
  readonly argument?: FieldArgument;
  /** A value as JSON, as the server answers it. */
  readonly sample: Sample;
  readonly sampleOf?: (argument: string) => Sample;
}

/** What may stand after the type. */
export interface FieldArgument {
  readonly pattern: RegExp;
  readonly example: string;
  readonly isRequired?: boolean;
  /** What is wrong about one that has the form. */
  readonly problem?: (argument: string) => string | undefined;
  readonly options: (argument: string) => string;
}
