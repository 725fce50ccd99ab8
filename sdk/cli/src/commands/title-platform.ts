import { writeFile } from 'node:fs/promises';
import { ENDORSEMENTS, KEYS_WITHOUT_GIVING, check, type Endorsement } from '@fairway/model';
import {
  ChainParty,
  Envelope,
  TransportDocument,
  checksumOf,
  issuanceManifestOf,
  signCompact,
  type DocumentMetadata,
} from '@fairway/model/dcsa';
import { Dispatch, Session, type Dispatched, type TitleName } from '@fairway/sdk';
import { signAct } from '@fairway/wallets';
import { Option, type Command } from 'commander';
import { LAPSES, titleNamed } from '../acting-on-title.js';
import { collected } from '../collected.js';
import { enclosure } from '../enclosed-documents.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT, told } from '../failure.js';
import { givenObject, givenText } from '../given-file.js';
import { openSigner, withKeys, type KeyRingOptions } from '../key-ring.js';
import { moment } from '../moment.js';
import { platformsIn } from '../platforms-file.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { actAtOnce, actingAtOnce, mandateAt, type ActingOptions } from '../speaking.js';

type Sending = ActingOptions & {
  platforms: string;
  envelope: string;
  enclose: string[];
  visualisation?: string;
  lapses: string;
  acceptAs?: string;
  acceptMandate?: string;
  keysNotGiven?: (typeof KEYS_WITHOUT_GIVING)[number];
};

const BILL = 'AR/SMDG:MSK/ABC123/1';

/** Adds `title platform …`: bills that are sent to platforms of others, over DCSA PINT's HTTP. */
export function addTitlePlatformCommands(title: Command): void {
  const group = title.command('platform').description('send bills to platforms of others (DCSA PINT 3.0.0)');
  const sending = (usage: string, description: string) =>
    actingAtOnce(group.command(usage).description(`${description}; exit code 3 while it is not there`))
      .requiredOption('--platforms <file>', 'who signs here, and who the others are')
      .requiredOption(
        '--envelope <file>',
        'where the envelope is kept: it is needed to go on, and when the bill is back',
      )
      .option('--enclose <file>', 'a document that goes with it; may be repeated', collected, [])
      .option('--visualisation <file>', "the carrier's picture of the bill, as signed at issue")
      .requiredOption(LAPSES, 'until when the platform can accept', moment)
      .option(
        '--accept-as <key>',
        'the stored key of the platform, or its agent, that accepts for it by what it signed',
      )
      .option('--accept-mandate <member/id>', "that agent's mandate")
      .addOption(
        new Option('--keys-not-given <how>', 'how it has the keys of documents on the ledger').choices(
          KEYS_WITHOUT_GIVING,
        ),
      );

  examples(
    withKeys(group.command('sign-issuance <document>'))
      .description("sign a bill's transport document for other platforms, as its carrier (issuance manifest)")
      .requiredOption('--as <key>', 'the stored key that signs')
      .requiredOption('--recipient <file>', 'to whom it is issued')
      .option('--visualisation <file>', 'the picture of the bill that goes with it')
      .requiredOption('--output <file>', 'where to')
      .option('--json', 'answer in JSON')
      .action(reported(signIssuance)),
    'fairway title platform sign-issuance bl.json --as naviera --recipient exportador.yaml --output manifest.jws',
  );

  examples(
    sending('send <title>', 'hand a bill over to a party on another platform, and send it there')
      .requiredOption('--recipient <file>', 'who receives it, and on which platform')
      .requiredOption('--document <file>', 'the transport document whose digest is on the bill (DCSA)')
      .addOption(new Option('--endorse <how>', 'how title passes to the recipient').choices(ENDORSEMENTS))
      .option('--issuance <file>', "the carrier's signed issuance manifest, where it goes out for the first time")
      .option('--before <file>', 'the envelope by which it last came back, where it was out before')
      .action(reported(send)),
    `fairway title platform send ${BILL} --as exportador --platforms platforms.yaml \\\n` +
      '      --recipient buyer.yaml --document bl.json --issuance manifest.jws --endorse to-order --enclose factura.pdf \\\n' +
      '      --envelope out.json --lapses 2026-03-09T18:00-03:00 --accept-as agente --accept-mandate UY/…',
  ).addHelpText(
    'after',
    `
buyer.yaml:
  partyName: Buyer BV
  eblPlatform: BOLE
  identifyingCodes: [{ codeListProvider: GLEIF, codeListName: LEI, partyCode: 2138… }]

platforms.yaml:
  code: FRWY                           # this platform's, as the others know it
  signer: plataforma                   # the stored key that signs for it
  registry: https://registry.example   # where others ask who has a bill
  parties:                             # those that the registry does not name in public
    ar-…: { partyName: Exportador SA, identifyingCodes: [{ codeListProvider: ZZZ, partyCode: … }] }
  platforms:
    BOLE:
      handle: uy-…                     # who it is on this ledger
      address: https://pint.platform.example
      keys: bole.jwks.json             # the keys that it publishes, in a file beside this one`,
  );

  examples(
    sending('go-on <title>', 'go on with an envelope that was kept, from wherever it stopped').action(reported(goOn)),
    `fairway title platform go-on ${BILL} --as exportador --platforms platforms.yaml --envelope out.json \\\n` +
      '      --enclose factura.pdf --lapses 2026-03-09T18:00-03:00 --accept-as agente --accept-mandate UY/…',
  );
}

