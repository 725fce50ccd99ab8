import { writeFile } from 'node:fs/promises';
import { Refusal, check, type Instant } from '@fairway/model';
import { SeenNonces, verifyWebhook, type WebhookEvent } from '@fairway/sdk/webhook';
import { Subscriber, type DeadLetter, type Subscription } from '@fairway/gateway';
import { InvalidArgumentError, type Command } from 'commander';
import { askGateway, atGateway, type Asked, type GatewayOptions } from '../asking-gateway.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { givenObject } from '../given-file.js';
import { moment } from '../moment.js';
import { present } from '../present.js';
import { receivedRequest } from '../received-request.js';
import { reported, said } from '../reported.js';
import { lines, mark, table } from '../table.js';

type Filters = Partial<Record<'members' | 'kinds' | 'types' | 'parties', string[]>>;
type Subscribing = GatewayOptions & Filters & { after?: string; paused?: boolean; out?: string };
type Changing = GatewayOptions & Filters & { url?: string; pause?: boolean; resume?: boolean };
type Keeping = GatewayOptions & { out?: string };
type Paging = GatewayOptions & { after?: number; limit?: number };
type Checking = { keys: string; at?: Instant; json?: boolean };

const SUBSCRIBERS = 'api/webhooks/subscribers';
const FILTERS = ['members', 'kinds', 'types', 'parties'] as const;
/** What a filter is given to ask for everything again. */
const ALL = 'all';

/** Adds `webhook …`: to whom a gateway posts changes, what it could not post, and whether a post is genuine. */
export function addWebhookCommands(webhook: Command): void {
  const on = (usage: string, description: string) => atGateway(webhook.command(usage).description(description));
  const filtering = (command: Command) =>
    command
      .option('--members <members...>', 'of the records of these members')
      .option('--kinds <kinds...>', 'of these kinds of record, as aeo')
      .option('--types <types...>', 'by acts of these types, as aeo.suspend')
      .option('--parties <handles...>', 'that concern these parties');
  const keeping = (command: Command) =>
    command.option('--out <file>', 'write address and public keys there, for fairway webhook check');

  examples(
    keeping(filtering(on('add <url>', 'have changes posted to an address, as an officer')))
      .option(
        '--after <event>',
        'begin after this event, which is in the log, or with the first; absent: with the next',
      )
      .option('--paused', 'post nothing for now')
      .action(
        reported(async (url: string, options: Subscribing) => {
          const { after, paused } = options;
          const body = { url, ...filtersIn(options), ...present({ after, paused }) };
          await shown(options, { method: 'POST', path: SUBSCRIBERS, body });
        }),
      ),
    'fairway webhook add https://erp.example/fairway --kinds aeo --out erp.json --network bconnect --member UY',
    'fairway webhook add https://erp.example/fairway --parties uy-… --gateway https://fairway.example --token-file token',
  );

  examples(
    on('list', 'all subscriptions of the gateway, and how far they have come').action(
      reported(async (options: GatewayOptions) => {
        const { subscribers } = await ask<{ subscribers: Subscriber[] }>(options, { path: SUBSCRIBERS });
        const titles = ['id', 'address', 'of what', 'posted', 'dead letters', 'state'];
        said(options, subscribers, table(titles, subscribers.map(rowOf)));
      }),
    ),
    'fairway webhook list --network bconnect --member UY',
  );

  examples(
    keeping(
      on('show <id>', 'one subscription: what it asks for, how far it has come, by which keys it is signed'),
    ).action(reported(async (id: string, options: Keeping) => shown(options, { path: at(id) }))),
    'fairway webhook show 3f… --out erp.json --network bconnect --member UY',
  );

  examples(
    filtering(on('change <id>', `change what is said, and try again at once; a filter of ${ALL} asks for everything`))
      .option('--url <url>', 'post there')
      .option('--pause', 'post nothing for now; what comes meanwhile is kept')
      .option('--resume', 'post again')
      .action(
        reported(async (id: string, options: Changing) => {
          const { url, pause, resume } = options;
          const before = await ask<Subscriber>(options, { path: at(id) });
          const asked = { ...filtersOf(before), ...filtersIn(options), url: url ?? before.url };
          for (const filter of FILTERS) if (asked[filter]?.includes(ALL)) delete asked[filter];
          const isPaused = pause === true || (before.paused === true && resume !== true);
          const body = { ...asked, ...(isPaused && { paused: true }) };
          await shown(options, { method: 'PUT', path: at(id), body });
        }),
      ),
    'fairway webhook change 3f… --kinds aeo title --network bconnect --member UY',
    'fairway webhook change 3f… --resume --network bconnect --member UY',
  );

  examples(
    keeping(on('key <id>', 'sign by a new key from now on; the one before it stays shown until the next')).action(
      reported(async (id: string, options: Keeping) => shown(options, { method: 'POST', path: `${at(id)}/key` })),
    ),
    'fairway webhook key 3f… --out erp.json --network bconnect --member UY',
  );

  examples(
    on('remove <id>', 'end a subscription, with its dead letters').action(
      reported(async (id: string, options: GatewayOptions) => {
        await ask(options, { method: 'DELETE', path: at(id) });
        said(options, { removed: id }, `nothing is posted for ${id} any more`);
      }),
    ),
    'fairway webhook remove 3f… --network bconnect --member UY',
  );

  examples(
    on('dead <id>', 'what could not be posted, oldest first')
      .option('--after <position>', 'those after this position', whole)
      .option('--limit <count>', 'at most so many', whole)
      .action(
        reported(async (id: string, { after, limit, ...options }: Paging) => {
          const query = new URLSearchParams();
          for (const [name, value] of Object.entries(present({ after, limit }))) query.set(name, `${value}`);
          const path = `${at(id)}/dead-letters?${query.toString()}`;
          const found = await ask<{ deadLetters: DeadLetter[]; next?: number }>(options, { path });
          const rows = found.deadLetters.map(({ position, at, attempts, error, event, isReplayed }) => [
            ...[position, at, `${event.act.type} ${event.record.member}/${event.record.id}`],
            ...[attempts, isReplayed ? 'posted anew' : error],
          ]);
          const more = found.next === undefined ? [] : [`more with --after ${found.next}`];
          said(options, found, [table(['position', 'tried last', 'what', 'tries', 'why'], rows), ...more].join('\n'));
        }),
      ),
    'fairway webhook dead 3f… --network bconnect --member UY',
  );

  const those = (name: 'replay' | 'discard', description: string, sentence: (count: number) => string) =>
    examples(
      on(`${name} <id>`, description)
        .argument(
          '[positions...]',
          'which; none: all',
          (text: string, before: number[]) => [...before, whole(text)],
          [],
        )
        .action(
          reported(async (id: string, positions: number[], options: GatewayOptions) => {
            const path = `${at(id)}/dead-letters/${name}`;
            const body = positions.length === 0 ? {} : { positions };
            const { count } = await ask<{ count: number }>(options, { method: 'POST', path, body });
            said(options, { count }, sentence(count));
          }),
        ),
      `fairway webhook ${name} 3f… 17 18 --network bconnect --member UY`,
    );
  those('replay', 'post dead letters anew, in order and before what is new', (count) => `${count} are posted anew`);
  those('discard', 'give dead letters up for good', (count) => `${count} are given up`);

  examples(
    webhook
      .command('check <file>')
      .description("whether a request that came is the gateway's, from a file with its first line, fields and body")
      .requiredOption('--keys <file>', 'address and public keys of the subscription, as add, show and key write them')
      .option('--at <moment>', 'when it came; absent: now', moment)
      .option('--json', 'answer in JSON')
      .action(
        reported(async (file: string, { keys: keyFile, at: came, ...options }: Checking) => {
          const { url, keys } = check(Subscriber.pick({ url: true, keys: true }), await givenObject(keyFile));
          const request = await receivedRequest(file, url);
          const now = came === undefined ? new Date() : new Date(came);
          const event = await verifyWebhook(request, { keys, seen: new SeenNonces(), now });
          said(options, event, eventText(event));
        }),
      ),
    'fairway webhook check request.http --keys erp.json --at 2026-03-01T12:00Z',
  );
}

