import { Command, CommanderError } from 'commander';
import { CliFailure } from './failure.js';
import { report } from './reported.js';

/** A group of commands, whose module is loaded only when it is asked for. */
interface Group {
  name: string;
  description: string;
  /** Adds the group to the program, under its name. */
  add: (program: Command) => Promise<unknown>;
}

const GROUPS: readonly Group[] = [
  {
    name: 'key',
    description: 'keys that people and firms sign acts with',
    add: async (program) => (await import('./commands/key.js')).addKeyCommands(program.command('key')),
  },
  {
    name: 'member',
    description: 'found a member of the network, and see one',
    add: async (program) => (await import('./commands/member.js')).addMemberCommands(program.command('member')),
  },
  {
    name: 'participant',
    description: 'parties and officers that members sponsor',
    add: async (program) => {
      const participant = program.command('participant');
      (await import('./commands/participant.js')).addParticipantCommands(participant);
      (await import('./commands/participant-keys.js')).addParticipantKeyCommands(participant);
      (await import('./commands/participant-life.js')).addParticipantLifeCommands(participant);
      (await import('./commands/participant-detail.js')).addParticipantDetailCommands(participant);
    },
  },
  {
    name: 'aeo',
    description: 'certificates of Authorised Economic Operators: grant, suspend, check, import a list',
    add: async (program) => {
      const aeo = program.command('aeo');
      (await import('./commands/aeo.js')).addAeoCommands(aeo);
      (await import('./commands/aeo-list.js')).addAeoListCommands(aeo);
      (await import('./commands/aeo-check-list.js')).addAeoCheckListCommand(aeo);
      (await import('./commands/aeo-recognise.js')).addAeoRecogniseCommand(aeo);
    },
  },
  {
    name: 'agreement',
    description: 'agreements on mutual recognition: propose, accept, suspend, leave, see what is owed',
    add: async (program) =>
      (await import('./commands/agreement.js')).addAgreementCommands(program.command('agreement')),
  },
  {
    name: 'benefit',
    description: 'benefits given, and claimed as owed and not given',
    add: async (program) => (await import('./commands/benefit.js')).addBenefitCommands(program.command('benefit')),
  },
  {
    name: 'mandate',
    description: 'what agents may do for their principals',
    add: async (program) => (await import('./commands/mandate.js')).addMandateCommands(program.command('mandate')),
  },
  {
    name: 'title',
    description: 'electronic bills of lading: issue, offer, accept, present, surrender, see who controls one',
    add: async (program) => {
      const title = program.command('title');
      (await import('./commands/title.js')).addTitleCommands(title);
      (await import('./commands/title-bank.js')).addTitleBankCommands(title);
      (await import('./commands/title-issuer.js')).addTitleIssuerCommands(title);
      (await import('./commands/title-order.js')).addTitleOrderCommands(title);
      (await import('./commands/title-reading.js')).addTitleReadingCommands(title);
      (await import('./commands/title-envelope.js')).addTitleEnvelopeCommands(title);
      (await import('./commands/title-document.js')).addTitleDocumentCommands(title);
      (await import('./commands/title-platform.js')).addTitlePlatformCommands(title);
    },
  },
  {
    name: 'document',
    description: 'documents that people hold: issue, print with a QR code, open and check one',
    add: async (program) => (await import('./commands/document.js')).addDocumentCommands(program.command('document')),
  },
  {
    name: 'act',
    description: 'acts that several sign, each at its own place: see what is signed, sign, send',
    add: async (program) => (await import('./commands/act.js')).addActCommands(program.command('act')),
  },
  {
    name: 'pledge',
    description: 'mark a bill or an invoice as financed, ask whether one is, let it go',
    add: async (program) => (await import('./commands/pledge.js')).addPledgeCommands(program.command('pledge')),
  },
  {
    name: 'table',
    description: "members' reference tables: customs offices, the types of AEO programmes",
    add: async (program) => (await import('./commands/reference.js')).addTableCommands(program.command('table')),
  },
  {
    name: 'verify',
    description: "whether a certificate or a bill is genuine and how it stands, by members' signatures checked here",
    add: async (program) => (await import('./commands/verify.js')).addVerifyCommand(program.command('verify')),
  },
  {
    name: 'trust',
    description: "the network's trust list: by what anyone knows its members",
    add: async (program) => (await import('./commands/trust.js')).addTrustCommands(program.command('trust')),
  },
  {
    name: 'changes',
    description: "what was done to any record, from a member's own blocks",
    add: async (program) => (await import('./commands/changes.js')).addChangesCommand(program.command('changes')),
  },
  {
    name: 'webhook',
    description: 'to whom a gateway posts changes: subscribe, see what could not be posted, check what came',
    add: async (program) => (await import('./commands/webhook.js')).addWebhookCommands(program.command('webhook')),
  },
  {
    name: 'projection',
    description: "a member's own view of all records, made of its peer's blocks: keep it, and count by it",
    add: async (program) =>
      (await import('./commands/projection.js')).addProjectionCommands(program.command('projection')),
  },
  {
    name: 'service',
    description: "certificates of a member's services",
    add: async (program) => (await import('./commands/service.js')).addServiceCommands(program.command('service')),
  },
  {
    name: 'network',
    description: 'run a real Fabric network on this machine, or one member of a network',
    add: async (program) => (await import('./network.js')).addNetworkCommands(program),
  },
  {
    name: 'demo',
    description: 'the main job from nothing, to see: a certificate granted, checked, suspended, and a cargo sold',
    add: async (program) => (await import('./commands/demo.js')).addDemoCommand(program.command('demo')),
  },
  {
    name: 'bench',
    description: 'how fast it is on this machine: to start, to fail over, under load',
    add: async (program) => (await import('./commands/bench.js')).addBenchCommand(program.command('bench')),
  },
];

