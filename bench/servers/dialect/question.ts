/** A path of the workloads, read. */
export interface Question {
  /** such as `/book-pages` */
  resource: string;
  query: URLSearchParams;
}

export function readQuestion(path: string): Question {
  const [resource = '', query] = path.split('?', 2);
  return { resource, query: new URLSearchParams(query) };
}

/** The envelope of a page by number around what a peer answered; it links to no neighbours itself. */
export function pageOf<T>(
  path: string,
  { count, size }: { count: number; size: number },
  results: T[],
) {
  const { resource, query } = readQuestion(path);
  const page = Number(query.get('page'));
  const pages = Math.ceil(count / size);
  const urlOf = (other: number) => {
    query.set('page', String(other));
    return `http://peer${resource}?${query.toString()}`;
  };
  return {
    count,
    pages,
    next: page < pages ? urlOf(page + 1) : null,
    previous: page > 1 ? urlOf(page - 1) : null,
    results,
  };
}
