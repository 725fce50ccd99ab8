import { join } from 'node:path';
import { styleText } from 'node:util';
import { contractsFor } from '@fairway/chaincode';
import { DAY, HOUR, Refusal, instantOf, namespaceOf, type AeoCheck } from '@fairway/model';
import {
  Aeo,
  Agreements,
  LedgerError,
  Uses,
  changes,
  submit,
  type Change,
  type Ledger,
  type RecognitionCheck,
  type Session,
} from '@fairway/sdk';
import {
  ADMINISTRATIONS,
  foundMember,
  openEmbedded,
  openLocal,
  publishAeoTypes,
  registerOfficer,
  registerTrader,
  shippedTopology,
  stageOf,
  type Actor,
  type Administration,
  type Stage,
} from '@fairway/test-network';
import { Contract, type Context } from 'fabric-contract-api';
import Table from 'cli-table3';
import { sellCargo, showCargo, type CargoResult } from './demo-cargo.js';
import { step } from './progress-line.js';

export interface DemoOptions {
  /** On real Fabric nodes instead of the embedded network. */
  fabric?: boolean;
  json?: boolean;
  /** Where real networks live. */
  root?: string;
}

/** What the demonstration found, for machines. */
export interface DemoResult {
  network: 'embedded' | 'fabric';
  /** What each member answers about each certificate. */
  certificates: { number: string; issuer: string; type: string; answers: Record<string, string> }[];
  /** What UY owes to the holder of AR's first certificate, and what became of recording one benefit twice. */
  recognition: { agreement: string; digest: string; check: RecognitionCheck; used: string; usedAgain: string };
  suspension: {
    number: string;
    before: AeoCheck;
    after: RecognitionCheck;
    /** The same moment, as far as was known just before the suspension was recorded. */
    asKnownBefore: RecognitionCheck;
    signedToCommitted: number;
    committedToHeard: number;
  };
  cargo: CargoResult;
  forgeries: { attempt: string; refused: string }[];
}

const OPERATORS = 3;
const AGREEMENT = 'MRA-1';
const MEMBERS = ADMINISTRATIONS.map(({ member }) => member);

/** What the forgers run beside the honest contracts: it writes whatever it is told to. */
class Doctored extends Contract {
  constructor() {
    super('doctored');
  }

  async write(ctx: Context, kind: string, id: string, value: string): Promise<void> {
    await ctx.stub.putState(ctx.stub.createCompositeKey(kind, [id]), Buffer.from(value));
  }
}

const FORGERS = ['BR', 'PY'];

interface Setting {
  ledger: (member: string) => Ledger;
  close: () => Promise<void>;
}

async function openSetting({ fabric, root = '.fairway' }: DemoOptions, say: (line: string) => void): Promise<Setting> {
  if (fabric) {
    const topology = { ...shippedTopology('bconnect'), name: 'demo', basePort: 29_000 };
    const local = await openLocal({
      topology,
      root: join(root, 'networks'),
      onProgress: ({ step, member, state }) =>
        state === 'begun' && say(member === undefined ? step : `${member}: ${step}`),
      onBuild: say,
    });
    return { ledger: (member) => local.ledger(member), close: () => local.close(true) };
  }
  const embedded = await openEmbedded({
    members: MEMBERS,
    contracts: (namespace, member) => [...contractsFor(namespace), ...(FORGERS.includes(member) ? [Doctored] : [])],
  });
  await Promise.all(MEMBERS.map((member) => submit(embedded.ledger({ member }), tickOf(member))));
  return { ledger: (member) => embedded.ledger({ member }), close: () => embedded.close() };
}

/** A member with its people. */
interface Cast extends Administration {
  registrar: Actor;
  officer: Actor;
  operators: Actor[];
}

async function cast(stage: Stage, administration: Administration, say: (line: string) => void): Promise<Cast> {
  const { member } = administration;
  say(`${member} is founded by its registrar`);
  const registrar = await foundMember(stage, administration, 'demonstration');
  await publishAeoTypes(stage, registrar);
  const officer = await registerOfficer(stage, registrar, 'aeo-officer');
  const operators: Actor[] = [];
  for (let number = 1; number <= OPERATORS; number++) {
    say(`${member} registers operator ${number} of ${OPERATORS}`);
    operators.push(await registerTrader(stage, registrar, number));
  }
  return { ...administration, registrar, officer, operators };
}

const numberOf = (member: string, index: number) => `${member}-2026/${String(index + 1).padStart(4, '0')}`;

