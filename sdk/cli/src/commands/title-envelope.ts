import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  Bytes32,
  Contents,
  Handle,
  check,
  checkDisclosure,
  sponsorOf,
  type Digest,
  type DocumentEntry,
} from '@fairway/model';
import { Envelopes, Titles, togetherOf, type EnvelopeKey, type OpenedEnvelope, type TitleName } from '@fairway/sdk';
import type { Command } from 'commander';
import { titleNamed } from '../acting-on-title.js';
import { blobsOf, depositedOrSaved, placesOfBlobs, storeAt, withBlobs, type BlobsOptions } from '../blobs.js';
import { collected } from '../collected.js';
import { done } from '../done.js';
import { documentNamed, documentsNamed, type NamedDocument } from '../enclosed-documents.js';
import { encryptionKeysOf } from '../encryption-keys.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT, told } from '../failure.js';
import { givenObject } from '../given-file.js';
import { handleOf, withKeys, type KeyRingOptions } from '../key-ring.js';
import { reported, said } from '../reported.js';
import { actAtOnce, actingAtOnce, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, mark, table } from '../table.js';

type Acting = ActingOptions & BlobsOptions;
type Opening = ReadingOptions & KeyRingOptions & BlobsOptions & { as: string };
type Keeping = ReadingOptions & BlobsOptions;

const BILL = 'AR/SMDG:MSK/ABC123/1';

