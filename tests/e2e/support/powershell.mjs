// PowerShell's grammar, as tree-sitter has it: a real parser where no PowerShell is.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const GRAMMAR = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');

/** Where a script is none, as `line:column text`; empty when it is one. */
export async function syntaxErrors(script) {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(GRAMMAR)));
  const tree = parser.parse(script.replace(/^\uFEFF/, ''));
  const found = [];
  const look = (node) => {
    if (node.isError || node.isMissing) found.push(`${node.startPosition.row + 1}:${node.startPosition.column + 1} ${node.text.slice(0, 60)}`);
    else node.children.forEach(look);
  };
  look(tree.rootNode);
  return tree.rootNode.hasError && found.length === 0 ? ['somewhere'] : found;
}
