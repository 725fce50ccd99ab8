import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { loadTopology, NetworkFailure, parseTopology } from '@fairway/network';

const SHIPPED = fileURLToPath(new URL('../../config/topologies/', import.meta.url));

const VALID = `name: pair
consensus: raft
basePort: 30000
members:
  - { id: AR, name: Argentina }
  - { id: UY, name: Uruguay, orderer: false }
`;

const refusalOf = (text: string): NetworkFailure => {
  try {
    parseTopology(text, 'pair.yaml');
  } catch (error) {
    if (error instanceof NetworkFailure) return error;
    throw error;
  }
  throw new Error('the topology was accepted');
};

describe('a topology', () => {
  for (const file of readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml')))
    it(`${file} loads, under the name of its file`, async () => {
      expect((await loadTopology(SHIPPED + file)).name).to.equal(file.replace('.yaml', ''));
    });

  it('says only what differs from the usual', () => {
    const { channel, tickSeconds, policies, members } = parseTopology(VALID, 'pair.yaml');
    expect({ channel, tickSeconds, policies }).to.deep.equal({
      channel: 'customs',
      tickSeconds: 300,
      policies: { otherEndorsers: 1 },
    });
    expect(members[0]).to.deep.equal({ id: 'AR', name: 'Argentina', host: 'localhost', peers: 1, orderer: true });
  });

  const refused: [string, string, RegExp][] = [
    ['a member twice', VALID.replace('id: UY', 'id: AR'), /^pair\.yaml:6: member AR is listed twice/],
    ['an id that is no country', VALID.replace('id: UY', 'id: uy'), /^pair\.yaml:6: .*ISO 3166-1/],
    ['too many peers', VALID.replace('Uruguay,', 'Uruguay, peers: 9,'), /^pair\.yaml:6: members\.1\.peers .*1 to 4/],
    ['a number as a string', VALID.replace('30000', '"30000"'), /^pair\.yaml:3: basePort must be .*1024 to 32000/],
    ['another consensus', VALID.replace('raft', 'pow'), /^pair\.yaml:2: consensus must be bft .* or raft/],
    ['an unknown key', `${VALID}peers: 3\n`, /^pair\.yaml:7: peers is not known here; allowed are name, channel/],
    ['a missing key', VALID.replace('basePort: 30000\n', ''), /^pair\.yaml:1: basePort is missing/],
    ['BFT with too few orderers', VALID.replace('raft', 'bft'), /^pair\.yaml:2: bft needs 4 members with an orderer/],
    [
      'no orderer at all',
      VALID.replace('Argentina }', 'Argentina, orderer: false }'),
      /^pair\.yaml:5: no member has an orderer/,
    ],
    [
      'more endorsers than others',
      `${VALID}policies: { otherEndorsers: 2 }\n`,
      /^pair\.yaml:7: must be less than the number of members, 2/,
    ],
    ['YAML that is none', VALID.replace('members:', 'members: ['), /^pair\.yaml:\d+: /],
    ['an empty file', '', /^pair\.yaml:1: the file must be a mapping/],
    ['a key said twice', `${VALID}name: other\n`, /^pair\.yaml:7: .*unique/],
  ];
  for (const [what, text, sentence] of refused)
    it(`with ${what} is refused with the line and what is allowed`, () => {
      expect(refusalOf(text)).to.include({ code: 'TOPOLOGY_INVALID' });
      expect(refusalOf(text).sentence).to.match(sentence);
    });

  it('that is not there is refused by name', async () => {
    const failure: unknown = await loadTopology('/nowhere.yaml').catch((error: unknown) => error);
    expect(failure)
      .to.be.instanceOf(NetworkFailure)
      .with.property('sentence')
      .that.matches(/^\/nowhere\.yaml /);
  });
});