/** Adds `title documents …`: what travels with a bill, encrypted, and read by who is in control. */
export function addTitleEnvelopeCommands(title: Command): void {
  const group = title
    .command('documents')
    .description('the documents that travel with a bill: add, give on, open, look for what is lost');
  const on = (usage: string, description: string) => withBlobs(group.command(usage).description(description));
  const acting = (usage: string, description: string) => actingAtOnce(on(usage, description));
  const opening = (usage: string, description: string) =>
    withKeys(reading(on(usage, description))).requiredOption('--as <key>', 'the stored key of the party that reads');

  examples(
    acting('add <title>', 'put documents with a bill, as its holder; who held it before cannot open them')
      .requiredOption('--document <kind=file>', 'like invoice=factura.pdf; may be repeated', documentNamed, [])
      .action(
        reported(async (name: string, options: Acting & { document: NamedDocument[] }) => {
          const bill = titleNamed(name);
          const documents = await documentsNamed(options.document);
          await actAtOnce(options, async ({ session }) => {
            const envelopes = new Envelopes(session, { blobs: await blobsOf(options) });
            const receipt = await depositedOrSaved(name, () => envelopes.add(bill, documents));
            const sentence = `${documents.length} documents travel with ${name}`;
            done(options, receipt, sentence, { title: name, documents: documents.map((one) => one.name) });
          });
        }),
      ),
    `fairway title documents add ${BILL} --as exportador --document invoice=factura.pdf \\\n` +
      '      --document insurance=poliza.pdf --blobs https://gateway.customs.example/api/blobs/',
  );

  examples(
    acting('give <title>', 'give the keys that one has to the next party, before one offers it the bill')
      .requiredOption('--to <handle>', 'to whom')
      .action(
        reported(async (name: string, options: Acting & { to: string }) => {
          const bill = titleNamed(name);
          const to = check(Handle, options.to);
          await actAtOnce(options, async ({ session }) => {
            const keys = await encryptionKeysOf(session, session.options.party!.handle, options);
            const envelopes = new Envelopes(session, { blobs: await blobsOf(options), keys });
            const receipt = await depositedOrSaved(name, () => envelopes.give(bill, to));
            done(options, receipt, `${to} can open the documents of ${name}`, { title: name, to });
          });
        }),
      ),
    `fairway title documents give ${BILL} --as exportador --to uy-…`,
  );

  examples(
    acting('accept <title>', 'take what is offered, once every document that travels with it has been read').action(
      reported(async (name: string, options: Acting) => {
        const bill = titleNamed(name);
        await actAtOnce(options, async ({ session }) => {
          const keys = await encryptionKeysOf(session, session.options.party!.handle, options);
          const receipt = await new Envelopes(session, { blobs: await blobsOf(options), keys }).accept(bill);
          done(options, receipt, `${name} is accepted, with all its documents`, { title: name });
        });
      }),
    ),
    `fairway title documents accept ${BILL} --as importador`,
  );

  examples(
    opening('show <title>', 'what travels with a bill, and what of it one may open').action(
      reported(async (name: string, options: Opening) => {
        const found = await openedBy(titleNamed(name), options, (envelopes, bill) => envelopes.open(bill));
        const rows = found.flatMap((one) =>
          one.state === 'open' ? one.documents.map((document) => rowOf(one, document)) : [rowOf(one)],
        );
        said(
          options,
          found.map(shown),
          table(['envelope', 'put in by', 'state', 'kind', 'name', 'type', 'bytes', 'digest'], rows),
        );
      }),
    ),
    `fairway title documents show ${BILL} --as banco`,
  );

  examples(
    opening('open <title>', 'write the documents that one may open to a folder; exit code 1 if any is lost or spoilt')
      .requiredOption('--into <folder>', 'where to')
      .action(
        reported(async (name: string, options: Opening & { into: string }) => {
          const answer = await openedBy(titleNamed(name), options, async (envelopes, bill) =>
            writeAll(await envelopes.open(bill), options.into),
          );
          if (answer.failed.length > 0) process.exitCode = EXIT.failed;
          const failed = answer.failed.map(({ code, sentence }) => mark(false, `${code}: ${sentence}`));
          const closed = answer.closed === 0 ? [] : [`${answer.closed} envelopes are closed to this party`];
          const files = answer.written.map(({ file, kind }) => mark(true, `${kind}: ${file}`));
          said(options, answer, [...files, ...closed, ...failed].join('\n'));
        }),
      ),
    `fairway title documents open ${BILL} --as banco --into received`,
  );

  examples(
    reading(
      on('missing <title>', 'which of its blobs each place has lost, or has not whole; exit code 3 if any'),
    ).action(
      reported(async (name: string, options: Keeping) => {
        const bill = titleNamed(name);
        const found = await read(options, async ({ session }) =>
          Promise.all(
            placesOfBlobs(options).map(async (place) => {
              const blobs = await storeAt(place);
              return { place, missing: await new Envelopes(session, { blobs }).missing(bill) };
            }),
          ),
        );
        const isWhole = found.every(({ missing }) => missing.length === 0);
        process.exitCode = isWhole ? EXIT.done : EXIT.notValid;
        const rows = found.flatMap(({ place, missing }) => missing.map((digest) => [place, digest]));
        said(options, found, isWhole ? mark(true, 'all blobs are there') : table(['place', 'lost'], rows));
      }),
    ),
    `fairway title documents missing ${BILL} --blobs https://gateway.customs.example/api/blobs/`,
  );

  examples(
    reading(
      on('restore <title>', 'bring back what is lost from whoever has it; exit code 3 if something is lost still'),
    )
      .requiredOption('--from <place>', "another gateway's address, or a folder; may be repeated", collected, [])
      .action(
        reported(async (name: string, options: Keeping & { from: string[] }) => {
          const bill = titleNamed(name);
          const from = togetherOf(await Promise.all(options.from.map(storeAt)));
          const found = await read(options, async ({ session }) => {
            const lost = [];
            for (const place of placesOfBlobs(options)) {
              const envelopes = new Envelopes(session, { blobs: await storeAt(place) });
              lost.push({ place, missing: await envelopes.restore(bill, from) });
            }
            return lost;
          });
          const still = found.flatMap(({ place, missing }) => missing.map((digest) => [place, digest]));
          process.exitCode = still.length === 0 ? EXIT.done : EXIT.notValid;
          said(
            options,
            found,
            still.length === 0 ? mark(true, 'all blobs are there') : table(['place', 'lost'], still),
          );
        }),
      ),
    `fairway title documents restore ${BILL} --blobs https://gateway.customs.example/api/blobs/ --from copies`,
  );

  examples(
    opening('prove <title>', 'write what proves to anyone, without a key, that a document travelled with the bill')
      .requiredOption('--document <digest>', 'which one, by its digest', (given) => check(Bytes32, given))
      .requiredOption('--output <file>', 'where to; it holds the document, and names all that was put in with it')
      .action(
        reported(async (name: string, options: Opening & { document: Digest; output: string }) => {
          const { contents, ...bytes } = await openedBy(titleNamed(name), options, (envelopes, bill) =>
            envelopes.disclose(bill, options.document),
          );
          const [manifest, document] = [bytes.manifest, bytes.document].map((one) =>
            Buffer.from(one).toString('base64'),
          );
          const proof = { schema: 'document-proof/1', title: name, manifest, contents, document };
          await writeFile(options.output, `${JSON.stringify(proof, null, 2)}\n`, { mode: 0o600 });
          said(options, { title: name, file: options.output }, `${options.output} proves it, to who has it`);
        }),
      ),
    `fairway title documents prove ${BILL} --as exportador --document 3q2-… --output proof.json`,
  );

  examples(
    reading(group.command('check <proof>').description('check such a proof by the signed acts on the bill')).action(
      reported(async (file: string, options: ReadingOptions) => {
        const { title: name, manifest, contents, document } = await givenObject(file);
        if (![name, manifest, document].every((one) => typeof one === 'string'))
          throw new CliFailure('FILE_NOT_UNDERSTOOD', `${file} should hold what title documents prove writes`);
        const bill = titleNamed(name as string);
        const [asked, proven] = [manifest, document].map((one) => new Uint8Array(Buffer.from(one as string, 'base64')));
        const disclosure = { manifest: asked!, contents: check(Contents, contents), document: proven! };
        const { entry, enclosed } = await read(options, async ({ session }) =>
          checkDisclosure(await new Titles(session).get(bill), disclosure),
        );
        const { by, from } = enclosed;
        const facts = { kind: entry.kind, name: entry.name, digest: entry.digest, 'put in by': by, since: from };
        said(
          options,
          { title: name, entry, enclosed },
          `${mark(true, `it travelled with ${String(name)}`)}\n${lines(facts)}`,
        );
      }),
    ),
    'fairway title documents check proof.json --network bconnect --member UY',
  );
}

