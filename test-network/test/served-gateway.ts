import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import { EnvelopeKeeper, Projection, blobPart, directoryStore, forNobody } from '@fairway/gateway';
import { Aeo, Session, Titles } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded } from '@fairway/test-network';
import { networkOf } from './network-of.ts';
import { openRest } from './rest-network.ts';
import { worldOn } from './suites/world.ts';

/** A gateway on an embedded network with a record of each kind, until its standard input ends; prints where, and a token. */
const folder = mkdtempSync(join(tmpdir(), 'fairway-served-'));
const file = join(folder, 'projection.db');
const embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
const rest = await openRest(embedded, { AR: file }, (member) => {
  const session = new Session({
    ledger: forNobody(() => embedded.ledger({ member }), embedded.members),
    members: embedded.members,
  });
  return [blobPart(new EnvelopeKeeper(session, directoryStore(join(folder, member)), { patience: 50 }))];
});
const world = await worldOn(networkOf(embedded));
const carrier = await world.carrier();
const number = world.newNumber();
const terms = { type: 'OEA', grantedOn: '2026-02-01', validFrom: '2026-02-01', validTo: '2036-01-31' };
await new Aeo(world.stage('AR', world.officer)).grant('AR', number, { holder: world.trader.handle, ...terms });
const bill = { member: 'AR', id: `SCAC:${carrier.code}/SERVED1/1` };
await new Titles(world.stage('AR', carrier)).issue(bill, {
  ...BILL_TERMS,
  issuer: carrier.handle,
  shipper: world.trader.handle,
});
const projection = Projection.open(file, world.stage('AR'), 'AR');
await projection.catchUp();
projection.close();
const token = await rest.issuer.token({ roles: ['service'], audience: rest.audienceOf('AR'), expiresIn: 3600 });
const { handle } = world.trader;
process.stdout.write(
  `${JSON.stringify({ url: rest.gateways.get('AR')!.url, token, handle, number, bill: bill.id })}\n`,
);
process.stdin.on('end', () => {
  void rest
    .close()
    .then(() => embedded.close())
    .then(() => rmSync(folder, { recursive: true }));
});
process.stdin.resume();