const at = (id: string): string => `${SUBSCRIBERS}/${encodeURIComponent(id)}`;

async function ask<T>(options: GatewayOptions, asked: Asked): Promise<T> {
  try {
    return await askGateway<T>(options, asked);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ROUTE_UNKNOWN')
      throw new CliFailure(
        'WEBHOOKS_NOT_SERVED',
        'this gateway posts to nobody; its member says webhooks in its settings (fairway network settings)',
        { cause: error },
      );
    throw error;
  }
}

/** Asks for a subscription, says how it stands, and writes its keys where that is asked for. */
async function shown({ out, ...options }: Keeping, asked: Asked): Promise<void> {
  const found = await ask<Subscriber>(options, asked);
  const { url, keys } = found;
  if (out !== undefined) await writeFile(out, `${JSON.stringify({ url, keys }, null, 2)}\n`);
  const written = out === undefined ? [] : [`${out} has its address and public keys, for fairway webhook check`];
  said(options, found, [subscriberText(found), ...written].join('\n'));
}

const filtersOf = ({ members, kinds, types, parties }: Filters | Subscription) =>
  present({ members, kinds, types, parties }) as Filters;

function filtersIn(options: Filters): Filters {
  const filters = filtersOf(options);
  for (const [name, values] of Object.entries(filters))
    if (values.includes(ALL) && values.length > 1)
      throw new CliFailure('USAGE', `--${name} takes ${ALL} alone, or what is asked for`);
  return filters;
}

const rowOf = (one: Subscriber) => [
  ...[one.id, one.url, asksFor(one), `${one.position} of ${one.newest}`, one.deadLetters, stateOf(one)],
];

function subscriberText(one: Subscriber): string {
  const facts = { id: one.id, address: one.url, 'of what': asksFor(one), since: one.createdAt };
  const place = { posted: `${one.position} of ${one.newest}`, 'dead letters': one.deadLetters, state: stateOf(one) };
  return lines({ ...facts, ...place, 'signed by': one.keys[0]?.kid, 'before by': one.keys[1]?.kid });
}

const asksFor = (one: Subscription): string =>
  Object.entries(filtersOf(one))
    .map(([name, values]) => `${name} ${values.join(', ')}`)
    .join('; ') || 'everything';

function stateOf({ paused, failing }: Subscriber): string {
  if (paused) return 'paused';
  return failing ? `failed ${failing.attempts} times, again at ${failing.dueAt}: ${failing.error}` : 'posts';
}

function eventText({ id, record, sequence, act, recordedAt, transactionId }: WebhookEvent): string {
  const facts = {
    event: id,
    record: `${record.kind} ${record.id} of ${record.member}`,
    act: `${act.type}, ${sequence}`,
  };
  const done = { by: act.actor, 'recorded at': recordedAt, transaction: transactionId };
  return `${mark(true, "the request is the gateway's, whole and of that time")}\n${lines({ ...facts, ...done })}`;
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is accepted');
  return Number(text);
}
