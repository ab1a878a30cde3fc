const NOT_JSON = 'the body is not valid JSON';

/**
 * Why a text was refused as a body, with the place where the parser tells one. It is read once more,
 * as Fastify keeps to itself what its parser said.
 */
export function brokenJson(text: string): string {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return `the body has a member '__proto__' or 'constructor.prototype'`;
  } catch (error) {
    return NOT_JSON + placeOf((error as SyntaxError).message);
  }
}

/** V8 tells a position, a character, or that there is none; what it quotes is not repeated. */
function placeOf(message: string): string {
  const [, line, column] = / \(line (\d+) column (\d+)\)/.exec(message) ?? [];
  if (line !== undefined && column !== undefined) return `, at line ${line}, column ${column}`;
  if (message.startsWith('Unexpected end')) return ', as it ends too early';
  const [, character] = /^Unexpected token '([!-~])'/.exec(message) ?? [];
  return character === undefined ? '' : `, as '${character}' stands where it can't`;
}
