import {
  ENDORSEMENTS,
  IssueArgs,
  KEYS_WITHOUT_GIVING,
  OFFERED,
  check,
  type Endorsement,
  type Receipt,
} from '@fairway/model';
import { Envelopes, Mandates, Titles, type Session } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { recipientOf } from '../accepted-ahead.js';
import { LAPSES, actingOnTitle, titleNamed } from '../acting-on-title.js';
import { blobsOf, depositedOrSaved, withBlobs, type BlobsOptions } from '../blobs.js';
import { termsOf, withTerms, type TermsOptions } from '../bill-terms.js';
import { done } from '../done.js';
import { documentNamed, documentsNamed, transportDocumentIn, type NamedDocument } from '../enclosed-documents.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { givenObject } from '../given-file.js';
import { moment } from '../moment.js';
import { present } from '../present.js';
import { reported } from '../reported.js';
import { act, acting, type ActingOptions } from '../speaking.js';

type IssueOptions = ActingOptions & TermsOptions & BlobsOptions & { file?: string; enclose: NamedDocument[] };

interface OfferOptions {
  to: string;
  holdership?: true;
  title?: true;
  both?: true;
  endorse?: Endorsement;
  lapses: string;
}

/** Adds the commands of `title …` by which a bill begins and passes from one party to the next. */
export function addTitleCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);

  examples(
    withBlobs(withTerms(acting(on('issue <title>', 'issue a bill, as its carrier, its forwarder or their agent'))))
      .option(
        '--enclose <kind=file>',
        'a document that travels with it, like invoice=f.pdf, and the one of --document; may be repeated',
        documentNamed,
        [],
      )
      .action(
        reported(async (name: string, options: IssueOptions) => {
          const bill = titleNamed(name);
          const file = options.file === undefined ? {} : await givenObject(options.file);
          const { document, enclose } = options;
          if (enclose.length > 0 && (document === undefined || options.signLater !== undefined))
            throw new CliFailure('USAGE', '--enclose goes with --document, and not with --sign-later');
          await act(options, async ({ session }) => {
            const { mandate, party } = session.options;
            const signer = async () => (mandate ? (await new Mandates(session).get(mandate)).principal : party!.handle);
            const titles = new Titles(session);
            const args = (await termsOf(options, file, signer)) as IssueArgs;
            let receipt;
            if (document === undefined) receipt = await titles.issue(bill, check(IssueArgs, args));
            else if (enclose.length === 0)
              receipt = await titles.issueOnDocument(bill, await givenObject(document), args);
            else receipt = await issueEnclosing(session, name, document, args, options);
            done(options, receipt, `${name} is issued; ${args.shipper} controls it`, { title: name });
          });
        }),
      ),
    'fairway title issue AR/SMDG:MSK/ABC123/1 --as naviera --file bill.yaml',
    'fairway title issue AR/SMDG:MSK/ABC123/2 --as naviera --file bill.yaml --quantity KGM=23500 --document bl.json',
    'fairway title issue AR/SMDG:MSK/ABC123/3 --as naviera --file bill.yaml --document bl.json --enclose invoice=f.pdf',
  ).addHelpText(
    'after',
    `
bill.yaml:
  shipper: ar-…
  form: order                          # or straight, with a consignee
  document: 3q2-…                      # its digest (RFC 8785, SHA-256); or --document with the file
  quantities: [{ unit: KGM, thousandths: 24000000 }]
  issuedOn: 2026-03-01
  onBoardOn: 2026-03-01
  placeOfIssue: ARBUE
  law: GB
  rulebook: Rulebook of the network, 2026
  answerWithin: { days: 3, count: working }
  # from paper (MLETR art. 17):
  # paper: { originals: 3, withdrawn: 3, withdrawnOn: 2026-03-05, statement: It takes the place of three originals }`,
  );

  examples(
    actingOnTitle<OfferOptions>(
      on('offer <title>', 'offer what one controls; it passes when it is accepted')
        .requiredOption('--to <handle>', 'to whom')
        .option('--holdership', 'the document alone')
        .option('--title', 'the right to the goods alone')
        .option('--both', 'both')
        .addOption(new Option('--endorse <how>', 'how title passes').choices(ENDORSEMENTS))
        .requiredOption(LAPSES, 'until when it can be accepted', moment),
      'is offered, and has passed if that was accepted ahead',
      async (titles, bill, { to, endorse: endorsement, lapses: lapsesAt, ...options }) => {
        const [what, ...others] = OFFERED.filter((one) => options[one]);
        if (!what || others.length > 0)
          throw new CliFailure('USAGE', 'one of --holdership, --title and --both is needed');
        const recipient = await recipientOf(titles, bill, to, what);
        return titles.offer(bill, { ...recipient, what, lapsesAt, ...present({ endorsement }) });
      },
    ),
    'fairway title offer AR/SMDG:MSK/ABC123/1 --as exportador --to uy-… --both --endorse to-order \\\n' +
      '      --lapses 2026-03-09T18:00-03:00',
    'fairway title offer AR/SMDG:MSK/ABC123/1 --as exportador --to uy-… --holdership --lapses 2026-03-09T18:00-03:00',
  );

  examples(
    actingOnTitle<{ to: string }>(
      on('assent <title>', 'let the beneficiary pass title on, as holder').requiredOption(
        '--to <handle>',
        'to whom it is offered',
      ),
      'may pass',
      async (titles, bill, { to }) => titles.assent(bill, await recipientOf(titles, bill, to, 'title')),
    ),
    'fairway title assent AR/SMDG:MSK/ABC123/1 --as banco --to uy-…',
  );

  examples(
    actingOnTitle<{ keysNotGiven?: (typeof KEYS_WITHOUT_GIVING)[number] }>(
      on('accept <title>', 'take what is offered').addOption(
        new Option('--keys-not-given <how>', 'where they were not: one holds them, or forgoes them').choices(
          KEYS_WITHOUT_GIVING,
        ),
      ),
      'is accepted',
      (titles, bill, { keysNotGiven: keys }) => titles.accept(bill, present({ keys })),
    ),
    'fairway title accept AR/SMDG:MSK/ABC123/1 --as importador',
  );

  examples(
    actingOnTitle(on('withdraw <title>', 'take back what one has offered'), 'is offered no more', (titles, bill) =>
      titles.withdraw(bill),
    ),
    'fairway title withdraw AR/SMDG:MSK/ABC123/1 --as exportador',
  );

  examples(
    actingOnTitle<{ reason: string }>(
      on('decline <title>', 'decline what is offered, or a bill that one did not ask for').requiredOption(
        '--reason <text>',
        'why',
      ),
      'is declined',
      (titles, bill, { reason }) => titles.decline(bill, { reason }),
    ),
    'fairway title decline AR/SMDG:MSK/ABC123/1 --as importador --reason "No es lo convenido"',
  );

  for (const [name, what, past, move] of [
    ['hand-over', 'hand the bill over to another platform (DCSA PINT)', 'is offered to the platform', 'handOver'],
    ['hand-back', 'give the bill back to a party here, as the platform that has it', 'is offered back', 'handBack'],
  ] as const) {
    examples(
      actingOnTitle<{ to: string; transferChain: string; endorse?: Endorsement; lapses: string }>(
        on(`${name} <title>`, what)
          .requiredOption('--to <handle>', 'to whom')
          .requiredOption('--transfer-chain <digest>', "the digest of the transfer chain's last entry")
          .addOption(new Option('--endorse <how>', 'how the chain endorses it to the recipient').choices(ENDORSEMENTS))
          .requiredOption(LAPSES, 'until when it can be accepted', moment),
        past,
        async (titles, bill, { to, transferChain, endorse: endorsement, lapses: lapsesAt }) =>
          titles[move](bill, {
            ...(await recipientOf(titles, bill, to, 'both')),
            transferChain,
            lapsesAt,
            ...present({ endorsement }),
          }),
      ),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as exportador --to uy-… --transfer-chain 3q2-… \\\n` +
        '      --lapses 2026-03-09T18:00-03:00',
    );
  }
}

/** Issues a bill with its transport document and others in an envelope that shipper and issuer open. */
async function issueEnclosing(
  session: Session,
  name: string,
  document: string,
  args: IssueArgs,
  options: IssueOptions,
): Promise<Receipt> {
  const bill = titleNamed(name);
  const documents = [await transportDocumentIn(document), ...(await documentsNamed(options.enclose))];
  const envelopes = new Envelopes(session, { blobs: await blobsOf(options) });
  const parcel = await envelopes.pack(bill, documents, [args.shipper, args.issuer]);
  const { enclosed } = parcel;
  const receipt = await new Titles(session).issueOnDocument(bill, await givenObject(document), { ...args, enclosed });
  await depositedOrSaved(name, () => envelopes.deposit(parcel, receipt.transactionId));
  return receipt;
}
