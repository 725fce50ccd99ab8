import * as z from 'zod';
import type { Operation } from './operation.js';

/** The shape of every refusal (RFC 9457). */
const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
    source: z.enum(['refusal', 'ledger', 'gateway']),
    pointer: z.string().optional(),
    validationCode: z.int().optional(),
    members: z.array(z.string()).optional(),
    transactionId: z.string().optional(),
  })
  .meta({ description: 'Why not (RFC 9457): a stable code, and a sentence that says what would be accepted' });

/** JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) of what is sent or answered. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  void $schema;
  return rest;
};

/** The OpenAPI 3.1 of these operations, made of the schemas by which they are checked. */
export function openApiOf(
  operations: readonly Operation[],
  { member, schemas }: { member: string; schemas: Readonly<Record<string, z.ZodType>> },
): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of operations) (paths[one.path] ??= {})[one.method] = pathItem(one);
  return {
    openapi: '3.1.0',
    info: {
      title: `Fairway gateway of ${member}`,
      version: '1',
      description:
        'Acts are taken as their actors signed them; records are read with a token of the member. What anyone may ask needs none.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: {
        Problem: schemaOf(Problem, 'output'),
        ...Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, schemaOf(schema, 'input')])),
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function pathItem(one: Operation): object {
  const problem = { description: 'Refused', content: { 'application/problem+json': { schema: PROBLEM } } };
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    description: [one.description, one.access === 'anyone' ? 'Anyone may ask.' : `Takes the role ${one.access}.`]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(one.access === 'anyone' ? {} : { security: [{ bearer: [] }] }),
    parameters: [
      ...parameters(one.params, 'path'),
      ...parameters(one.query, 'query'),
      ...parameters(one.headers, 'header'),
    ],
    ...(one.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(one.body, 'input') } } },
    }),
    ...(one.takesBytes && { requestBody: { required: true, content: { 'application/octet-stream': {} } } }),
    responses: {
      ...(one.answer === 'nothing'
        ? { 204: { description: one.summary } }
        : { 200: { description: one.summary, content: contentOf(one.answer) } }),
      ...Object.fromEntries(statusesOf(one).map((status) => [status, problem])),
      ...(one.answersUnready && one.answer !== 'nothing'
        ? {
            503: {
              description: 'The same, where it cannot; or a problem',
              content: {
                ...contentOf(one.answer),
                'application/problem+json': { schema: PROBLEM },
              },
            },
          }
        : {}),
    },
  };
}

const contentOf = (answer: Exclude<Operation['answer'], 'nothing'>): object =>
  'mediaType' in answer
    ? { [answer.mediaType]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: schemaOf(answer, 'output') } };

const PROBLEM = { $ref: '#/components/schemas/Problem' };

/** The statuses with which an operation may refuse. */
const statusesOf = (one: Operation): number[] => [
  ...[400, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504],
  ...(one.access === 'anyone' ? [] : [401]),
  ...(one.body || one.takesBytes ? [415] : []),
];

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header'): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...shape }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: shape,
  }));
}