async function openedBy<T>(
  bill: TitleName,
  options: Opening,
  work: (envelopes: Envelopes, bill: TitleName) => Promise<T>,
): Promise<T> {
  const handle = await handleOf(options.as, options);
  return read(
    options,
    async ({ session }) => {
      const keys: EnvelopeKey[] = await encryptionKeysOf(session, handle, options);
      return work(new Envelopes(session, { blobs: await blobsOf(options), keys }), bill);
    },
    sponsorOf(handle),
  );
}

const rowOf = ({ envelope, by, state, ...more }: OpenedEnvelope, document?: DocumentEntry) => [
  ...[envelope, by, 'why' in more ? `${state}: ${more.why.message}` : state],
  ...[document?.kind, document?.name, document?.mediaType, document?.bytes, document?.digest],
];

/** An envelope for programs: what is in it, without the keys. */
const shown = ({ envelope, by, from, act, ...one }: OpenedEnvelope) => ({
  ...{ envelope, by, from, act, state: one.state },
  ...(one.state === 'open' && { documents: one.contents.documents }),
  ...(one.state === 'spoilt' && { why: told(one.why) }),
});

interface Written {
  written: { file: string; kind: string; digest: Digest }[];
  failed: { code: string; sentence: string }[];
  closed: number;
}

/** Writes what opens; a name is taken from its last part only, so that nobody chooses where on this machine it goes. */
async function writeAll(envelopes: readonly OpenedEnvelope[], into: string): Promise<Written> {
  const folder = resolve(into);
  await mkdir(folder, { recursive: true });
  const answer: Written = { written: [], failed: [], closed: 0 };
  for (const one of envelopes) {
    if (one.state === 'closed') answer.closed++;
    else if (one.state === 'lost') {
      answer.failed.push({ code: 'BLOB_LOST', sentence: `what opens envelope ${one.envelope} is not in the store` });
    } else if (one.state === 'spoilt') answer.failed.push(told(one.why));
    else
      for (const document of one.documents) {
        const { kind, name, digest } = document;
        try {
          const content = await document.read();
          answer.written.push({ file: await writeBeside(folder, name, digest, content), kind, digest });
        } catch (error) {
          answer.failed.push(told(error));
        }
      }
  }
  return answer;
}

/** Writes a file under its name; where another one has that, under its digest too. */
async function writeBeside(folder: string, name: string, digest: Digest, content: Uint8Array): Promise<string> {
  const plain = name.replaceAll(/[/\\:]/g, '-').replace(/^\.+/, '') || 'document';
  for (const file of [join(folder, plain), join(folder, `${digest.slice(0, 8)}-${plain}`)]) {
    const there = await readFile(file).catch(() => undefined);
    if (there && !there.equals(content)) continue;
    await writeFile(file, content);
    return file;
  }
  throw new CliFailure('FILE_EXISTS', `${plain} is in ${folder} already, with other content; give another folder`);
}
