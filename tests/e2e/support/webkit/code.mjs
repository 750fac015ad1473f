// Playwright hands its functions to the page as text and evaluates them there, which the page's policy forbids. What a
// driver's script says as code is allowed: so the texts go along as code, and `eval` finds them by their text.
import { Script } from 'node:vm';

/** Forms in which Playwright evaluates a text: as a value, and as a module whose default export is called. */
const FORMS = [
  (text) => `(${text.trim().replace(/;+$/, '')}\n)`,
  (text) => `(() => { const module = {}; ${text}\n return module.exports.default(); })()`,
];

/** The texts among the arguments that are code, as JavaScript: pairs of a text and a function that gives its value. */
export function codeIn(given) {
  const pairs = textsIn(given).flatMap((text) => {
    const form = FORMS.map((write) => write(text)).find(isCode);
    return form ? [`[${JSON.stringify(text)}, () => ${form}]`] : [];
  });
  return `[${pairs.join(', ')}]`;
}

function textsIn(given) {
  if (Array.isArray(given)) return given.flatMap(textsIn);
  // A text without a call or a function is a word or a number.
  if (given?.type === 'string') return given.value.includes('(') ? [given.value] : [];
  return given?.type === 'array' || given?.type === 'object' ? textsIn(given.value) : [];
}

function isCode(text) {
  try {
    return Boolean(new Script(text));
  } catch {
    return false;
  }
}
