// Holds an exchange against the description of the API in openapi/: the request and the answer.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { DEVIATIONS } from './deviations.mjs';

const METHODS = ['get', 'post', 'put', 'delete'];

/** In front of an API's paths where the gateway passes the call on, and what the API calls its versions. */
const APIS = [
  { name: 'jira', prefix: /^\/ex\/jira\/[^/]+(?=\/)/, path: (path) => path.replace(/^\/rest\/api\/(2|latest)\//, '/rest/api/3/') },
  { name: 'confluence', prefix: /^\/ex\/confluence\/[^/]+(?=\/)/, path: (path) => path },
  { name: 'organization', prefix: /^$/, path: (path) => path },
].map((api) => ({ ...api, operations: operations(api.name) }));

/** The operations of a description, each with its parameters and schemas compiled. */
function operations(name) {
  const document = parse(readFileSync(new URL(`../openapi/${name}.yaml`, import.meta.url), 'utf8'), { merge: true });
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true, formats: { 'int32': true, 'int64': true } });
  addFormats(ajv);
  ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'paths', 'components']);
  ajv.addSchema(document, name);
  const resolved = (part) => (part?.$ref ? part.$ref.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/')], document) : part);
  const compiled = (pointer) => ajv.compile({ $ref: `${name}#${pointer}` });
  const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');
  const found = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const at = `/paths/${escaped(path)}/${method}`;
      const operation = item[method];
      const schemaOf = (content, pointer) => (content?.['application/json'] ? compiled(`${pointer}/content/application~1json/schema`) : null);
      const answers = Object.entries(operation.responses).map(([status, answer]) => {
        const pointer = answer.$ref ? answer.$ref.slice(1) : `${at}/responses/${status}`;
        return [Number(status), { schema: schemaOf(resolved(answer).content, pointer) }];
      });
      found.push({
        id: operation.operationId,
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
        query: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved).filter((one) => one.in === 'query').map((one) => ({ ...one, check: ajv.compile(one.schema) })),
        body: operation.requestBody ? { required: operation.requestBody.required, schema: schemaOf(operation.requestBody.content, `${at}/requestBody`) } : null,
        answers: new Map(answers),
      });
    }
  }
  return found;
}

/** Every operation that is described, as `api operation`. */
export function described() {
  return APIS.flatMap((api) => api.operations.map((operation) => `${api.name} ${operation.id}`));
}

const checked = new WeakMap();

/** What of an exchange is otherwise than described: sentences that begin with the operation. Also the operation itself. */
export function check(exchange) {
  if (!checked.has(exchange)) checked.set(exchange, examine(exchange));
  return checked.get(exchange);
}

function examine({ request, reply }) {
  const found = find(request);
  if (!found) return { operation: null, violations: [`nowhere: ${request.method} ${request.path} is not described`] };
  const { api, operation } = found;
  const name = `${api.name} ${operation.id}`;
  const violations = [...ofQuery(operation, request), ...ofBody(operation, request), ...(reply ? ofReply(operation, reply) : [])];
  return { operation: name, violations: violations.map((one) => `${name}: ${one}`) };
}

function find({ method, path }) {
  for (const api of APIS) {
    const below = api.path(path.replace(api.prefix, ''));
    const operation = api.operations.find((one) => one.method === method && one.path.test(below));
    if (operation) return { api, operation };
  }
  return null;
}

function ofQuery(operation, { query }) {
  const given = new URLSearchParams(query);
  const violations = [];
  for (const key of new Set(given.keys())) {
    const parameter = operation.query.find((one) => one.name === key);
    if (!parameter) {
      violations.push(`asks with ${key}, which is not described`);
      continue;
    }
    const values = given.getAll(key);
    const isList = parameter.schema.type === 'array';
    if (!isList && values.length > 1) violations.push(`asks with ${key} more than once`);
    const value = isList ? values : asType(parameter.schema.type, values[0]);
    if (!parameter.check(value)) violations.push(`asks with ${key}=${values[0]}, which ${parameter.check.errors[0].message}`);
  }
  for (const { name } of operation.query.filter((one) => one.required && !given.has(one.name))) violations.push(`asks without ${name}`);
  return violations;
}

/** A query's text as the type it stands for; what is not of that type stays text, which the schema refuses. */
function asType(type, text) {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

function ofBody(operation, { body, headers }) {
  if (!operation.body) return body ? ['sends a body where none is described'] : [];
  if (!body) return operation.body.required ? ['sends no body'] : [];
  const violations = [];
  if (headers && !headers['content-type']?.startsWith('application/json')) violations.push('sends a body that is not called JSON');
  return [...violations, ...mismatches(operation.body.schema, body, 'sends')];
}

function ofReply(operation, { status, headers, body }) {
  const answer = operation.answers.get(status);
  if (!answer) return [`answers ${status}, which is not described`];
  if (!answer.schema) return status < 300 && body ? [`answers ${status} with a body where none is described`] : [];
  if (!headers['content-type']?.startsWith('application/json')) return [`answers ${status} with ${headers['content-type'] ?? 'no content type'} where JSON is described`];
  return mismatches(answer.schema, body, `answers ${status} with`);
}

function mismatches(schema, text, does) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return [`${does} a body that is not JSON`];
  }
  if (schema(value)) return [];
  const places = schema.errors.map((one) => {
    const place = one.instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || 'the whole';
    const extra = one.params.additionalProperty ? ` (${one.params.additionalProperty})` : '';
    return `${does} ${place} that ${one.message}${extra}`;
  });
  return [...new Set(places)];
}

const isExplained = (deviation, { profile }, violation) => deviation.of.test(violation) && (!deviation.under || deviation.under.test(profile));

/** The violations of all exchanges that no known deviation explains, each once. */
export function unexplained(exchanges) {
  const found = exchanges.flatMap((exchange) => check(exchange).violations.filter((one) => !DEVIATIONS.some((deviation) => isExplained(deviation, exchange, one))));
  return [...new Set(found)].sort();
}

/** Known deviations that none of the exchanges shows any more. */
export function unused(exchanges) {
  const seen = new Set();
  for (const exchange of exchanges) {
    for (const violation of check(exchange).violations) DEVIATIONS.filter((one) => isExplained(one, exchange, violation)).forEach((one) => seen.add(one));
  }
  return DEVIATIONS.filter((one) => !seen.has(one)).map((one) => String(one.of));
}
