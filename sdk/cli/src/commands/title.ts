import {
  ENDORSEMENTS,
  DISPOSITIONS,
  Handle,
  IssueArgs,
  Member,
  ReplaceArgs,
  TitleId,
  check,
  type Offered,
  type Receipt,
} from '@fairway/model';
import { Titles, type TitleName } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { collected } from '../collected.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { givenObject } from '../given-file.js';
import { date, moment } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { historyText, titleText } from '../title-text.js';

const LAPSE = '--lapses <moment>';

/** `MEMBER/LIST:CODE/REFERENCE/VERSION` as people write it. */
export function titleNamed(name: string): TitleName {
  const [member = ''] = name.split('/');
  return { member: check(Member, member), id: check(TitleId, name.slice(member.length + 1)) };
}

/** Adds `title …`: electronic bills of lading. */
export function addTitleCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);
  /** What the recipient has accepted ahead passes at once. */
  const ahead = async (titles: Titles, bill: TitleName, to: string, what: Offered) => ({
    to: check(Handle, to),
    ...present({ acceptedBy: await titles.acceptanceOf(bill, check(Handle, to), what) }),
  });
  /** Makes a command act on the bill that its argument names. */
  const acts = <O>(
    command: Command,
    past: string,
    run: (titles: Titles, bill: TitleName, options: O & ActingOptions) => Promise<Receipt>,
  ) =>
    acting(command).action(
      reported(async (name: string, options: O & ActingOptions) =>
        act(options, async ({ session }) => {
          const receipt = await run(new Titles(session), titleNamed(name), options);
          done(options, receipt, `${name} ${past}`, { title: name });
        }),
      ),
    );

  examples(
    acts<{ file: string }>(
      on('issue <title>', 'issue a bill, as its carrier, its forwarder or their agent').requiredOption(
        '--file <file>',
        'shipper, terms and quantities, in YAML or JSON',
      ),
      'is issued',
      async (titles, bill, { file }) => titles.issue(bill, check(IssueArgs, await givenObject(file))),
    ),
    'fairway title issue AR/SMDG:MSK/ABC123/1 --as naviera --file bill.yaml',
  );

  examples(
    acts<{ to: string; holdership?: true; title?: true; both?: true; endorse?: 'to-order'; lapses: string }>(
      on('offer <title>', 'offer what one controls; it passes when it is accepted')
        .requiredOption('--to <handle>', 'to whom')
        .option('--holdership', 'the document alone')
        .option('--title', 'the right to the goods alone')
        .option('--both', 'both')
        .addOption(new Option('--endorse <how>', 'how title passes').choices(ENDORSEMENTS))
        .requiredOption(LAPSE, 'until when it can be accepted', moment),
      'is offered',
      async (titles, bill, { to, endorse: endorsement, lapses: lapsesAt, ...options }) => {
        const chosen = (['holdership', 'title', 'both'] as const).filter((what) => options[what]);
        const [what] = chosen;
        if (!what || chosen.length > 1)
          throw new CliFailure('USAGE', 'one of --holdership, --title and --both is needed');
        const recipient = await ahead(titles, bill, to, what);
        return titles.offer(bill, { ...recipient, what, lapsesAt, ...present({ endorsement }) });
      },
    ),
    'fairway title offer AR/SMDG:MSK/ABC123/1 --as exportador --to uy-… --both --endorse to-order --lapses 2026-03-09T18:00-03:00',
  );

  examples(
    acts<{ to: string }>(
      on('assent <title>', 'let the beneficiary pass title on, as holder').requiredOption(
        '--to <handle>',
        'to whom it is offered',
      ),
      'may pass',
      async (titles, bill, { to }) => titles.assent(bill, await ahead(titles, bill, to, 'title')),
    ),
    'fairway title assent AR/SMDG:MSK/ABC123/1 --as banco --to uy-…',
  );

  for (const [name, what, past, move] of [
    ['accept', 'take what is offered', 'is accepted', 'accept'],
    ['withdraw', 'take back what one has offered', 'is offered no more', 'withdraw'],
    ['complete', 'say that a presentation is complete, as the bank: its days begin', 'is complete', 'noticeComplete'],
    ['take-up', 'take up the documents, as the bank', 'is taken up', 'takeUp'],
    ['return', 'give the documents back to who presented them, as the bank', 'is returned', 'return'],
  ] as const) {
    examples(
      acts(on(`${name} <title>`, what), past, (titles, bill) => titles[move](bill)),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as banco`,
    );
  }

  for (const [name, what, past, move] of [
    ['decline', 'decline what is offered, or a bill that one did not ask for', 'is declined', 'decline'],
    ['refuse-surrender', 'refuse a surrender, as issuer', 'is back in its hands', 'refuseSurrender'],
  ] as const) {
    examples(
      acts<{ reason: string }>(
        on(`${name} <title>`, what).requiredOption('--reason <text>', 'why'),
        past,
        (titles, bill, { reason }) => titles[move](bill, { reason }),
      ),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as importador --reason "No es lo convenido"`,
    );
  }

  examples(
    acts<{
      to: string;
      credit?: string;
      collection?: string;
      documents: string;
      withTitle?: true;
      drawee?: string;
      against?: 'payment';
      lapses: string;
    }>(
      on('present <title>', 'present bill and documents to a bank')
        .requiredOption('--to <handle>', 'the bank')
        .option('--credit <number>', 'under this letter of credit')
        .option('--collection <reference>', 'for this collection')
        .requiredOption('--documents <digest>', 'the digest of the envelope')
        .option('--with-title', 'title passes when they are taken up or released')
        .option('--drawee <handle>', 'of a collection: to whom they are released')
        .addOption(new Option('--against <what>', 'of a collection').choices(['payment', 'acceptance']))
        .requiredOption(LAPSE, 'until when the bank can accept', moment),
      'is presented',
      async (
        titles,
        bill,
        { to, credit, collection, documents, withTitle = false, drawee, against, lapses: lapsesAt },
      ) => {
        if ((credit === undefined) === (collection === undefined))
          throw new CliFailure('USAGE', 'either --credit or --collection is needed');
        const under = credit === undefined ? ('collection' as const) : ('credit' as const);
        const recipient = await ahead(titles, bill, to, 'holdership');
        const args = { under, reference: (credit ?? collection)!, documents, withTitle, lapsesAt };
        return titles.present(bill, { ...recipient, ...args, ...present({ drawee, against }) });
      },
    ),
    'fairway title present AR/SMDG:MSK/ABC123/1 --as exportador --to ar-… --credit LC-77 --documents 3q2-… --with-title --lapses 2026-03-09T18:00-03:00',
  );

  examples(
    acts<{ discrepancy: string[]; disposition: 'holds' }>(
      on('refuse <title>', 'refuse the documents by the one notice, as the bank')
        .requiredOption('--discrepancy <text>', 'each of them; may be repeated', collected, [])
        .addOption(
          new Option('--disposition <what>', 'what becomes of them').choices(DISPOSITIONS).makeOptionMandatory(),
        ),
      'is refused',
      (titles, bill, { discrepancy: discrepancies, disposition }) =>
        titles.refuse(bill, { discrepancies, disposition }),
    ),
    'fairway title refuse AR/SMDG:MSK/ABC123/1 --as banco --discrepancy "Falta la póliza" --disposition holds-for-waiver',
  );

  examples(
    acts<{ reference: string }>(
      on('waive <title>', 'record that the applicant waives the discrepancies, as the bank').requiredOption(
        '--reference <text>',
        "the applicant's",
      ),
      'is free of discrepancies',
      (titles, bill, { reference }) => titles.waive(bill, { reference }),
    ),
    'fairway title waive AR/SMDG:MSK/ABC123/1 --as banco --reference "Nota 8"',
  );

  examples(
    acts<{ to: string; reference: string; lapses: string }>(
      on('release <title>', 'release a collection to its drawee, as the bank')
        .requiredOption('--to <handle>', 'the drawee')
        .requiredOption('--reference <text>', "the payment's or acceptance's")
        .requiredOption(LAPSE, 'until when the drawee can accept', moment),
      'is released',
      async (titles, bill, { to, reference, lapses: lapsesAt }) =>
        titles.release(bill, { ...(await ahead(titles, bill, to, 'both')), reference, lapsesAt }),
    ),
    'fairway title release AR/SMDG:MSK/ABC123/1 --as banco --to uy-… --reference "Pago 1" --lapses 2026-03-09T18:00-03:00',
  );

  for (const [name, what, past, move] of [
    ['hand-over', 'hand the bill over to another platform (DCSA PINT)', 'is offered to the platform', 'handOver'],
    ['hand-back', 'give the bill back to a party here, as the platform that has it', 'is offered back', 'handBack'],
  ] as const) {
    examples(
      acts<{ to: string; transferChain: string; lapses: string }>(
        on(`${name} <title>`, what)
          .requiredOption('--to <handle>', 'to whom')
          .requiredOption('--transfer-chain <digest>', "the digest of the transfer chain's last entry")
          .requiredOption(LAPSE, 'until when it can be accepted', moment),
        past,
        async (titles, bill, { to, transferChain, lapses: lapsesAt }) =>
          titles[move](bill, { ...(await ahead(titles, bill, to, 'both')), transferChain, lapsesAt }),
      ),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as exportador --to uy-… --transfer-chain 3q2-… --lapses 2026-03-09T18:00-03:00`,
    );
  }

  examples(
    acts<{ amendment?: 'SWTP' | true; comment?: string }>(
      on('surrender <title>', 'give the bill back to its issuer: for delivery, or for an amendment')
        .addOption(
          new Option('--amendment [reason]', 'to paper, of destination, or a switch').choices(['SWTP', 'COD', 'SWI']),
        )
        .option('--comment <text>', 'what the amendment is about'),
      'is surrendered',
      (titles, bill, { amendment, comment }) => {
        const reason = amendment === true ? undefined : amendment;
        const asked = amendment !== undefined || comment !== undefined;
        return titles.surrender(bill, { for: asked ? 'amendment' : 'delivery', ...present({ reason, comment }) });
      },
    ),
    'fairway title surrender AR/SMDG:MSK/ABC123/1 --as importador',
    'fairway title surrender AR/SMDG:MSK/ABC123/1 --as importador --amendment COD',
  );

  examples(
    acts<{ statement?: string; switched?: string }>(
      on('accept-surrender <title>', 'accept a surrender, as issuer')
        .option('--statement <text>', 'of a switch to paper: that the electronic bill has been replaced')
        .option('--switched <digest>', 'of a switch bill: the salted digest of the new one’s name'),
      'is accepted',
      (titles, bill, { statement, switched }) => titles.acceptSurrender(bill, present({ statement, switched })),
    ),
    'fairway title accept-surrender AR/SMDG:MSK/ABC123/1 --as naviera',
  );

  examples(
    acting(on('replace <member>', 'close bills and issue others in their place, as issuer, all at once'))
      .requiredOption('--file <file>', 'party, closes and issues, in YAML or JSON')
      .action(
        reported(async (member: string, options: ActingOptions & { file: string }) => {
          const args = check(ReplaceArgs, await givenObject(options.file));
          await act(options, async ({ session }) => {
            const receipt = await new Titles(session).replace(check(Member, member), args);
            const ids = args.issues.map(({ id }) => id);
            done(options, receipt, `issued: ${ids.join(', ')}`, { issued: ids });
          });
        }),
      ),
    'fairway title replace AR --as naviera --file split.yaml',
  );

  examples(
    acts<{ indemnity: string; on: string }>(
      on('delivered <title>', 'record that the goods were delivered without the bill, as issuer')
        .requiredOption('--indemnity <reference>', 'the letter of indemnity')
        .requiredOption('--on <date>', 'the day', date),
      'is spent',
      (titles, bill, { indemnity, on: day }) => titles.recordDelivery(bill, { indemnity, on: day }),
    ),
    'fairway title delivered AR/SMDG:MSK/ABC123/1 --as naviera --indemnity LOI-3 --on 2026-03-09',
  );

  for (const [name, what, past, move] of [
    ['freeze', 'let nothing move by order', 'is frozen', 'freeze'],
    ['unfreeze', 'lift the order', 'moves again', 'unfreeze'],
  ] as const) {
    examples(
      acts<{ issuer: string; order: string; reason?: string }>(
        on(`${name} <title>`, `${what}; --as a registrar, --with the issuer's key`)
          .requiredOption('--issuer <handle>', 'the issuer, who signs too')
          .requiredOption('--order <reference>', "the court's")
          .option('--reason <text>', 'why'),
        past,
        (titles, bill, { issuer, order, reason }) => titles[move](bill, { issuer, order, ...present({ reason }) }),
      ),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as registrar --with naviera --issuer ar-… --order "JF 3/2026"`,
    );
  }

  examples(
    acts<{ issuer: string; ground: 'order'; reference: string; beneficiary: string; holder: string }>(
      on('transfer-by-order <title>', "put the bill into other hands; --as a registrar, --with the issuer's key")
        .requiredOption('--issuer <handle>', 'the issuer, who signs too')
        .addOption(new Option('--ground <what>', 'by what').choices(['order', 'succession']).default('order'))
        .requiredOption('--reference <text>', "the order's or deed's")
        .requiredOption('--beneficiary <handle>', 'whose the goods are from then on')
        .requiredOption('--holder <handle>', 'who has the document from then on'),
      'is in other hands',
      (titles, bill, { issuer, ground, reference, beneficiary, holder }) =>
        titles.transferByOrder(bill, { issuer, ground, reference, beneficiary, holder }),
    ),
    'fairway title transfer-by-order AR/SMDG:MSK/ABC123/1 --as registrar --with naviera --issuer ar-… --reference "JF 3/2026" --beneficiary ar-… --holder ar-…',
  );

  examples(
    reading(on('show <title>', 'who controls a bill, and what is the matter with it')).action(
      reported(async (name: string, options: ReadingOptions) => {
        const bill = await read(options, ({ session }) => new Titles(session).get(titleNamed(name)));
        said(options, bill, titleText(bill));
      }),
    ),
    'fairway title show AR/SMDG:MSK/ABC123/1 --network bconnect --member UY',
  );

  examples(
    reading(on('history <title>', 'what was done, by whom, and who controlled it from then on')).action(
      reported(async (name: string, options: ReadingOptions) => {
        const events = await read(options, ({ session }) => new Titles(session).history(titleNamed(name)));
        said(options, events, historyText(events));
      }),
    ),
    'fairway title history AR/SMDG:MSK/ABC123/1 --network bconnect --member UY',
  );

  examples(
    reading(on('live <issuer> <reference>', 'the one version of a document that is live')).action(
      reported(async (issuer: string, reference: string, options: ReadingOptions) => {
        const live = await read(options, ({ session }) => new Titles(session).live(check(Handle, issuer), reference));
        said(options, live ?? null, live ? `${live.member}/${live.id}` : `no version of ${reference} is live`);
      }),
    ),
    'fairway title live ar-… ABC123 --network bconnect --member UY',
  );
}
