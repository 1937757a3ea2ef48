// Reads a JSON list of drawings from its input as Mermaid does in a browser, with as much of a page as that asks for, and
// writes a list with the kind of each drawing, or with what is wrong with it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { parseHTML } from 'linkedom';

const { structuredClone, setTimeout, clearTimeout, URL, console } = globalThis;
const page = parseHTML('<html><body></body></html>');
const { window, document, Element, Node, NodeFilter, DocumentFragment, DOMParser, HTMLTemplateElement } = page;
const context = createContext({
  ...{ window, document, Element, Node, NodeFilter, DocumentFragment, DOMParser, HTMLTemplateElement },
  ...{ structuredClone, setTimeout, clearTimeout, URL, console },
});
const file = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
runInContext(readFileSync(file, 'utf8'), context);
const mermaid = runInContext('globalThis.mermaid', context);

const kinds = [];
for (const text of JSON.parse(readFileSync(0, 'utf8'))) {
  kinds.push(
    await mermaid.parse(text).then(
      ({ diagramType }) => diagramType,
      (error) => `not Mermaid: ${error.message}`,
    ),
  );
}
process.stdout.write(JSON.stringify(kinds));