const EXAMPLES = `
Where a command speaks to:
  --home <folder>                   a member's home on a real network, or FAIRWAY_HOME
  --network <name> --member <id>    a network that fairway network up made on this machine
  --embedded <file> --member <id>   the embedded network kept in a file, or FAIRWAY_EMBEDDED, FAIRWAY_MEMBER

Examples:
  $ fairway demo
  $ fairway network up --topology minimal
  $ fairway aeo check AR-2026/0001 --issuer AR --network minimal --member UY
  $ fairway verify --issuer AR --number AR-2026/0001 --network minimal --member UY
  $ fairway changes --follow --json --embedded customs.db --member UY

Exit codes: 0 done or valid, 1 refused or failed, 2 wrong usage, 3 not valid, nothing owed, no live bill, financed already.`;

/** The command `fairway`, with the one group in full that the arguments ask for. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command('fairway')
    .description('A customs network on Hyperledger Fabric that administrations run together.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', EXAMPLES);
  const wanted = args[0] === 'help' ? args[1] : args[0];
  for (const { name, description, add } of GROUPS) {
    if (name === wanted) await add(program);
    else program.command(name);
    program.commands.at(-1)!.description(description);
  }
  return program;
}

/** Runs the command line; errors are said on stderr and in the exit code, never thrown. */
export async function run(args: readonly string[]): Promise<void> {
  const program = await programFor(args);
  try {
    if (args.length === 0) throw new CliFailure('USAGE', 'say what to do; fairway --help shows what there is');
    await program.parseAsync(digestsLast(args), { from: 'user' });
  } catch (error) {
    const ends = error instanceof CommanderError;
    if (ends && error.exitCode === 0) return;
    report(ends ? usage(error, program, args) : error, args.includes('--json'));
  }
}

/**
 * A digest may begin with a hyphen, and would be taken for an option where it is none's value: it goes to the end, where
 * nothing is an option.
 */
function digestsLast(args: readonly string[]): string[] {
  const isBare = (arg: string, index: number) => /^-[A-Za-z0-9_-]{42}$/.test(arg) && !args[index - 1]?.startsWith('--');
  const digests = args.filter(isBare);
  return digests.length === 0 ? [...args] : [...args.filter((arg, index) => !isBare(arg, index)), '--', ...digests];
}

/** Commander's word for wrong usage, as one sentence. */
function usage({ code, message }: CommanderError, program: Command, args: readonly string[]): CliFailure {
  const path = [program.name()];
  let command: Command | undefined = program;
  for (const arg of args) {
    command = command.commands.find((one) => one.name() === arg);
    if (!command) break;
    path.push(arg);
  }
  const sentence = message
    .replace(/^error: /, '')
    .trim()
    .replace(/\.$/, '')
    .replaceAll(/\.?\s*\n\s*|\. /g, '; ');
  const said = code === 'commander.help' ? 'say what to do' : sentence;
  return new CliFailure('USAGE', `${said}; ${path.join(' ')} --help shows what is accepted`);
}
