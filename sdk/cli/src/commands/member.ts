import { X509Certificate } from 'node:crypto';
import { pageManifest, pageProgram } from '@fairway/gateway';
import { FoundArgs, check, digestOf, instantOf } from '@fairway/model';
import { Members, type Session } from '@fairway/sdk';
import { signAct } from '@fairway/wallets';
import type { Command } from 'commander';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { givenObject, givenText } from '../given-file.js';
import { keyRing, openSigner, withKeys, type KeyRing, type KeyRingOptions, type Signing } from '../key-ring.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { validityOf, withSigningLater, writeToSign, type SigningLaterOptions } from '../sign-later.js';
import { act, acting, onLedger, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines } from '../table.js';

interface FoundOptions extends ReadingOptions, KeyRingOptions, SigningLaterOptions {
  file: string;
  as: string[];
}

/** Adds `member …`: members as their founding acts have them. */
export function addMemberCommands(member: Command): void {
  examples(
    withSigningLater(
      withKeys(
        reading(member.command('found').description("found a member's namespace; its registrars sign together")),
      ),
    )
      .requiredOption('--file <file>', 'member, name, network, timeZone and registrars, in YAML or JSON')
      .requiredOption(
        '--as <key>',
        "a registrar's key; give each of them, or --sign-later",
        (one: string, before: string[] = []) => [...before, one],
      )
      .action(
        reported(async (options: FoundOptions) => {
          const args = check(FoundArgs, await founding(options.file, keyRing(options)));
          const signers: Signing[] = [];
          for (const name of options.as) signers.push(await openSigner(name, options));
          const [{ handle }] = signers as [Signing, ...Signing[]];
          const party = { handle, sign: (act: Parameters<typeof signAct>[0]) => signAct(act, signers) };
          const acts = { party, sponsor: args.member, ...present({ validity: validityOf(options) }) };
          const found = async (session: Session) => {
            const receipt = await new Members(session).found(args, session.options.party!);
            const registrars = args.registrars.map((one) => one.handle);
            const sentence = `${args.member} is founded; registered by ${registrars.join(', ')}`;
            done(options, receipt, sentence, { member: args.member, registrars });
          };
          await onLedger({ ...options, member: options.member ?? args.member }, { acts }, (speaking) =>
            options.signLater === undefined
              ? found(speaking.session)
              : writeToSign(options, speaking, { actor: handle, signers, work: found }),
          );
        }),
      ),
    'fairway member found --file found.yaml --as registrar --embedded customs.db',
    'fairway member found --file found.yaml --as registrar --sign-later founding.act   # the others: fairway act sign',
  ).addHelpText(
    'after',
    `
found.yaml:
  member: AR
  name: Agencia de Recaudación y Control Aduanero
  network: bconnect
  timeZone: America/Argentina/Buenos_Aires
  registrars:
    - key: registrar                 # a stored key with a handle, or handle and jwk
      office: Registro de operadores`,
  );

  examples(
    acting(
      member
        .command('publish-roots')
        .description("publish by which authorities the member's peers are known, as a registrar"),
    )
      .option('--certificate <files...>', "the authorities' certificates, in PEM; absent: the member's own one")
      .option('--retire <files...>', 'certificates of peers that no longer count, in PEM', [])
      .action(
        reported(async (options: ActingOptions & { certificate?: string[]; retire: string[] }) => {
          await act(options, async ({ session, home, root }) => {
            const pems = options.certificate ? await Promise.all(options.certificate.map(givenText)) : [await root()];
            const roots = pems.map((pem) => ({ certificate: derOf(pem).toString('base64') }));
            const from = instantOf(new Date());
            const members = new Members(session);
            const before = (await members.get(home)).roots?.at(-1)?.retired ?? [];
            const retired = [
              ...before,
              ...(await Promise.all(options.retire.map(givenText))).map((pem) => ({
                certificate: digestOf(derOf(pem)),
                from,
              })),
            ];
            const receipt = await members.publishRoots(home, { roots, retired });
            const sentence = `${home} is known by ${roots.length} authorities; ${retired.length} peers are retired`;
            done(options, receipt, sentence, { member: home, roots: roots.length, retired: retired.length });
          });
        }),
      ),
    'fairway member publish-roots --as registrar --network bconnect --member AR',
  );

  examples(
    acting(
      member
        .command('publish-page')
        .description('publish the digests of the verification page that is built here and served, as a registrar'),
    ).action(
      reported(async (options: ActingOptions) => {
        await act(options, async ({ session, home }) => {
          const page = { manifest: digestOf(pageManifest()), program: digestOf(pageProgram()) };
          const receipt = await new Members(session).publishPage(home, page);
          done(options, receipt, `${home} serves the page ${page.manifest}`, { member: home, ...page });
        });
      }),
    ),
    'fairway member publish-page --as registrar --network bconnect --member AR',
  );

  examples(
    reading(member.command('show <member>').description('a member as its founding act has it')).action(
      reported(async (id: string, options: ReadingOptions) => {
        const found = await read(options, ({ session }) => new Members(session).get(id));
        const { name, network, timeZone, founded, registrars } = found;
        const facts = { member: id, name, network, 'time zone': timeZone, founded };
        said(options, found, lines({ ...facts, registrars: registrars.join(' ') }));
      }),
    ),
    'fairway member show AR --network bconnect --member UY',
  );
}

/** A certificate's DER. Throws `FILE_NOT_UNDERSTOOD`. */
function derOf(pem: string): Buffer {
  try {
    return new X509Certificate(pem).raw;
  } catch (cause) {
    throw new CliFailure('FILE_NOT_UNDERSTOOD', 'a certificate in PEM is accepted', { cause });
  }
}

/** The founding arguments of a file, with the keys of the store in place of their names. */
async function founding(file: string, ring: KeyRing): Promise<Record<string, unknown>> {
  const content = await givenObject(file);
  if (!Array.isArray(content['registrars'])) return content;
  const registrars: unknown[] = [];
  for (const registrar of content['registrars'] as Record<string, unknown>[]) {
    const { key, ...rest } = registrar;
    if (typeof key !== 'string') registrars.push(registrar);
    else registrars.push({ handle: await ring.handleOf(key), jwk: (await ring.find(key)).publicKey, ...rest });
  }
  return { ...content, registrars };
}