/** The main job, from nothing: five administrations, certificates, a check, a suspension, a cargo sold, and forgeries. */
export async function demo(options: DemoOptions): Promise<void> {
  const quiet = options.json === true;
  const began = performance.now();
  const result: Partial<DemoResult> = { network: options.fabric ? 'fabric' : 'embedded' };
  let setting: Setting | undefined;
  let listener: Listener | undefined;
  try {
    if (!quiet) console.log(styleText('bold', '\nFairway: an AEO certificate, mutually recognised\n'));
    const place = options.fabric ? 'Real Fabric nodes of five administrations' : 'Five administrations in this process';
    setting = await step(place, quiet, (say) => openSetting(options, say));
    const stage = stageOf(MEMBERS, setting.ledger);
    listener = new Listener(stage, 'UY');
    const casts = await step(
      'Each founds its namespace, publishes its AEO types, appoints officers, registers operators',
      quiet,
      (say) => Promise.all(ADMINISTRATIONS.map((one) => cast(stage, one, say))),
    );
    await step(`Each grants ${OPERATORS} AEO certificates`, quiet, (say) => grantAll(stage, casts, say));
    result.certificates = await everyView(stage, casts);
    if (!quiet) showCertificates(result.certificates);
    result.recognition = await recognise(stage, casts);
    if (!quiet) showRecognition(result.recognition);
    result.suspension = await suspend(stage, casts[0]!, listener);
    if (!quiet) showSuspension(result.suspension);
    const registrars = { AR: casts[0]!.registrar, UY: casts.find(({ member }) => member === 'UY')!.registrar };
    result.cargo = await sellCargo(stage, registrars);
    if (!quiet) showCargo(result.cargo);
    result.forgeries = await forge(setting, stage, casts, options);
    if (!quiet) showForgeries(result.forgeries);
  } finally {
    listener?.close();
    await setting?.close();
  }
  if (quiet) console.log(JSON.stringify(result, null, 2));
  else
    console.log(
      styleText(
        'dim',
        `\nThe whole of it took ${seconds(performance.now() - began)} on the ${result.network} network.\n`,
      ),
    );
}

async function grantAll(stage: Stage, casts: readonly Cast[], say: (detail: string) => void): Promise<void> {
  let granted = 0;
  await Promise.all(
    casts.flatMap(({ member, programme, officer, operators }) =>
      operators.map(async ({ handle }, index) => {
        const terms = { grantedOn: '2026-02-02', type: programme, validFrom: '2026-02-02', validTo: '2029-02-01' };
        await new Aeo(stage(member, officer)).grant(member, numberOf(member, index), { holder: handle, ...terms });
        say(bar(++granted, casts.length * OPERATORS));
      }),
    ),
  );
}

const tickOf = (member: string) => ({ namespace: namespaceOf(member), transaction: 'clock:tick', args: [] });

/** Every member, by its own peer, is asked about every certificate. */
async function everyView(stage: Stage, casts: readonly Cast[]): Promise<DemoResult['certificates']> {
  const rows = casts.flatMap(({ member, programme }) =>
    Array.from({ length: OPERATORS }, (_, index) => ({
      issuer: member,
      number: numberOf(member, index),
      type: programme,
    })),
  );
  return Promise.all(rows.map(async (row) => ({ ...row, answers: await answersTo(stage, row.issuer, row.number) })));
}

async function answersTo(stage: Stage, issuer: string, number: string): Promise<Record<string, string>> {
  const answers = MEMBERS.map(
    async (member) => [member, (await new Aeo(stage(member)).check(issuer, number)).status] as const,
  );
  return Object.fromEntries(await Promise.all(answers));
}

