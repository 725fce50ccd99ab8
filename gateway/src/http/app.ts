import { randomUUID } from 'node:crypto';
import { check } from '@fairway/model';
import type { Problem } from '@fairway/sdk/rest';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import * as z from 'zod';
import { addressOf } from './address.js';
import { bodyInTime } from './body-in-time.js';
import type { Watch } from './watch.js';
import { noMethodBut } from './no-method-but.js';
import { openApiOf } from './openapi.js';
import type { Operation } from './operation.js';
import { GatewayProblem, problemOf, problemTypes } from './problem.js';
import { isAtLeast, type Access, type Caller } from './role.js';
import { inTurns } from './turns.js';

/** A part of the gateway that another folder serves, under a path of its own. */
export interface Part {
  /** E.g. `/api/documents`; the router's own paths are below it. */
  path: `/${string}`;
  access: Access;
  router: Router;
  /** Which limit on requests it counts under; default `reads`. */
  counts?: 'reads' | 'writes';
  /** Milliseconds in which a body has to come; default 30 seconds. */
  patience?: number;
  /** Writes what is refused below its path, where another standard than RFC 9457 says how; status and headers are set. */
  refuses?: (problem: Problem, request: Request, response: Response) => void;
  /** Its pages of the OpenAPI; their handlers are the router's own and not called from here. */
  describes?: readonly Omit<Operation, 'handle'>[];
}

/** What a gateway takes before it says no. */
export interface Limits {
  /** Requests a minute from one address, or with one token. */
  readsAMinute: number;
  /** Acts and endorsements a minute from one address. */
  writesAMinute: number;
  /** Bytes of a JSON body. */
  bodyBytes: number;
  /** Requests that are answered at a time. */
  atOnce: number;
  /** Of these, streams, which stay. */
  streams: number;
}

/** An act with its private part, each escaped in JSON, and an envelope of an act that changes many bills. */
export const LIMITS: Limits = {
  readsAMinute: 600,
  writesAMinute: 120,
  bodyBytes: 768 * 1024,
  atOnce: 200,
  streams: 40,
};

export interface AppOptions {
  member: string;
  operations: readonly Operation[];
  parts?: readonly Part[];
  /** Schemas that the OpenAPI names beside those of its operations, such as the arguments of acts. */
  schemas?: Readonly<Record<string, z.ZodType>>;
  /** Checks an `Authorization` header; absent: there are no tokens, and what takes one is refused. */
  authenticate?: (authorization: string | undefined) => Promise<Caller>;
  limits?: { readonly [L in keyof Limits]?: Limits[L] | undefined };
  /** The proxies whose word for the asker's address is taken, as addresses or networks; none by default. */
  trustedProxies?: readonly string[];
  /** Told of each request and failure. */
  watch?: Watch;
  /** Aborts when the gateway shuts down: what is under way is finished, streams end, and new requests are refused. */
  stopping?: AbortSignal;
}

/** Milliseconds after which an answer is given up where its operation says nothing. */
const TIMEOUT = 30_000;

/** One address has a share of what is answered at a time; what more it asks waits for its turn. */
const SHARES = 4;

/** Milliseconds in which a body has to come. */
const BODY_PATIENCE = 30_000;

/** The headers that every answer has: nothing of it runs, is framed or kept anywhere. */
const HEADERS = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

/**
 * The express app of a member's gateway: its operations, each checked by its schemas and open to whom it says; problems
 * (RFC 9457) for all that is refused; limits; the OpenAPI of it all.
 */