async function signIssuance(
  file: string,
  options: KeyRingOptions & { as: string; recipient: string; visualisation?: string; output: string; json?: boolean },
): Promise<void> {
  const document = check(TransportDocument, await givenObject(file));
  const { eblPlatform, ...named } = check(ChainParty, await givenObject(options.recipient));
  const picture = options.visualisation === undefined ? undefined : await enclosure(options.visualisation);
  const { signer } = await openSigner(options.as, options);
  const manifest = issuanceManifestOf(document, { ...named, sendToPlatform: eblPlatform }, picture?.content);
  await writeFile(options.output, await signCompact(manifest, signer), { mode: 0o600 });
  said(options, { file: options.output, ...manifest }, `${options.output} goes with the bill to other platforms`);
}

async function send(
  name: string,
  options: Sending & {
    recipient: string;
    document: string;
    endorse?: Endorsement;
    issuance?: string;
    before?: string;
  },
): Promise<void> {
  const { lapses: lapsesAt, endorse: endorsement } = options;
  const { announced, documents } = await enclosed(options);
  const given = {
    recipient: check(ChainParty, await givenObject(options.recipient)),
    document: check(TransportDocument, await givenObject(options.document)),
    issuanceManifest: options.issuance === undefined ? undefined : (await givenText(options.issuance)).trim(),
    before: options.before === undefined ? undefined : (await envelopeIn(options.before)).envelopeTransferChain,
  };
  await dispatching(name, options, (dispatch, bill) =>
    dispatch.send(bill, { ...announced, documents, lapsesAt, ...present({ endorsement, ...given }) }),
  );
}

async function goOn(name: string, options: Sending): Promise<void> {
  const { documents } = await enclosed(options);
  const envelope = await envelopeIn(options.envelope);
  await dispatching(name, options, (dispatch, bill) =>
    dispatch.goOn(bill, envelope, { lapsesAt: options.lapses, documents }),
  );
}

async function dispatching(
  name: string,
  options: Sending,
  run: (dispatch: Dispatch, bill: TitleName) => Promise<Dispatched>,
): Promise<void> {
  const bill = titleNamed(name);
  const { interchange, destinations } = await platformsIn(options.platforms, options);
  const acceptor = options.acceptAs === undefined ? undefined : await openSigner(options.acceptAs, options);
  const mandate = options.acceptMandate === undefined ? undefined : mandateAt(options.acceptMandate);
  await actAtOnce(options, async ({ session }) => {
    const { ledger, members } = session.options;
    const accepting = acceptor && {
      accepting: new Session({
        ...{ ledger, members, ...present({ mandate }) },
        party: { handle: acceptor.handle, sign: (act) => signAct(act, [acceptor]) },
      }),
    };
    const dispatch = new Dispatch({
      ...{ session, interchange },
      destinations: new Map(
        [...destinations].map(([code, one]) => [
          code,
          { ...one, ...accepting, ...present({ keysNotGiven: options.keysNotGiven }) },
        ]),
      ),
      keeps: (_, envelope) => keep(options.envelope, envelope),
    });
    const { stands, sent, failed } = await run(dispatch, bill);
    const { why, reason, ...answer } = { why: undefined, reason: undefined, ...sent };
    if (stands !== 'elsewhere') process.exitCode = EXIT.notValid;
    const answered = answer.answer === 'none' ? 'no answer that counts' : answer.answer;
    const facts = [answered, why?.message ?? reason, failed?.message];
    const stood = { here: 'stays here', offered: 'is offered, and still here', elsewhere: 'is there' }[stands];
    said(
      options,
      { title: name, stands, ...answer, ...present({ why: why && told(why), failed: failed && told(failed) }) },
      `${name} ${stood}: ${facts.filter((one) => one !== undefined).join('; ')}`,
    );
  });
}

/** What is announced of the documents that options name, and they themselves by their checksums. */
async function enclosed({ enclose, visualisation }: Sending) {
  const picture = visualisation === undefined ? undefined : await enclosure(visualisation);
  const others = await Promise.all(enclose.map(enclosure));
  const about = ({ name, mediaType, content }: (typeof others)[number]): DocumentMetadata => ({
    ...{ name, mediaType, size: content.length, documentChecksum: checksumOf(content) },
  });
  const documents = new Map(
    [...others, ...(picture ? [picture] : [])].map((one) => [checksumOf(one.content), one.content]),
  );
  const announced = {
    ...(picture && { visualisation: about(picture) }),
    ...(others.length > 0 && { supportingDocuments: others.map(about) }),
  };
  return { announced, documents };
}

const envelopeIn = async (file: string): Promise<Envelope> => check(Envelope, await givenObject(file));

/** Keeps an envelope, in place of none: in another's, the bill may be on its way. */
async function keep(file: string, envelope: Envelope): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(envelope)}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new CliFailure('FILE_EXISTS', `${file} is there already; go on with it, or give another file`, { cause });
  }
}
