import { DAY, codesAtHome, instantOf } from '@fairway/model';
import { BILL_TERMS } from '@fairway/test-network';
import { CommandLine } from './command-line.ts';

const LICENCE = ['--licence', 'BC-1', '--licence-until', '2036-12-31'];
const CODE = codesAtHome('SMDG', 'AR')[0]!;

/** Who is registered, by the name of the key: at which member, and as what. */
const PARTIES = {
  naviera: ['AR', 'carrier', 'Naviera', '--smdg', CODE],
  exportador: ['AR', 'trader', 'Frigorífico SA', '--tin', 'AR30500000001'],
  banco: ['AR', 'bank', 'Banco de ejemplo', '--tin', 'AR30700000001', ...LICENCE],
  'banco-uy': ['UY', 'bank', 'Banco oriental', '--tin', 'UY210000000002', ...LICENCE],
  importador: ['UY', 'trader', 'Importadora SA', '--tin', 'UY210000000001'],
  sucesora: ['UY', 'trader', 'Sucesora SA', '--tin', 'UY210000000004'],
  plataforma: ['UY', 'platform', 'Plataforma', '--tin', 'UY210000000003'],
} as const;

type Name = keyof typeof PARTIES;

/** A command line at which two members are founded and the parties of a sale by sea are registered. */
export class Cargo {
  #bills = 0;
  readonly code = CODE;
  readonly lapses = ['--lapses', instantOf(Date.now() + DAY)];

  readonly fairway: CommandLine;
  readonly handles: Readonly<Record<Name, string>>;

  private constructor(fairway: CommandLine, handles: Readonly<Record<Name, string>>) {
    this.fairway = fairway;
    this.handles = handles;
  }

  /** One of its own for each story: made once, and copied, since a dozen keys are slow to make. */
  static async begin(): Promise<Cargo> {
    const { fairway, handles } = await (Cargo.#first ??= Cargo.#make());
    return new Cargo(fairway.copy(), handles);
  }

  static #first: Promise<Cargo> | undefined;

  static async #make(): Promise<Cargo> {
    const fairway = new CommandLine();
    process.once('exit', () => fairway.remove());
    for (const member of ['AR', 'UY'] as const) await fairway.found(member, `registrar-${member}`);
    const handles: Partial<Record<Name, string>> = {};
    for (const [key, [member, role, name, ...more]] of Object.entries(PARTIES)) {
      const profile = ['--role', role, '--name', name, ...more];
      handles[key as Name] = await fairway.register(key, `registrar-${member}`, ...profile);
    }
    return new Cargo(fairway, handles as Record<Name, string>);
  }

  /** What a bill says, but for who issues it. */
  terms(more: object = {}): object {
    return { ...BILL_TERMS, shipper: this.handles.exportador, law: 'GB', ...more };
  }

  /** A new bill in the exporter's hands, by its name. */
  async issued(...options: string[]): Promise<string> {
    const name = `AR/SMDG:${this.code}/T${++this.#bills}00/1`;
    const file = this.fairway.write('bill.json', this.terms());
    await this.fairway.done('title', 'issue', name, '--as', 'naviera', '--file', file, ...options);
    return name;
  }

  /** Does a command of `title …` as the party with that key. */
  title(command: string, bill: string, as: Name | 'registrar-AR', ...args: string[]): Promise<Record<string, unknown>> {
    return this.fairway.done('title', command, bill, '--as', as, ...args);
  }

  /** The code with which a command of `title …` is refused. */
  refused(command: string, bill: string, as: Name | 'registrar-AR', ...args: string[]): Promise<string> {
    return this.fairway.refused('title', command, bill, '--as', as, ...args);
  }

  /** A bill as anyone sees it. */
  shown(bill: string): Promise<Record<string, unknown>> {
    return this.fairway.done('title', 'show', bill, '--member', 'UY');
  }
}
