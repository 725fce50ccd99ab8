import type { Response } from 'express';
import type * as z from 'zod';
import type { Access, Caller } from './role.js';

/** What was asked, checked by the operation's schemas. */
export interface Asked<P = unknown, Q = unknown, B = unknown> {
  path: P;
  query: Q;
  body: B;
  /** Undefined where anyone may ask and no token came. */
  caller: Caller | undefined;
  /** Aborts when the answer is no longer waited for, or the gateway ends. */
  signal: AbortSignal;
}

/** One operation of the API: how it is asked, who may, and what it answers; its page of the OpenAPI is made from it. */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  /** `operationId` in the OpenAPI. */
  id: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/titles/{member}/{id}`. */
  path: `/${string}`;
  access: Access;
  /** Whether pages of other origins may ask, too: those of other members, or kept ones. */
  anyOrigin?: boolean;
  tag: string;
  summary: string;
  description?: string;
  /** Which limit on requests it counts under; default `reads`. */
  counts?: 'reads' | 'writes';
  params?: P;
  query?: Q;
  /** Of a part: the headers that it reads. */
  headers?: z.ZodType;
  body?: B;
  /** Of a part: that it takes bytes, and no JSON. */
  takesBytes?: true;
  /** What is answered with 200; a stream says its media type instead; `nothing` is 204. */
  answer: z.ZodType | { mediaType: string; description: string } | 'nothing';
  /** Whether 503 has the same answer, and no problem. */
  answersUnready?: boolean;
  /** Milliseconds after which it is given up; `none` for streams. */
  timeout?: number | 'none';
  /** Answers with JSON, or writes the response itself and answers nothing. */
  handle: (asked: Asked<z.infer<P>, z.infer<Q>, z.infer<B>>, response: Response) => Promise<object | void>;
}

/** Declares an operation, its handler typed by its schemas. */
export const operation = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  one: Operation<P, Q, B>,
): Operation => one;
