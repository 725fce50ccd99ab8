import { BUSINESS_ROLES, placeOf } from '@fairway/model';
import { Mandates } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { collected } from '../collected.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { moment } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { act, acting, mandateAt, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines } from '../table.js';

interface GiveOptions extends ActingOptions {
  agent: string;
  capacity: (typeof BUSINESS_ROLES)[number];
  act: string[];
  record: string[];
  from?: string;
  to: string;
  reference?: string;
}

/** Adds `mandate …`: what agents may do for their principals. */
export function addMandateCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);

  examples(
    acting(on('give', 'let an agent do certain acts in your name, as the principal'))
      .requiredOption('--agent <handle>', 'who acts for you')
      .addOption(
        new Option('--capacity <role>', 'as what you are acted for').choices(BUSINESS_ROLES).makeOptionMandatory(),
      )
      .requiredOption('--act <type>', 'a type of act, like claim.lodge; may be repeated', collected, [])
      .option('--record <member/kind/id>', 'only on this record; may be repeated', collected, [])
      .option('--from <moment>', 'when it begins; absent: when it is recorded', moment)
      .requiredOption('--to <moment>', 'the first moment at which it is over', moment)
      .option('--reference <text>', 'the power of attorney on paper')
      .action(
        reported(async (options: GiveOptions) => {
          const { agent, capacity, act: acts, record, from, to, reference } = options;
          const records = record.map((one) => {
            const [member = '', kind = '', ...id] = one.split('/');
            return { member, kind, id: id.join('/') };
          });
          await act(options, async ({ session }) => {
            const args = { agent, capacity, acts, to, ...present({ from, reference }) };
            const { mandate, receipt } = await new Mandates(session).give(session.options.party!.handle, {
              ...args,
              ...(records.length > 0 ? { records } : {}),
            });
            const name = `${mandate.member}/${mandate.id}`;
            done(options, receipt, `the agent acts with --mandate ${name}`, { mandate: name });
          });
        }),
      ),
    'fairway mandate give --as frigorifico --agent uy-… --capacity trader --act claim.lodge --to 2027-01-01T00:00-03:00',
  );

  examples(
    acting(on('end <mandate>', 'end a mandate for later acts, as principal, agent or registrar'))
      .requiredOption('--reason <text>', 'why')
      .action(
        reported(async (name: string, options: ActingOptions & { reason: string }) => {
          await act(options, async ({ session }) => {
            const receipt = await new Mandates(session).end(mandateAt(name), { reason: options.reason });
            done(options, receipt, `${name} is ended`, { mandate: name });
          });
        }),
      ),
    'fairway mandate end AR/57arsh… --as frigorifico --reason "Fin del encargo"',
  );

  examples(
    reading(on('show <mandate>', 'who may do what for whom, and until when')).action(
      reported(async (name: string, options: ReadingOptions) => {
        const [mandate, capacity] = await read(options, async ({ session }) => {
          const mandates = new Mandates(session);
          return [await mandates.get(mandateAt(name)), await mandates.capacityOf(mandateAt(name))] as const;
        });
        const { principal, agent, acts, records, from, to, reference, ended } = mandate;
        const facts = {
          ...{ principal, agent, capacity, acts: acts.join(', ') },
          records: records?.map(placeOf).join(', '),
          ...{ from, to, reference, ended: ended && `${ended.at}: ${ended.reason}` },
        };
        said(options, { ...mandate, capacity }, lines(facts));
      }),
    ),
    'fairway mandate show AR/57arsh… --network bconnect --member UY',
  );
}
