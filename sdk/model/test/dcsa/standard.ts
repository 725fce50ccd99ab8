import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** DCSA's OpenAPI files, where they lie beside the repository. */
const FOLDER = new URL('../../../../../shared/data/dcsa/', import.meta.url);

export type File = 'EBL_v3.0.4' | 'EBL_ISS_v3.0.4' | 'EBL_SUR_v3.0.4' | 'EBL_END_v3.0.4' | 'EBL_PINT_v3.0.0';
export type Node = Record<string, unknown>;

export const isHere = existsSync(FOLDER);

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Node> };
}
interface Operation {
  requestBody?: Body;
  responses?: Record<string, Body>;
}
interface Body {
  content?: Record<string, { schema: Node; examples?: Record<string, { value: unknown }> }>;
}

const files = new Map<File, OpenApi>();
export function openApi(file: File): OpenApi {
  let found = files.get(file);
  if (!found) {
    found = parse(readFileSync(new URL(`${file}.yaml`, FOLDER), 'utf8')) as OpenApi;
    files.set(file, found);
  }
  return found;
}

/** The examples that a file gives of a schema, as the body of a request or of an answer. */
export function examplesOf(file: File, schema: string): { name: string; value: unknown }[] {
  const found: { name: string; value: unknown }[] = [];
  for (const [path, operations] of Object.entries(openApi(file).paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(operations)) {
      for (const body of [requestBody, ...Object.values(responses ?? {})]) {
        const content = body?.content?.['application/json'];
        const items = (content?.schema['items'] as Node | undefined)?.['$ref'];
        for (const [name, { value }] of Object.entries(content?.examples ?? {})) {
          if (content!.schema['$ref'] === `#/components/schemas/${schema}`) {
            found.push({ name: `${method} ${path} ${name}`, value });
          } else if (items === `#/components/schemas/${schema}`) {
            (value as unknown[]).forEach((one, index) =>
              found.push({ name: `${method} ${path} ${name} ${index}`, value: one }),
            );
          }
        }
      }
    }
  }
  return found;
}

/** OpenAPI 3.0's dialect as JSON Schema 2020-12: without examples, and with exclusive bounds as numbers. */
function asJsonSchema(node: unknown, isProperties = false): unknown {
  if (Array.isArray(node)) return node.map((one) => asJsonSchema(one));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node as Node)
    .filter(([name]) => isProperties || !['example', 'examples', 'discriminator'].includes(name))
    .map(([name, value]) => [name, asJsonSchema(value, name === 'properties' && !isProperties)]);
  const schema = Object.fromEntries(entries) as Node;
  if (!isProperties && schema['exclusiveMinimum'] === true) {
    schema['exclusiveMinimum'] = schema['minimum'];
    delete schema['minimum'];
  }
  return schema;
}

/** A checker of JSON Schema 2020-12 by another hand than ours, with formats asserted. */
export function ajv(): Ajv2020 {
  const checker = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(checker);
  return checker;
}

/** The standard's own verdict on a value. */
export function standardCheck(file: File, schema: string): ValidateFunction {
  const checker = ajv();
  checker.addSchema({
    $id: 'https://dcsa.test/openapi',
    components: asJsonSchema(openApi(file).components, true) as Node,
  });
  return checker.compile({ $ref: `https://dcsa.test/openapi#/components/schemas/${schema}` });
}

/** What a schema and those it names say, without words for people; required properties in one order. */
export function factsOf(file: File, name: string, found: Record<string, Node> = {}): Record<string, Node> {
  const text = JSON.stringify(openApi(file).components.schemas[name], (key, value: unknown) => {
    if (key === 'required') return [...(value as string[])].sort();
    return typeof value === 'string' && ['title', 'description', 'example'].includes(key) ? undefined : value;
  });
  found[name] = JSON.parse(text) as Node;
  for (const [, other] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (!(other! in found)) factsOf(file, other!, found);
  }
  return found;
}
