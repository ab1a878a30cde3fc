import ts from 'typescript';

/**
 * The named functions and methods of a source, each with its lines; what is written inside one
 * counts as its own.
 *
 * @returns {{ place: string, name: string, lines: number }[]}
 */
export function functionsOf({ path, tree }) {
  const found = [];
  const visit = (node) => {
    if (isNamedFunction(node)) found.push(measured(node, path, tree));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isNamedFunction(node) {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent);
  return ts.isFunctionLike(node) && node.body !== undefined;
}

function measured(node, path, tree) {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.end).line;
  const name = (node.name ?? node.parent.name)?.getText(tree) ?? 'constructor';
  return { place: `${path}:${first + 1}`, name, lines: last - first + 1 };
}