/** AR proposes an agreement and UY accepts it; UY's officer is then told what it owes, and records a benefit, once. */
async function recognise(stage: Stage, casts: readonly Cast[]): Promise<DemoResult['recognition']> {
  const [ar, uy] = ['AR', 'UY'].map((member) => casts.find((one) => one.member === member)!) as [Cast, Cast];
  const [proposer, accepter] = await Promise.all(
    [ar, uy].map(async ({ member, registrar }) => {
      const supervisor = await registerOfficer(stage, registrar, 'supervisor');
      return new Agreements(stage(member, supervisor));
    }),
  );
  const benefits = ['priority-treatment', 'fewer-physical-inspections'];
  await proposer!.accept('AR', AGREEMENT, 1, {
    title: 'Reconocimiento mutuo',
    parties: ['AR', 'UY'],
    effectiveFrom: '2026-01-01',
    noticeDays: 90,
    answerWithin: { days: 20, count: 'working' },
    recognitions: [
      { of: 'AR', types: [ar.programme], by: 'UY', benefits },
      { of: 'UY', types: [uy.programme], by: 'AR', benefits },
    ],
  });
  await accepter!.acceptAs('UY', AGREEMENT, 'AR');
  const { digest } = (await accepter!.get('UY', AGREEMENT)).accepted[0]!;
  const number = numberOf('AR', 0);
  const check = await new Agreements(stage('UY')).check('UY', 'AR', number);
  const uses = new Uses(stage('UY', uy.officer));
  const on = instantOf(Date.now() - DAY).slice(0, 10);
  const applied = {
    ...{ agreement: AGREEMENT, issuer: 'AR', number, type: ar.programme },
    ...{ benefit: benefits[0]!, declaration: 'DUA-2026-000017', on },
  };
  const { id } = await uses.record('UY', applied);
  return {
    agreement: AGREEMENT,
    digest,
    check,
    used: id,
    usedAgain: await whyRefused(() => uses.record('UY', applied)),
  };
}

/** The issuer suspends the first certificate while its partner listens to its own peer's blocks. */
async function suspend(stage: Stage, { member, officer }: Cast, listener: Listener): Promise<DemoResult['suspension']> {
  const number = numberOf(member, 0);
  const partner = new Aeo(stage('UY'));
  await listener.hears((change) => change.record.id === numberOf('UY', OPERATORS - 1));
  const before = await partner.check(member, number);
  const heard = listener.hears(({ record, act }) => record.id === number && act.type === 'aeo.suspend');
  const signed = performance.now();
  await new Aeo(stage(member, officer)).suspend(member, number, {
    reason: 'under-investigation',
    note: 'Fiscalización en curso',
  });
  const committed = performance.now();
  const at = await heard;
  const agreements = new Agreements(stage('UY'));
  const after = await agreements.check('UY', member, number);
  const justBefore = instantOf(Date.parse((await partner.history(member, number)).at(-1)!.recordedAt) - 1);
  const asKnownBefore = await agreements.check('UY', member, number, after.at, justBefore);
  return {
    number,
    before,
    after,
    asKnownBefore,
    signedToCommitted: committed - signed,
    committedToHeard: Math.max(0, at - committed),
  };
}

/** Follows the changes in one member's blocks and remembers when it heard of each. */
class Listener {
  readonly #stop = new AbortController();
  readonly #heard: { change: Change; at: number }[] = [];
  readonly #ended: Promise<never>;
  #wake: () => void = () => {};

  constructor(stage: Stage, member: string) {
    this.#ended = this.#follow(stage(member));
    // Whoever waits for a change learns of it; nobody may be waiting.
    this.#ended.catch(() => {});
  }

  /** When it heard of a change like that, past or to come. */
  async hears(wanted: (change: Change) => boolean): Promise<number> {
    for (;;) {
      const found = this.#heard.find(({ change }) => wanted(change));
      if (found) return found.at;
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), this.#ended]);
    }
  }

  close(): void {
    this.#stop.abort();
  }

  async #follow(session: Session): Promise<never> {
    for await (const change of changes(session, { signal: this.#stop.signal })) {
      this.#heard.push({ change, at: performance.now() });
      this.#wake();
    }
    throw new Error('the stream of changes ended');
  }
}

async function forge(
  setting: Setting,
  stage: Stage,
  casts: readonly Cast[],
  options: DemoOptions,
): Promise<DemoResult['forgeries']> {
  const target = { member: 'AR', number: numberOf('AR', 1) };
  const officer = casts.find(({ member }) => member === 'PY')!.officer;
  const forgeries: { attempt: string; work: () => Promise<unknown> }[] = [
    {
      attempt: `PY's officer signs a suspension of ${target.number}, which is AR's`,
      work: () => new Aeo(stage('PY', officer)).suspend(target.member, target.number, { reason: 'insolvency' }),
    },
  ];
  forgeries.push({
    attempt: `BR and PY hold a suspension that AR's own officer signed, and endorse it without AR`,
    work: async () => {
      const args = [
        await signedSuspension(
          stage,
          casts.find(({ member }) => member === 'AR')!,
          target.number,
        ),
      ];
      const call = { namespace: namespaceOf('AR'), transaction: 'aeo:suspend', args };
      return submit(setting.ledger('PY'), { ...call, endorsers: FORGERS });
    },
  });
  // Real nodes run honest code here; what tampered code does on them, the tests show.
  if (!options.fabric) {
    forgeries.push({
      attempt: `BR and PY run doctored code that writes AR's record, and endorse it by themselves`,
      work: () =>
        submit(setting.ledger('PY'), {
          namespace: namespaceOf('AR'),
          transaction: 'doctored:write',
          args: ['aeo', target.number, '{"status":[]}'],
          endorsers: FORGERS,
        }),
    });
  }
  const tried: DemoResult['forgeries'] = [];
  for (const { attempt, work } of forgeries) tried.push({ attempt, refused: await whyRefused(work) });
  const { status } = await new Aeo(stage('UY')).check(target.member, target.number);
  if (status !== 'active') throw new Error(`${target.number} should be active and is ${status}`);
  return tried;
}

