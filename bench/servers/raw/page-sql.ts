import { LIST_SIZE, type PageQuery } from '../../resource/book.js';

/** How a database writes what differs between the two. */
export interface Syntax {
  /** @param position - counted from 1 */
  placeholder(position: number): string;
  /** the operator that matches a pattern in upper and lower case */
  like: string;
}

/** Two statements with the same conditions: the rows of a page, and the count of all pages. */
export interface PageSql {
  rows: string;
  rowValues: unknown[];
  count: string;
  countValues: unknown[];
}

/** Statements of one shape have one text, so that each is prepared once. */
export function pageSql(select: string, query: PageQuery, syntax: Syntax): PageSql {
  const values: unknown[] = [];
  const bind = (value: unknown) => syntax.placeholder(values.push(value));
  const where = conditions(query, bind, syntax.like);
  const countValues = [...values];
  const ordering = query.ordering === undefined ? 'id' : 'price desc nulls last, id';
  const limit = `limit ${LIST_SIZE} offset ${bind((query.page - 1) * LIST_SIZE)}`;
  return {
    rows: `${select}${where} order by ${ordering} ${limit}`,
    rowValues: values,
    count: `select count(*) as count from books${where}`,
    countValues,
  };
}

function conditions(query: PageQuery, bind: (value: unknown) => string, like: string): string {
  const { in_print, 'pages[gte]': pages, search = '' } = query;
  const words = search.split(/\s+/).filter((word) => word !== '');
  const matches = (column: string, word: string) =>
    `${column} ${like} ${bind(`%${word.replace(/[\\%_]/g, '\\$&')}%`)} escape '\\'`;
  const all = [
    ...(in_print === undefined ? [] : [`in_print = ${bind(in_print)}`]),
    ...(pages === undefined ? [] : [`pages >= ${bind(pages)}`]),
    ...words.map((word) => `(${matches('title', word)} or ${matches('author', word)})`),
  ];
  return all.length === 0 ? '' : ` where ${all.join(' and ')}`;
}
