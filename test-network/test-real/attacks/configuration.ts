import { expect } from 'chai';
import {
  NetworkFailure,
  binaries,
  committedDefinitions,
  paths,
  policyPathOf,
  propose,
  sign,
  submit,
  type Binaries,
  type ConfigChange,
  type ConfigGroup,
  type MemberHome,
} from '@fairway/network';
import { namespaceOf } from '@fairway/model';
import { asAdministrator, ordererOf, peersOf } from './administrator.ts';

interface Setting {
  homes: ReadonlyMap<string, MemberHome>;
  exchange: string;
}

interface ImplicitPolicy {
  policy: { value: { rule: string } };
}

/** What the members try who are not all: to rewrite the channel's configuration, or a namespace's definition. */
export function configurationSuite(setting: () => Setting): void {
  describe('Members that are not all', () => {
    const victim = 'UY';
    const four = ['AR', 'BO', 'BR', 'PY'];
    let programs: Binaries;
    let proposals = 0;
    before(async () => {
      programs = await binaries();
    });
    const home = (member: string): MemberHome => setting().homes.get(member)!;

    /** What the orderers say to a change that some members have signed. */
    const refusalOf = async (members: readonly string[], change: ConfigChange): Promise<NetworkFailure> => {
      const { exchange } = setting();
      const name = `attack-${++proposals}`;
      const proposer = home(members[0]!);
      await propose(proposer, exchange, name, change, programs);
      for (const member of members) await sign(home(member), exchange, name, programs);
      try {
        await submit(proposer, exchange, name, programs);
      } catch (error) {
        if (error instanceof NetworkFailure) return error;
        throw error;
      }
      throw new Error(`the channel took ${name}`);
    };
    const application = (group: ConfigGroup): ConfigGroup => group.groups['Application']!;
    const changes: [what: string, change: ConfigChange][] = [
      [
        "replace the other's namespace policy",
        ({ channel_group: channel }) => {
          const { policies } = application(channel);
          policies[namespaceOf(victim)]!.policy = structuredClone(policies[namespaceOf('AR')]!.policy);
        },
      ],
      [
        "take the other's namespace policy away",
        ({ channel_group: channel }) => {
          delete application(channel).policies[namespaceOf(victim)];
        },
      ],
      [
        'lower how many must agree on the configuration',
        ({ channel_group: channel }) => {
          (application(channel).policies['Admins'] as unknown as ImplicitPolicy).policy.value.rule = 'MAJORITY';
        },
      ],
      [
        'lower how many must agree on a definition',
        ({ channel_group: channel }) => {
          const policy = application(channel).policies['LifecycleEndorsement'] as unknown as ImplicitPolicy;
          policy.policy.value.rule = 'MAJORITY';
        },
      ],
      [
        'let the policy be changed by whoever writes',
        ({ channel_group: channel }) => {
          application(channel).policies[namespaceOf(victim)]!.mod_policy = 'Writers';
        },
      ],
      [
        'put the other out',
        ({ channel_group: channel }) => {
          delete application(channel).groups[victim];
        },
      ],
      [
        "bring a root of their own into the other's certificates",
        ({ channel_group: channel }) => {
          const { groups } = application(channel);
          groups[victim]!.values['MSP'] = structuredClone(groups['AR']!.values['MSP']!);
        },
      ],
      [
        'change how the orderers agree',
        ({ channel_group: channel }) => {
          const size = channel.groups['Orderer']!.values['BatchSize']!.value as { max_message_count: number };
          size.max_message_count = 1;
        },
      ],
      [
        'weaken the whole channel',
        ({ channel_group: channel }) => {
          (channel.policies['Admins'] as unknown as ImplicitPolicy).policy.value.rule = 'ANY';
        },
      ],
    ];
    for (const [what, change] of changes) {
      it(`cannot ${what}, four of five or one alone`, async () => {
        for (const members of [four, ['AR']]) {
          const { code, sentence } = await refusalOf(members, change);
          expect(code).to.equal('FABRIC_REFUSED');
          expect(sentence).to.match(/policy/);
        }
      });
    }

    it("cannot take another's name, though its own entry is a member's own to change", async () => {
      const { code } = await refusalOf(['AR'], ({ channel_group: channel }) => {
        for (const group of ['Application', 'Orderer']) {
          const msp = channel.groups[group]!.groups['AR']!.values['MSP']!.value as { config: { name: string } };
          msp.config.name = victim;
        }
      });
      expect(code).to.equal('FABRIC_REFUSED');
    });

    it("cannot bring another definition of the other's namespace into force, four of five, three or one", async () => {
      const namespace = namespaceOf(victim);
      const before = (await committedDefinitions(home(victim), programs))[namespace]!;
      const definition = [
        ...['--channelID', home(victim).topology.channel, '--name', namespace, '--version', 'theirs'],
        ...['--sequence', String(before.sequence + 1), '--channel-config-policy', policyPathOf(namespaceOf('AR'))],
        // Fabric itself keeps anyone from leaving out collections that there are.
        ...['--collections-config', paths.collections(home('AR'), namespace)],
      ];
      for (const member of four) {
        const from = home(member);
        const { done, words } = await asAdministrator(
          from,
          ...['lifecycle', 'chaincode', 'approveformyorg', ...definition, ...ordererOf(from)],
        );
        expect(done, words).to.equal(true);
      }
      for (const members of [four, four.slice(0, 3), ['AR']]) {
        const homes = members.map(home);
        const { done, words } = await asAdministrator(
          homes[0]!,
          ...['lifecycle', 'chaincode', 'commit', ...definition, ...peersOf(homes), ...ordererOf(homes[0]!)],
        );
        expect(done).to.equal(false);
        expect(words).to.include('ENDORSEMENT_POLICY_FAILURE');
      }
      const all = [...setting().homes.values()];
      const asked = await asAdministrator(
        home('AR'),
        ...['lifecycle', 'chaincode', 'commit', ...definition, ...peersOf(all), ...ordererOf(home('AR'))],
      );
      expect(asked.done, 'nor when they ask the other, which has approved nothing').to.equal(false);
      expect((await committedDefinitions(home(victim), programs))[namespace]).to.deep.equal(before);
    });
  });
}
