import type { EndpointClass } from '../declare/endpoint.decorator.js';

/** Says a problem of a declaration in the words of the file that it came from. */
type Locate = (problem: string) => string;

/** Where the classes that were made of a file stand in it. */
const places = new WeakMap<EndpointClass, Locate>();

/** Remembers the file of some endpoints: only a database can tell what is wrong with some of them. */
export function rememberPlaces(endpoints: readonly EndpointClass[], locate: Locate): void {
  for (const endpoint of endpoints) places.set(endpoint, locate);
}

/** Problems as the files of the endpoints have them, if they are of files. */
export function inWordsOfFile(
  problems: readonly string[],
  endpoints: readonly EndpointClass[],
): string[] {
  return problems.map((problem) => {
    const [, name] = /^([\w$]+)[.:]/.exec(problem) ?? [];
    const endpoint = endpoints.find((candidate) => candidate.name === name);
    return (endpoint && places.get(endpoint)?.(problem)) ?? problem;
  });
}
