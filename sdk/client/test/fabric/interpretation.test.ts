import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { fromEndorse, fromRead, fromSend } from '#src/fabric/interpretation.js';

/** An answer of Fabric's gateway: its status, its text, and what members' endpoints said. */
function answer(code: status, text: string, said: [member: string, text: string][] = []): GatewayError {
  const cause: ServiceError = Object.assign(new Error(text), { code, details: text, metadata: new Metadata() });
  const details = said.map(([mspId, message]) => ({ mspId, message, address: `${mspId.toLowerCase()}.example:7051` }));
  return new GatewayError({ code, message: `${code} ${status[code]}: ${text}`, details, cause });
}

const REFUSED = 'chaincode response 500, SEQUENCE_WRONG (/records/0): the next act is number 4';
const COLLECT = 'failed to collect enough transaction endorsements, see attached details for more info';
const OWN = 'failed to endorse transaction, see attached details for more info';

describe('what an answer of Fabric means', () => {
  it('is a refusal with code, path and sentence when the contract says no to a read', () => {
    const error = answer(status.UNKNOWN, `evaluate call to endorser returned error: ${REFUSED}`);
    expect(fromRead(error)).to.include({
      code: 'SEQUENCE_WRONG',
      path: '/records/0',
      sentence: 'the next act is number 4',
    });
  });

  it('is a refusal when every endorser that was named says no', () => {
    const error = answer(status.ABORTED, COLLECT, [
      ['AR', REFUSED],
      ['BO', REFUSED],
    ]);
    expect(fromEndorse(error, ['AR', 'BO'])).to.include({ name: 'Refusal', code: 'SEQUENCE_WRONG' });
  });

  it("is the owner's refusal when the other one does not answer", () => {
    const error = answer(status.ABORTED, COLLECT, [
      ['BO', 'rpc error: code = Unavailable desc = connection error'],
      ['AR', REFUSED],
    ]);
    expect(fromEndorse(error, ['AR', 'BO'])).to.include({ name: 'Refusal', code: 'SEQUENCE_WRONG' });
  });

  it('is no refusal when only the other one says no: it may lag behind', () => {
    const error = answer(status.ABORTED, COLLECT, [['BO', REFUSED]]);
    expect(fromEndorse(error, ['AR', 'BO'])).to.deep.include({ code: 'ENDORSEMENTS_DIFFER', members: ['BO'] });
  });

  it('is no refusal while the owner does not answer, whatever the other one says', () => {
    const error = answer(status.ABORTED, COLLECT, [
      ['AR', 'rpc error: code = Unavailable desc = connection error'],
      ['BO', REFUSED],
    ]);
    expect(fromEndorse(error, ['AR', 'BO'])).to.have.property('code', 'PEER_UNAVAILABLE');
  });

  it("is a refusal when the gateway's own member says no and nobody was named", () => {
    expect(fromEndorse(answer(status.ABORTED, OWN, [['AR', REFUSED]]))).to.have.property('name', 'Refusal');
    expect(fromEndorse(answer(status.ABORTED, COLLECT, [['BO', REFUSED]]))).to.have.property(
      'code',
      'ENDORSEMENTS_DIFFER',
    );
  });

  it('names the members that answered differently', () => {
    const error = answer(status.ABORTED, COLLECT, [['BR', 'ProposalResponsePayloads do not match']]);
    expect(fromEndorse(error, ['AR', 'BR'])).to.deep.include({ code: 'ENDORSEMENTS_DIFFER', members: ['BR'] });
  });

  it('leaves another member that fails or denies for the next one, as only the owner can end a write', () => {
    for (const said of ['chaincode response 500, boom', 'access denied: channel [customs] creator org [AR]']) {
      const failure = fromEndorse(answer(status.ABORTED, COLLECT, [['BO', said]]), ['AR', 'BO']);
      expect(failure).to.deep.include({ members: ['BO'] });
      expect(failure.code).to.be.oneOf(['ENDORSEMENTS_DIFFER', 'PEER_UNAVAILABLE']);
    }
  });

  it('is no refusal when the owner says no and the other one endorses', () => {
    const error = answer(status.ABORTED, COLLECT, [['AR', REFUSED]]);
    expect(fromEndorse(error, ['AR', 'BO'])).to.deep.include({ code: 'ENDORSEMENTS_DIFFER', members: ['AR'] });
  });

  it('names the members that have no peer up', () => {
    const error = answer(status.UNAVAILABLE, 'failed to find any endorsing peers for org(s): BO, UY');
    expect(fromEndorse(error, ['BO', 'UY'])).to.deep.include({ code: 'PEER_UNAVAILABLE', members: ['BO', 'UY'] });
  });

  it('keeps the error of Fabric as the cause', () => {
    const error = answer(status.INTERNAL, 'something new');
    expect(fromRead(error)).to.include({ code: 'LEDGER_FAILED', cause: error });
  });

  const cases: [string, string, GatewayError][] = [
    [
      'no plan while discovery has not seen the peers yet',
      'NO_ENDORSEMENT_PLAN',
      answer(
        status.FAILED_PRECONDITION,
        'no combination of peers can be derived which satisfy the endorsement policy: x',
      ),
    ],
    [
      'no plan while peers are down',
      'NO_ENDORSEMENT_PLAN',
      answer(
        status.FAILED_PRECONDITION,
        'failed to select a set of endorsers that satisfy the endorsement policy due to unavailability of peers: []',
      ),
    ],
    [
      'a peer that is down',
      'PEER_UNAVAILABLE',
      answer(status.UNAVAILABLE, 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:7051'),
    ],
    [
      'too many at once',
      'PEER_UNAVAILABLE',
      answer(status.UNKNOWN, 'too many requests for /gateway.Gateway, exceeding concurrency limit (500)'),
    ],
    [
      'a chaincode process that ended',
      'PEER_UNAVAILABLE',
      answer(status.ABORTED, OWN, [
        ['AR', 'error in simulation: failed to execute transaction t: chaincode stream terminated'],
      ]),
    ],
    [
      'a chaincode that does not end',
      'CHAINCODE_FAILED',
      answer(status.ABORTED, OWN, [
        [
          'AR',
          'error in simulation: failed to execute transaction t: error sending: timeout expired while executing transaction',
        ],
      ]),
    ],
    [
      'a defect in the contract',
      'CHAINCODE_FAILED',
      answer(status.ABORTED, OWN, [
        ['AR', "chaincode response 500, Cannot read properties of undefined (reading 'id')"],
      ]),
    ],
    [
      'a clock that is off',
      'TIME_OUT_OF_WINDOW',
      answer(status.ABORTED, OWN, [
        [
          'AR',
          'request unauthorized due to incorrect timestamp 2026-01-01, peer time 2026-01-02, peer.authentication.timewindow 300s',
        ],
      ]),
    ],
    [
      'a revoked certificate',
      'ACCESS_DENIED',
      answer(status.ABORTED, OWN, [
        ['AR', 'error validating proposal: access denied: channel [customs] creator org [AR]'],
      ]),
    ],
    [
      'a certificate that may not read',
      'ACCESS_DENIED',
      answer(status.PERMISSION_DENIED, 'implicit policy evaluation failed'),
    ],
    ['a deadline that passed', 'DEADLINE_EXCEEDED', answer(status.DEADLINE_EXCEEDED, 'Deadline exceeded')],
  ];
  for (const [what, code, error] of cases) {
    it(`is ${code} for ${what}`, () => {
      expect(fromEndorse(error)).to.have.property('code', code);
    });
  }

  it('knows a stream of blocks that is forbidden from one that broke', () => {
    expect(fromRead(new Error('Unexpected status response: 403'))).to.have.property('code', 'ACCESS_DENIED');
    expect(fromRead(new Error('Unexpected status response: 503'))).to.have.property('code', 'PEER_UNAVAILABLE');
  });

  it('is sent when the orderers have the transaction already', () => {
    const said =
      'received unsuccessful response from orderer: status=SERVICE_UNAVAILABLE, info=failed to submit request: request already processed';
    const error = answer(status.UNAVAILABLE, 'insufficient number of orderers could successfully process transaction', [
      ['BO', said],
    ]);
    expect(fromSend(error)).to.be.undefined;
  });

  it('leaves open whether it was sent when orderers or the connection fail', () => {
    const down = answer(status.UNAVAILABLE, 'no orderers could successfully process transaction');
    const broken = answer(status.UNAVAILABLE, 'Connection dropped');
    expect(fromSend(down)).to.have.property('code', 'ORDERING_UNAVAILABLE');
    expect(fromSend(broken)).to.have.property('code', 'ORDERING_UNAVAILABLE');
  });

  it('is final when every orderer says no to what was sent', () => {
    const info =
      'received unsuccessful response from orderer: status=FORBIDDEN, info=implicit policy evaluation failed';
    expect(fromSend(answer(status.ABORTED, info))).to.have.property('code', 'ACCESS_DENIED');
    const large = 'received unsuccessful response from orderer: status=BAD_REQUEST, info=message payload is 11 MB';
    expect(fromSend(answer(status.UNAVAILABLE, 'insufficient', [['AR', large]]))).to.have.property(
      'code',
      'LEDGER_FAILED',
    );
  });
});
