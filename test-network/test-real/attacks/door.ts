import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect, type ConnectionOptions } from 'node:tls';
import { expect } from 'chai';
import { namespaceOf } from '@fairway/model';
import { type MemberHome, paths, PROGRAMS } from '@fairway/network';
import type { Ledger } from '@fairway/sdk';
import { chaincodeConfig } from './tampering.ts';

interface Setting {
  /** A member whose chaincode is the honest one. */
  home: MemberHome;
  other: MemberHome;
  ledger: Ledger;
}

interface Config {
  serve: { name: string; packageId: string; address: string }[];
}

/** The chaincode process itself: who gets in, and what it serves. */
export function doorSuite(setting: () => Setting): void {
  describe("A member's chaincode", () => {
    const configOf = (home: MemberHome) => JSON.parse(readFileSync(chaincodeConfig(home), 'utf8')) as Config;

    /** What a connection ends with, after it has sent whatever it likes. */
    const knock = async (options: ConnectionOptions, sent: Uint8Array): Promise<string> => {
      const { address } = configOf(setting().home).serve[0]!;
      const port = Number(address.split(':').at(-1));
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['h2'], ...options });
      let answered = 0;
      let failure = 'closed';
      socket.on('data', (bytes: Uint8Array) => (answered += bytes.length));
      socket.on('error', (error: Error & { code?: string }) => (failure = error.code ?? error.message));
      socket.on('secureConnect', () => socket.write(sent));
      await once(socket, 'close').catch(() => undefined);
      expect(answered, 'bytes that the chaincode answered').to.equal(0);
      return failure;
    };

    it('lets nobody in without a certificate, or with one of another member, and bystanders notice nothing', async () => {
      const { home, other, ledger } = setting();
      const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
      const [whole, nonsense] = [Buffer.concat([preface, Buffer.alloc(8 << 20, 0xff)]), Buffer.alloc(1 << 20, 0x20)];
      const tls = paths.tls(other, other.layout.peers[0]!.name);
      const stranger = {
        cert: readFileSync(join(tls, 'certificate.pem')),
        key: readFileSync(join(tls, 'key.pem')),
      };
      const read = { namespace: namespaceOf(home.layout.id), transaction: 'clock:read', args: [] };
      const bystanders = Array.from({ length: 20 }, () => ledger.evaluate(read));
      const ends = await Promise.all(
        [{}, stranger].flatMap((options) => [whole, nonsense].map((sent) => knock(options, sent))),
      );
      for (const failure of ends) expect(failure).to.match(/CERTIFICATE|ALERT|ECONNRESET|EPIPE|closed/);
      for (const time of await Promise.all(bystanders)) expect(Buffer.from(time).toString()).to.match(/^20/);
    });

    it('refuses to serve under a label with the digest of another program', async () => {
      const { home } = setting();
      const config = configOf(home);
      const label = `${config.serve[0]!.name}_0123456789abcdef`;
      config.serve = [{ ...config.serve[0]!, packageId: `${label}:00` }];
      const file = join(paths.node(home, 'chaincode-a'), 'other-label.json');
      writeFileSync(file, JSON.stringify(config));
      const program = spawn(process.execPath, [PROGRAMS.chaincode, '--config', file], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [words, [code]] = await Promise.all([buffer(program.stderr), once(program, 'exit') as Promise<[number]>]);
      expect(code).to.equal(1);
      expect(words.toString()).to.include(`does not serve under the label ${label}`).and.include('install and approve');
    });
  });
}
