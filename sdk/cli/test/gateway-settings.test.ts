import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTopology, makeHome } from '@fairway/network';
import { expect } from 'chai';
import { CommandLine } from './command-line.ts';

const TOPOLOGY = fileURLToPath(new URL('../../../config/topologies/minimal.yaml', import.meta.url));

describe('What a member decides of its gateway', () => {
  const fairway = new CommandLine();
  const home = join(fairway.folder, 'minimal/AR');
  before(async () => makeHome(home, await loadTopology(TOPOLOGY), 'AR'));
  after(() => fairway.remove());

  it('is taken into its home from a file, and shown', async () => {
    fairway.write('ar.yaml', 'webhooks: {}');
    const settings = ['network', 'member', 'settings', '--home', home];
    expect(await fairway.done(...settings)).to.deep.equal({});
    expect(await fairway.done(...settings, 'ar.yaml')).to.deep.equal({ webhooks: {} });
    const onThisMachine = ['network', 'settings', 'AR', '--topology', 'minimal', '--root', fairway.folder];
    expect(await fairway.done(...onThisMachine)).to.deep.equal({ webhooks: {} });
  });

  it('is kept where a file has something else than settings', async () => {
    fairway.write('ar.yaml', 'webhook: {}');
    const settings = ['network', 'member', 'settings', '--home', home];
    expect(await fairway.refused(...settings, 'ar.yaml')).to.equal('SETTINGS_INVALID');
    expect(await fairway.done(...settings)).to.deep.equal({ webhooks: {} });
  });
});
