import { readFile, writeFile } from 'node:fs/promises';
import { pageManifest, pageProgram, readSavedPage } from '@fairway/gateway';
import { demand, digestOf, networkDigest, type Digest } from '@fairway/model';
import { trustListOf } from '@fairway/sdk';
import { publishersOf, readTrustList, type Trust } from '@fairway/verifier';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { reported, said } from '../reported.js';
import { siteAt } from '../site-at.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { lines, table } from '../table.js';

/** Adds `trust …`: by what anyone knows the network's members. */
export function addTrustCommands(trust: Command): void {
  examples(
    reading(
      trust.command('export <file>').description("write the network's trust list, as its members publish it"),
    ).action(
      reported(async (file: string, options: ReadingOptions) => {
        const list = await read(options, ({ session, channel }) => trustListOf(session, channel));
        await writeFile(file, JSON.stringify(list));
        const network = networkDigest(list);
        said(options, { file, network }, `${file} is written; the network is ${network}, to be compared by people`);
      }),
    ),
    'fairway trust export trust.json --network bconnect --member AR',
  );

  examples(
    trust
      .command('show <file>')
      .description('check a trust list by itself, and show whom it names')
      .option('--pinned <digest>', "refuse another network than this one's list")
      .option('--json', 'answer in JSON')
      .action(
        reported(async (file: string, options: { pinned?: string; json?: boolean }) => {
          const found = await readTrustList(await givenObject(file), options.pinned);
          const { network, channel, digest } = found;
          const members = membersIn(found);
          const facts = lines({ network, channel, digest });
          const rows = members.map(({ member, name, roots, until, retired }) => [member, name, roots, until, retired]);
          const titles = ['member', 'name', 'roots', 'the last is good until', 'retired peers'];
          said(options, { network, channel, digest, members }, `${facts}\n\n${table(titles, rows)}`);
        }),
      ),
    'fairway trust show trust.json',
  );

  examples(
    trust
      .command('page <file>')
      .description(
        'check a verification page that was saved, before it is opened: its program, and the roots it carries',
      )
      .option('--trust <file>', 'the trust list, by which most members must have published this program')
      .option('--pinned <digest>', "refuse another network than this one's")
      .option('--json', 'answer in JSON')
      .action(
        reported(async (file: string, options: { trust?: string; pinned?: string; json?: boolean }) => {
          const { program, carried } = readSavedPage(await readFile(file));
          const pinned = options.pinned ?? carried.network;
          demand(carried.network === pinned, 'OTHER_NETWORK', `a page of the network ${pinned} is accepted`);
          const publishers = await publishersIn(options.trust, pinned, program);
          const { network, digest } = await readTrustList(carried.trustList, pinned);
          const asks = [carried.from, ...Object.values(carried.gateways)];
          const found = { program, publishers, network, digest, savedAt: carried.at, from: carried.from, asks };
          said(options, found, lines({ ...found, publishers: publishers?.join(', '), asks: asks.join(', ') }));
        }),
      ),
    'fairway trust page saved.html --trust trust.json',
  );

  examples(
    trust
      .command('site <address>')
      .description('compare every file of the verification page at a gateway with what members have published')
      .option('--trust <file>', 'the trust list, by which most members must have published this page')
      .option('--json', 'answer in JSON')
      .action(
        reported(async (address: string, options: { trust?: string; json?: boolean }) => {
          const { manifest, files, network } = await siteAt(new URL(address));
          // The page judges by the roots of the network that it is told.
          const publishers = await publishersIn(options.trust, network, manifest);
          const found = { manifest, publishers, files, network };
          said(options, found, lines({ ...found, publishers: publishers?.join(', ') }));
        }),
      ),
    'fairway trust site https://customs.example/verify --trust trust.json',
  );
}

/**
 * Who has published a page, by the trust list; without one it has to be the page that is built here.
 *
 * @throws Refusal `PAGE_NOT_PUBLISHED`, `PAGE_DIFFERS`
 */
async function publishersIn(file: string | undefined, pinned: string | undefined, digest: Digest) {
  if (file !== undefined) return publishersOf(await readTrustList(await givenObject(file), pinned), digest);
  const built = [pageManifest(), pageProgram()].map((bytes) => digestOf(bytes));
  demand(built.includes(digest), 'PAGE_DIFFERS', `the page that is built here is accepted; this one is ${digest}`);
  return undefined;
}

const membersIn = ({ members }: Trust) =>
  [...members.values()].map(({ member, name, roots, retired }) => ({
    member,
    name,
    roots: roots.length,
    until: new Date(Math.max(...roots.map(({ authority, to }) => Math.min(authority.notAfter, to)))).toISOString(),
    retired: retired.size,
  }));
