import ts from 'typescript';

const FORBIDDEN = new Set(['mock', 'doMock', 'mocked', 'hoisted']);

/**
 * Where a test puts something else in the place of one of our own parts. Spies on the log are none.
 *
 * @returns {string[]} places
 */
export function mocksOf(tests) {
  return tests.flatMap(({ path, tree }) => {
    const found = [];
    const visit = (node) => {
      if (isMock(node))
        found.push(`${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

function isMock(node) {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    ['vi', 'jest'].includes(node.expression.expression.getText()) &&
    FORBIDDEN.has(node.expression.name.text)
  );
}