/** A suspension as AR's officer signs it, for whoever gets hold of it. */
async function signedSuspension(stage: Stage, { member, officer }: Cast, number: string): Promise<string> {
  const [grant] = await new Aeo(stage(member)).history(member, number);
  return officer.sign({
    version: 1,
    type: 'aeo.suspend',
    actor: officer.handle,
    records: [{ member, kind: 'aeo', id: number, sequence: 2, previous: grant!.act }],
    args: { reason: 'insolvency' },
    notAfter: instantOf(Date.now() + HOUR),
  });
}

async function whyRefused(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    if (error instanceof LedgerError && error.validationCode === 10) {
      return "ENDORSEMENT_POLICY_FAILURE: nothing is written into AR's namespace without AR; every peer marked it invalid";
    }
    throw error;
  }
  throw new Error('a forgery went through');
}

function showCertificates(certificates: DemoResult['certificates']): void {
  const bare = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const head = ['Certificate', 'Type', ...MEMBERS.map((member) => `${member} sees`)];
  const table = new Table({
    head: head.map((title) => styleText('bold', title)),
    chars: bare,
    style: { head: [], border: [] },
  });
  for (const { number, type, answers } of certificates) {
    table.push([number, type, ...MEMBERS.map((member) => mark(answers[member] === 'active', answers[member]!))]);
  }
  console.log(`\n${table.toString()}\n`);
}

function showSuspension({
  number,
  before,
  after,
  asKnownBefore,
  signedToCommitted,
  committedToHeard,
}: DemoResult['suspension']): void {
  const line = (who: string, what: string) => console.log(`  ${styleText('bold', who.padEnd(4))} ${what}`);
  line('UY', `asks about ${number}:  ${mark(before.valid, before.because)}`);
  line(
    'AR',
    `suspends it: under-investigation  ${styleText('dim', `(signed to committed ${signedToCommitted.toFixed(0)} ms)`)}`,
  );
  line(
    'UY',
    `hears of it from its own peer's blocks ${styleText('bold', `${committedToHeard.toFixed(0)} ms`)} after the commit`,
  );
  line('UY', `asks again:  ${mark(after.valid, after.because)}; ${owedBy(after)}`);
  line('UY', `and what it could know a moment earlier:  ${owedBy(asKnownBefore)}`);
}

function showRecognition({ agreement, digest, check, usedAgain }: DemoResult['recognition']): void {
  const line = (who: string, what: string) => console.log(`  ${styleText('bold', who.padEnd(4))} ${what}`);
  line('AR', `proposes agreement ${agreement}`);
  line('UY', `accepts the same text, ${styleText('dim', `digest ${digest.slice(0, 12)}…`)}`);
  line('UY', `asks what it owes:  ${mark(check.owed.length > 0, owedBy(check))}`);
  line('UY', `records that a benefit was given, and again:  ${mark(false, `refused, ${usedAgain}`)}`);
}

const owedBy = ({ owed }: RecognitionCheck): string =>
  owed.length === 0
    ? 'nothing is owed'
    : `${owed.map(({ benefit }) => benefit).join(', ')} under ${owed[0]!.agreement}`;

function showForgeries(forgeries: DemoResult['forgeries']): void {
  console.log(styleText('bold', '\nWho is not AR tries'));
  for (const { attempt, refused } of forgeries) console.log(`  ${attempt}\n    ${mark(false, `refused, ${refused}`)}`);
}

const mark = (good: boolean, text: string): string =>
  good ? styleText('green', `✔ ${text}`) : styleText('red', `✘ ${text}`);
const bar = (done: number, all: number): string => `${'█'.repeat(done)}${'░'.repeat(all - done)} ${done}/${all}`;
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
