import type { IssueArgs } from '@fairway/model';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { date } from './moment.js';
import { present } from './present.js';

/** What the options say of a bill that is issued. */
export interface TermsOptions {
  issuer?: string;
  shipper?: string;
  form?: IssueArgs['form'];
  consignee?: string;
  document?: string;
  quantity: IssueArgs['quantities'];
  issuedOn?: string;
  onBoardOn?: string;
  placeOfIssue?: string;
  law?: string;
  rulebook?: string;
  answerWithin?: IssueArgs['answerWithin'];
}

/** Adds the options of what a bill says. */
export const withTerms = (command: Command): Command =>
  command
    .option('--file <file>', 'what the bill says, in YAML or JSON; options go before it')
    .option('--issuer <handle>', "the carrier or forwarder; absent: the signer, or its mandate's principal")
    .option('--shipper <handle>', 'whose it is from the issue on')
    .addOption(
      new Option('--form <form>', 'to order, for the consignee only, or in blank').choices([
        'order',
        'straight',
        'bearer',
      ]),
    )
    .option('--consignee <handle>', 'to whose order, or for whom')
    .option(
      '--document <file>',
      'the transport document, in JSON or YAML (DCSA EBL 3.0.4, or UN/CEFACT MMT), held against the terms',
    )
    .option('--quantity <unit=amount>', 'like KGM=24000 or PK=960; may be repeated', quantity, [])
    .option('--issued-on <date>', 'as the document declares it', date)
    .option('--on-board-on <date>', 'as the document declares it', date)
    .option('--place-of-issue <locode>', 'its UN/LOCODE')
    .option('--law <country>', 'the law that governs it')
    .option('--rulebook <name>', 'the contract that its parties have joined')
    .option('--answer-within <term>', 'by when the issuer answers a surrender, like 3-working', term);

/** The arguments of an issue from options and a file's content, but for a document given as a file; `signer` issues where neither names who does. */
export async function termsOf(
  options: TermsOptions,
  file: Readonly<Record<string, unknown>>,
  signer: () => Promise<string>,
): Promise<Record<string, unknown>> {
  const { shipper, form, consignee, quantity: quantities, issuedOn, onBoardOn, placeOfIssue, law, rulebook } = options;
  return {
    ...file,
    ...present({ shipper, form, consignee, issuedOn, onBoardOn, placeOfIssue, law, rulebook }),
    ...present({ answerWithin: options.answerWithin, quantities: quantities.length > 0 ? quantities : undefined }),
    issuer: options.issuer ?? file['issuer'] ?? (await signer()),
  };
}

/** `KGM=24000.5`, in thousandths of the unit. */
function quantity(given: string, before: IssueArgs['quantities']): IssueArgs['quantities'] {
  const [, unit, whole, fraction = ''] = /^([A-Z0-9]{1,3})=([0-9]{1,12})(?:\.([0-9]{1,3}))?$/.exec(given) ?? [];
  if (unit === undefined) {
    throw new InvalidArgumentError('a unit and an amount with at most three decimals are accepted, like KGM=24000.5');
  }
  return [...before, { unit, thousandths: Number(`${whole}${fraction.padEnd(3, '0')}`) }];
}

/** `3-working`: how many days, and which of them count. */
function term(given: string): IssueArgs['answerWithin'] {
  const [, days, count] = /^([0-9]{1,3})-(calendar|working|banking)$/.exec(given) ?? [];
  if (days === undefined) {
    throw new InvalidArgumentError('days and what counts are accepted, like 3-working, 5-banking or 10-calendar');
  }
  return { days: Number(days), count: count as IssueArgs['answerWithin']['count'] };
}
