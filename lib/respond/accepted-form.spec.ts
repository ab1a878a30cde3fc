import { expect, it } from 'vitest';

import { prefersProblem } from './accepted-form.js';

it.each([
  'application/problem+json',
  ' Application/Problem+JSON ; charset=utf-8',
  'application/json, application/problem+json',
  'application/json;q=0.5, application/problem+json;q=0.5',
  'application/problem+json;q=0.5, text/html',
  'application/problem+json, */*;q=0.1',
  'application/json;q=0, application/problem+json;q=0.1, */*',
  'text/html;x="a, b", application/problem+json',
  'application/problem+json;q=x',
  ',, application/problem+json,',
])('%s gets a problem', (accept) => {
  expect(prefersProblem(accept)).toBe(true);
});

it.each([
  undefined,
  '',
  '*/*',
  'application/*',
  'application/json',
  'application/problem+json;q=0.1, application/json',
  'application/problem+json;q=0.5, */*',
  'application/problem+json;q=0',
  'application/problem+json; Q=0.000, */*',
  'application/problem+json;q=0;x=1',
  'application/problem+jsonx',
  'x-application/problem+json',
  'text/html;x="application/problem+json"',
  'text/html;x=", application/problem+json',
  'text/html;x="\\", application/problem+json"',
])('%s gets none', (accept) => {
  expect(prefersProblem(accept)).toBe(false);
});

it.each(['"', '\\', '"\\', ',', ';q=', '"a'])('many of %s are read at once', (text) => {
  const begin = performance.now();

  prefersProblem(text.repeat(8_000));

  expect(performance.now() - begin).toBeLessThan(200);
});