export function createApp(options: AppOptions): Express {
  const { operations, parts = [], watch, stopping } = options;
  const limits: Limits = {
    readsAMinute: options.limits?.readsAMinute ?? LIMITS.readsAMinute,
    writesAMinute: options.limits?.writesAMinute ?? LIMITS.writesAMinute,
    bodyBytes: options.limits?.bodyBytes ?? LIMITS.bodyBytes,
    atOnce: options.limits?.atOnce ?? LIMITS.atOnce,
    streams: options.limits?.streams ?? LIMITS.streams,
  };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies ? [...options.trustedProxies] : false);

  app.use(HEADERS);

  let underWay = 0;
  let streams = 0;
  app.use((request, response, next) => {
    const id = randomUUID();
    response.set('Request-Id', id);
    response.set('Cache-Control', 'no-store');
    const ended = watch?.began(id, request, response);
    response.once('close', () => ended?.());
    // A connection that would be kept for more has no more to come.
    response.once('finish', () => void (stopping?.aborted && request.socket.end()));
    if (stopping?.aborted) {
      response.set('Connection', 'close');
      throw new GatewayProblem('SHUTTING_DOWN', 'this gateway is going down; ask again shortly', {
        'Retry-After': '5',
      });
    }
    next();
  });
  app.use(inTurns(Math.ceil(limits.atOnce / SHARES), limits.atOnce));
  app.use((_request, response, next) => {
    underWay++;
    response.once('close', () => underWay--);
    if (underWay > limits.atOnce) throw new GatewayProblem('BUSY', 'ask again shortly', { 'Retry-After': '1' });
    next();
  });
  const counting = { reads: counted(limits.readsAMinute), writes: counted(limits.writesAMinute) };
  const body = express.json({ limit: limits.bodyBytes, inflate: false, strict: true });

  const described = parts.flatMap(({ describes = [] }) => describes) as Operation[];
  const document = openApiOf([...operations, ...described], { member: options.member, schemas: options.schemas ?? {} });
  app.get('/api/openapi.json', counting.reads, (_request, response) => void response.json(document));
  app.get('/api/problems', counting.reads, (_request, response) => void response.json({ problems: problemTypes() }));

  for (const part of parts) {
    const steps = [
      bodyInTime(part.patience ?? BODY_PATIENCE),
      counting[part.counts ?? 'reads'],
      admitting(part.access),
    ];
    app.use(part.path, ...steps, part.router);
  }
  for (const one of operations) {
    const steps = [
      ...fromAnywhere(app, one),
      counting[one.counts ?? 'reads'],
      admitting(one.access),
      ...(one.body ? [onlyJson, bodyInTime(BODY_PATIENCE), body] : []),
    ];
    app[one.method](one.path.replaceAll(/\{(\w+)\}/g, ':$1'), ...steps, answering(one));
  }
  for (const [path, methods] of methodsByPath(operations)) {
    const served = [...methods, ...(methods.has('GET') ? ['HEAD'] : [])];
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), noMethodBut(...served));
  }
  app.use(() => {
    throw new GatewayProblem('ROUTE_UNKNOWN', 'what is served stands in /api/openapi.json');
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    refuse(error, request, response),
  );
  return app;

  /** Checks who asks, where not anyone may; a token that is given is checked in any case. */
  function admitting(access: Access) {
    return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
      const { authorization } = request.headers;
      if (access !== 'anyone' || authorization !== undefined) {
        if (!options.authenticate) throw new GatewayProblem('TOKEN_INVALID', 'this gateway takes no tokens');
        const caller = await options.authenticate(authorization);
        callers.set(request, caller);
        if (access !== 'anyone' && !isAtLeast(caller.role, access))
          throw new GatewayProblem('ROLE_MISSING', `this takes the role ${access}`);
      }
      next();
    };
  }

  function answering(one: Operation) {
    return async (request: Request, response: Response): Promise<void> => {
      const over = new AbortController();
      const gone = () => over.abort();
      response.once('close', gone);
      const isStream = one.timeout === 'none';
      if (isStream && request.method === 'HEAD') {
        // What has no body would have no end, either.
        response.end();
        return;
      }
      if (isStream) {
        if (streams >= limits.streams) throw new GatewayProblem('BUSY', 'as many streams as it takes are open');
        stopping?.addEventListener('abort', gone, { once: true });
        streams++;
        response.once('close', () => streams--);
      }
      const asked = {
        path: one.params ? check(one.params, request.params) : {},
        query: check(one.query ?? NOTHING, request.query),
        body: one.body ? check(one.body, request.body) : undefined,
        caller: callers.get(request),
        signal: over.signal,
      };
      try {
        const answer = await inTime(one.handle(asked, response), one.timeout ?? TIMEOUT);
        if (answer !== undefined) response.json(answer);
      } finally {
        stopping?.removeEventListener('abort', gone);
        over.abort();
      }
    };
  }

  function refuse(error: unknown, request: Request, response: Response): void {
    const problem = problemOf(error, callers.has(request));
    if (problem.status >= 500) watch?.failed(String(response.get('Request-Id')), problem.code, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof GatewayProblem) response.set(error.headers);
    response.status(problem.status);
    const part = parts.find(({ path }) => `${request.path}/`.startsWith(`${path}/`));
    if (part?.refuses) part.refuses(problem, request, response);
    else response.type('application/problem+json').json(problem);
  }
}

const callers = new WeakMap<Request, Caller>();

const NOTHING = z.strictObject({});

/** Lets pages of any origin ask; answers what browsers ask beforehand. */
function fromAnywhere(app: Express, { anyOrigin, method, path }: Operation) {
  if (!anyOrigin) return [];
  const open = (_request: Request, response: Response, next: NextFunction): void => {
    response.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    next();
  };
  app.options(path, open, (_request, response) => {
    const allowed = {
      'Access-Control-Allow-Methods': method.toUpperCase(),
      'Access-Control-Allow-Headers': 'content-type',
    };
    response
      .set({ ...allowed, 'Access-Control-Max-Age': '86400' })
      .status(204)
      .end();
  });
  return [open];
}

/** So many requests a minute from one address; a token that is stolen and used from many still counts by address. */
const counted = (limit: number) =>
  rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // That somebody sends the header while no proxy is trusted is no mistake of this configuration.
    validate: { xForwardedForHeader: false },
    keyGenerator: addressOf,
    handler: (_request, _response, next) =>
      next(new GatewayProblem('TOO_MANY_REQUESTS', `at most ${limit} requests a minute are answered here`)),
  });

function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  if (!request.is('application/json'))
    throw new GatewayProblem('MEDIA_TYPE_NOT_ACCEPTED', 'application/json is accepted');
  next();
}

async function inTime<T>(answer: Promise<T>, timeout: number | 'none'): Promise<T> {
  if (timeout === 'none') return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GatewayProblem('TIMED_OUT', `no answer within ${timeout} ms`)), timeout);
  });
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function methodsByPath(operations: readonly Operation[]): Map<string, Set<string>> {
  const paths = new Map([
    ['/api/openapi.json', new Set(['GET'])],
    ['/api/problems', new Set(['GET'])],
  ]);
  for (const { path, method } of operations) paths.set(path, (paths.get(path) ?? new Set()).add(method.toUpperCase()));
  return paths;
}
