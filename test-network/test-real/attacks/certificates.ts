import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { expect } from 'chai';
import { MINUTE, namespaceOf } from '@fairway/model';
import { paths, readIdentity, type MemberHome } from '@fairway/network';
import type { Ledger } from '@fairway/sdk';
import { ledgerErrorOf } from '../../test/suites/refusals.ts';

interface Holder {
  certificate: string;
  privateKey: string;
}

interface Setting {
  home: MemberHome;
  other: MemberHome;
  /** The ledger as a member, by whatever certificate. */
  ledgerAs: (member: string, holder: Holder) => Ledger;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { ...KEY, hash: 'SHA-256' } as const;

/** Certificates that are no member's, or no longer. */
export function certificatesSuite(setting: () => Setting): void {
  describe('A certificate', () => {
    const refused = async (holder: Holder, member: string, words: RegExp) => {
      const ledger = setting().ledgerAs(member, holder);
      const namespace = namespaceOf(member);
      for (const work of [
        () => ledger.evaluate({ namespace, transaction: 'clock:read', args: [] }),
        () => ledger.endorse({ namespace, transaction: 'clock:tick', args: [], endorsers: [member] }),
      ]) {
        const error = await ledgerErrorOf(work);
        expect(error).to.include({ code: 'ACCESS_DENIED' });
        expect(error.message).to.match(words);
      }
    };
    /** Has a CA's own key sign a service's certificate, from so many milliseconds after the root to so many. */
    const issue = async (issuer: Holder, unit: string, from: number, to: number): Promise<Holder> => {
      const root = new x509.X509Certificate(issuer.certificate);
      const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
      const attributes = Buffer.from(JSON.stringify({ attrs: { 'fairway.service': 'true' } }));
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: '0c0ffee0',
        subject: `OU=${unit}, CN=gateway`,
        issuer: root.subjectName,
        notBefore: new Date(root.notBefore.getTime() + from),
        notAfter: new Date(root.notBefore.getTime() + to),
        signingKey: createPrivateKey(issuer.privateKey).toCryptoKey(KEY, false, ['sign']),
        publicKey: keys.publicKey,
        signingAlgorithm: SIGNING,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          await x509.AuthorityKeyIdentifierExtension.create(root),
          new x509.Extension('1.2.3.4.5.6.7.8.1', false, attributes),
        ],
      });
      const privateKey = KeyObject.from(keys.privateKey).export({ format: 'pem', type: 'pkcs8' }) as string;
      return { certificate: certificate.toString('pem'), privateKey };
    };
    const authorityOf = (home: MemberHome): Holder => {
      const certificate = readFileSync(join(paths.authority(home), 'ca-cert.pem'), 'utf8');
      const folder = join(paths.authority(home), 'msp/keystore');
      // Beside the CA's own keys (…_sk) lie some of a kind that Node does not read.
      const privateKey = readdirSync(folder)
        .filter((file) => file.endsWith('_sk'))
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .find((pem) => new X509Certificate(certificate).checkPrivateKey(createPrivateKey(pem)));
      return { certificate, privateKey: privateKey! };
    };

    it("that is good does what it is for, made by the CA's key by hand as the others below are", async () => {
      const { home, ledgerAs } = setting();
      const service = await issue(authorityOf(home), 'client', 0, 600 * MINUTE);
      const namespace = namespaceOf(home.layout.id);
      const read = await ledgerAs(home.layout.id, service).evaluate({ namespace, transaction: 'clock:read', args: [] });
      expect(Buffer.from(read).toString()).to.match(/^20/);
    });

    it('that has expired is refused', async () => {
      const { home } = setting();
      const expired = await issue(authorityOf(home), 'client', MINUTE, 2 * MINUTE);
      await refused(expired, home.layout.id, /expired/);
    });

    it("of another member's CA is refused in a member's name", async () => {
      const { home, other } = setting();
      await refused(await readIdentity(other, 'gateway'), home.layout.id, /access denied|malformed/);
      await refused(
        await issue(authorityOf(other), 'client', 0, 600 * MINUTE),
        home.layout.id,
        /access denied|malformed/,
      );
    });

    it('of no unit that the member knows is refused', async () => {
      const { home } = setting();
      const guest = await issue(authorityOf(home), 'guest', 0, 600 * MINUTE);
      await refused(guest, home.layout.id, /access denied|malformed/);
    });
  });
}
