const QUOTED = /'((?:[^']|'')*)'/g;

/** One text: what follows says where it ends, as other ways to cut a list would be tried for ever. */
const TEXT = `'(?:[^']|'')*'(?!')`;

const CAST_TEXT = `${TEXT}(?:::[a-z ]+)?`;

/** `CHECK (((status)::text = ANY ((ARRAY['a'::character varying, …])::text[])))`. */
const POSTGRES_CHECK = new RegExp(
  String.raw`^CHECK \(+"?[^()"]+"?\)?(?:::text)? = ANY \(+ARRAY\[(${CAST_TEXT}(?:, ${CAST_TEXT})*)\]\)?(?:::text\[\])?\)+(?: NOT VALID)?$`,
);

/** What a check lets a text be, told by PostgreSQL's definition of it. */
export function valuesOfPostgresCheck(definition: string): readonly string[] | undefined {
  const [, list] = POSTGRES_CHECK.exec(definition) ?? [];
  return list === undefined ? undefined : textsOf(list);
}

const NAME = `(?:"((?:[^"]|"")+)"|\\[([^\\]]+)\\]|\`([^\`]+)\`|(\\w+))`;
const SQLITE_CHECK = new RegExp(
  `check\\s*\\(\\s*${NAME}\\s+in\\s*\\(\\s*(${TEXT}(?:\\s*,\\s*${TEXT})*)\\s*\\)\\s*\\)`,
  'gi',
);

/** What the checks of a table let its texts be, by the columns' names in lower case. */
export function valuesOfSqliteChecks(createSql: string): ReadonlyMap<string, readonly string[]> {
  const checks = new Map<string, readonly string[]>();
  for (const [, quoted, bracketed, ticked, plain, list = ''] of createSql.matchAll(SQLITE_CHECK)) {
    const name = quoted?.replaceAll('""', '"') ?? bracketed ?? ticked ?? plain ?? '';
    checks.set(name.toLowerCase(), textsOf(list));
  }
  return checks;
}

function textsOf(list: string): readonly string[] {
  const texts = [...list.matchAll(QUOTED)].map(([, text = '']) => text.replaceAll("''", "'"));
  return [...new Set(texts)];
}
