import ts from 'typescript';

const CONFIG = 'tsconfig.json';

/**
 * What a file exports, and which of it has no docstring.
 *
 * @returns {{ exported: number, undocumented: string[] }}
 */
export function documentationOf(path) {
  const { config } = ts.readConfigFile(CONFIG, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [path] }, ts.sys, '.');
  const program = ts.createProgram([path], options);
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(path));
  const symbols = checker.getExportsOfModule(file).map((symbol) => declared(symbol, checker));
  const undocumented = symbols.filter(
    (symbol) => symbol.getDocumentationComment(checker).length === 0,
  );
  return { exported: symbols.length, undocumented: undocumented.map(({ name }) => name) };
}

function declared(symbol, checker) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
