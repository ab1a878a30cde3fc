import { isIPv4, isIPv6 } from 'node:net';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc, { type Arbitrary } from 'fast-check';

import type { ApiDocument, ApiOperation, ApiParameter, ApiResponse } from './openapi.js';
import { valuesOf } from './schema-values.js';

/** One operation, and where it is. */
export interface ListedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** A request to send. */
export interface MadeRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly isSparse: boolean;
}

/** What there is to ask for. */
export interface KnownResources {
  readonly ids: readonly string[];
  /** Entity tags, some of which are of other resources. */
  readonly tags: readonly string[];
}

type Schema = Record<string, unknown>;

/** Headers of HTTP itself, which no document has. */
const OF_HTTP = new Set(
  'connection content-length content-type date keep-alive transfer-encoding'.split(' '),
);

/** Makes requests from a document, and holds answers against it. */
export class OpenApiContract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    this.ajv.addSchema({ ...document, $id: 'document' });
  }

  get operations(): ListedOperation[] {
    return Object.entries(this.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
    );
  }

  /** Requests as the document wants them. */
  valid(listed: ListedOperation, { ids, tags }: KnownResources): Arbitrary<MadeRequest> {
    const { operation, path } = listed;
    const parameters = this.parametersOf(listed);
    const schema = operation.requestBody?.content['application/json']?.schema;
    const ofQuery = parameters.filter((one) => one.in === 'query');
    const id = parameters.find((one) => one.in === 'path');
    const ofId = id === undefined ? fc.constant('1') : this.values(id.schema).map(pathText);
    return fc
      .record({
        id:
          ids.length > 0 ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, ofId) : ofId,
        query: ofQuery.length === 0 ? fc.constant<[string, string][]>([]) : this.query(ofQuery),
        headers: this.headers(parameters, tags),
        body: schema === undefined ? fc.constant(undefined) : this.values(schema),
      })
      .map(({ id: chosen, query, headers, body }) => ({
        path: withQuery(path.replace('{id}', chosen), query),
        headers,
        body,
        isSparse: query.some(([name]) => name === 'fields'),
      }));
  }

  /** Requests with something in them that may be anything. */
  wrong(listed: ListedOperation, known: KnownResources): Arbitrary<MadeRequest> {
    const ofQuery = this.parametersOf(listed).filter((one) => one.in === 'query');
    const names = ['nothing', ...ofQuery.map(({ name }) => name)];
    const header = fc.constantFrom(
      {},
      { 'if-match': '"0"' },
      { 'if-none-match': 'none' },
      { prefer: 'count=none' },
      { accept: 'application/problem+json' },
      { authorization: 'Bearer x' },
      { 'content-type': 'text/plain' },
    ) as Arbitrary<Record<string, string>>;
    const id = fc.oneof(
      fc.constantFrom('0', '-1', 'x', '1,2', '%F0%9F%98%80', 'null'),
      fc.constantFrom(...known.ids, '1'),
    );
    return fc
      .record({
        base: this.valid(listed, known),
        name: fc.constantFrom(...names),
        junk: fc.string({ maxLength: 8 }),
        member: fc.dictionary(
          fc.constantFrom('version', ...this.members(listed)),
          fc.jsonValue({ maxDepth: 1 }),
          { maxKeys: 2 },
        ),
        whole: fc.boolean(),
        header,
        id,
      })
      .map(({ base, name, junk, member, whole, header: headers, id: chosen }) => ({
        path: withQuery(listed.path.replace('{id}', chosen), [[name, junk]]),
        headers,
        body:
          base.body === undefined
            ? undefined
            : whole
              ? { ...(base.body as object), ...member }
              : (Object.values(member)[0] ?? []),
        isSparse: name === 'fields',
      }));
  }

  /** What an answer has that the document does not say. */
  async mistakesOf(
    { operation }: ListedOperation,
    made: MadeRequest,
    answer: Response,
  ): Promise<string[]> {
    const said = operation.responses[String(answer.status)];
    const text = await answer.text();
    if (said === undefined) return [`status ${answer.status}: ${text}`];
    const { content, headers = {} } = this.resolved<ApiResponse>(said);
    const known = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
    const strange = [...answer.headers.keys()].filter(
      (name) => !known.has(name) && !OF_HTTP.has(name) && answer.status !== 304,
    );
    const mistakes = strange.map((name) => `${answer.status}: header ${name}`);
    if (text === '')
      return content === undefined ? mistakes : [...mistakes, `${answer.status}: no body`];
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = content?.[type]?.schema;
    if (schema === undefined) return [...mistakes, `${answer.status}: media type ${type}`];
    const validate = this.validator(schema);
    validate(JSON.parse(text));
    const errors = (validate.errors ?? []).filter(
      ({ keyword }) => !(made.isSparse && keyword === 'required'),
    );
    return [
      ...mistakes,
      ...errors.map(
        (error) =>
          `${answer.status}: ${error.instancePath} ${error.message ?? ''} ${text.slice(0, 300)}`,
      ),
    ];
  }

  private members({ operation }: ListedOperation): string[] {
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (schema === undefined) return [];
    const { properties = {} } = this.resolved<{ properties?: object }>(schema);
    return Object.keys(properties);
  }

  private parametersOf({ operation }: ListedOperation): ApiParameter[] {
    return (operation.parameters ?? []).map((one) => this.resolved<ApiParameter>(one));
  }

  /** Some of the headers that are described: tags that there are, and any others. */
  private headers(
    parameters: readonly ApiParameter[],
    tags: readonly string[],
  ): Arbitrary<Record<string, string>> {
    const described = parameters.filter((one) => one.in === 'header');
    const known = tags.length === 0 ? ['*'] : ['*', ...tags];
    const values = described.map(({ name, schema }) => {
      const any = this.values(schema).map(String);
      const isTag = name.endsWith('-Match');
      const some = isTag ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, any) : any;
      return [name.toLowerCase(), some] as const;
    });
    return fc.record(Object.fromEntries(values), { requiredKeys: [] }) as Arbitrary<
      Record<string, string>
    >;
  }

  private query(parameters: readonly ApiParameter[]): Arbitrary<[string, string][]> {
    const some = fc.uniqueArray(fc.constantFrom(...parameters), { maxLength: 3 });
    return some.chain((chosen) =>
      fc.tuple(
        ...chosen.map((one) =>
          this.values(one.schema).map((value) => [one.name, queryText(value)] as [string, string]),
        ),
      ),
    );
  }

  private values(schema: Schema): Arbitrary<unknown> {
    return valuesOf(schema, (ref) => this.resolved({ $ref: ref }));
  }

  private validator(schema: object): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known) return known;
    const made = this.ajv.compile(
      JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object,
    );
    this.compiled.set(schema, made);
    return made;
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the document says what it is
  private resolved<T>(value: object): T {
    const { $ref } = value as { $ref?: string };
    if ($ref === undefined) return value as T;
    const parts = $ref.slice(2).split('/');
    return parts.reduce<unknown>((at, part) => (at as Schema)[part], this.document) as T;
  }
}

const FORMATS = {
  decimal: /^-?\d+(?:\.\d+)?$/,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[\da-f-]{36}$/,
  ipv4: (text: string) => isIPv4(text),
  ipv6: (text: string) => isIPv6(text),
  int32: true,
  int64: true,
  double: true,
  'uri-reference': true,
  password: true,
  email: /@/,
  uri: true,
} as const;

function queryText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}

function pathText(value: unknown): string {
  return [value]
    .flat()
    .map((part) => encodeURIComponent(String(part)))
    .join(',');
}

function withQuery(path: string, query: readonly (readonly [string, string])[]): string {
  const text = query.map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return text.length === 0 ? path : `${path}?${text.join('&')}`;
}
