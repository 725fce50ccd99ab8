import {
  approveDeployed,
  binaries,
  commitOwn,
  deploy,
  firstTick,
  found,
  initialise,
  join,
  makeHome,
  openHome,
  PROGRAMS,
  propose,
  sign,
  submit,
  takeIntroductions,
} from '@fairway/network';
import { topologyFor } from './real-network.ts';

/** One step of one member: `step-program.ts <step> <member> <home> <exchange>`, allowed to read nobody else's folder. */
const [step = '', member = '', folder = '', exchange = ''] = process.argv.slice(2);
const programs = await binaries();
const home = step === 'init' ? await makeHome(folder, await topologyFor('minimal'), member) : await openHome(folder);

switch (step) {
  case 'init':
    await initialise(home, exchange, programs);
    break;
  case 'meet':
    await takeIntroductions(home, exchange);
    break;
  case 'found':
    await found(home, exchange, programs);
    break;
  case 'join':
    await join(home, exchange, programs);
    break;
  case 'deploy':
    await deploy(home, PROGRAMS.chaincode, programs);
    break;
  case 'approve':
    await approveDeployed(home, programs);
    break;
  case 'commit':
    await commitOwn(home, programs);
    break;
  case 'tick':
    await firstTick(home);
    break;
  case 'propose':
    await propose(home, exchange, 'smaller-blocks', smallerBlocks, programs);
    break;
  case 'sign':
    await sign(home, exchange, 'smaller-blocks', programs);
    break;
  case 'submit':
    await submit(home, exchange, 'smaller-blocks', programs);
    break;
  default:
    throw new Error(`no step ${step}`);
}

function smallerBlocks(config: { channel_group: { groups: Record<string, { values: object }> } }): void {
  const { BatchSize } = config.channel_group.groups['Orderer']!.values as {
    BatchSize: { value: { max_message_count: number } };
  };
  BatchSize.value.max_message_count = 100;
}
