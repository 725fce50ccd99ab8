import { expect } from 'chai';
import { digestOf } from '@fairway/model';
import { Cargo } from './cargo.ts';

/** What becomes of a bill besides being sold: split control, banks that give back or release, other platforms, successors. */
describe('The rarer moves of a bill at the command line', function () {
  this.timeout(300_000);
  let cargo: Cargo;
  before(async () => {
    cargo = await Cargo.begin();
  });
  after(() => cargo.fairway.remove());

  const controlOf = async (bill: string) =>
    ((await cargo.shown(bill)) as unknown as { control: { beneficiary: string; holder: string }[] }).control.at(-1)!;
  const to = (name: keyof Cargo['handles']) => ['--to', cargo.handles[name]];

  it('passes title on with the assent of the bank that holds the document, and not without', async () => {
    const { handles, lapses } = cargo;
    const bill = await cargo.issued();
    await cargo.title('offer', bill, 'exportador', ...to('banco'), '--holdership', ...lapses);
    await cargo.title('accept', bill, 'banco');
    expect(await controlOf(bill)).to.include({ beneficiary: handles.exportador, holder: handles.banco });
    const assent = to('importador');
    expect(await cargo.refused('assent', bill, 'banco', ...assent)).to.equal('NO_OFFER');
    const title = [...to('importador'), '--title', '--endorse', 'to-order'];
    await cargo.title('offer', bill, 'exportador', ...title, ...lapses);
    expect(await cargo.refused('accept', bill, 'importador')).to.equal('ASSENT_MISSING');
    const text = await cargo.fairway.run(['title', 'show', bill, '--member', 'UY']);
    expect(text.out).to.match(/^offered +title to .*, the holder has not assented$/m);
    await cargo.title('assent', bill, 'banco', ...assent);
    await cargo.title('accept', bill, 'importador');
    expect(await controlOf(bill)).to.include({ beneficiary: handles.importador, holder: handles.banco });
  });

  it('goes back to who presented it, where the bank may not keep it and need not pay', async () => {
    const bill = await cargo.issued();
    const presented = [...to('banco'), '--credit', 'LC-78', '--with-title', ...cargo.lapses];
    await cargo.title('present', bill, 'exportador', ...presented);
    await cargo.title('accept', bill, 'banco');
    await cargo.title('complete', bill, 'banco');
    expect(await cargo.refused('return', bill, 'banco')).to.equal('UNDER_EXAMINATION');
    await cargo.title('refuse', bill, 'banco', '--discrepancy', 'Falta la póliza', '--disposition', 'holds-for-waiver');
    await cargo.title('return', bill, 'banco');
    expect(await controlOf(bill)).to.include({ holder: cargo.handles.exportador });
    expect((await cargo.shown(bill))['presentations']).to.deep.equal([]);
  });

  it('is released to the drawee of a collection, once that one has paid', async () => {
    const { handles, lapses } = cargo;
    const bill = await cargo.issued();
    const collection = ['--collection', 'C-9', '--with-title', '--drawee', handles.importador, '--against', 'payment'];
    await cargo.title('present', bill, 'exportador', ...to('banco-uy'), ...collection, ...lapses);
    await cargo.title('accept', bill, 'banco-uy');
    const paid = ['--reference', 'Pago 1', ...lapses];
    expect(await cargo.refused('release', bill, 'banco-uy', ...to('banco'), ...paid)).to.equal('NOT_THE_DRAWEE');
    await cargo.title('release', bill, 'banco-uy', ...to('importador'), ...paid);
    await cargo.title('accept', bill, 'importador');
    expect(await controlOf(bill)).to.include({ beneficiary: handles.importador, holder: handles.importador });
  });

  it('is handed over to another platform, closed here while it is there, and handed back', async () => {
    const { handles, lapses } = cargo;
    const bill = await cargo.issued();
    const chain = ['--transfer-chain', digestOf('transfer chain'), ...lapses];
    expect(await cargo.refused('hand-over', bill, 'exportador', ...to('importador'), ...chain)).to.equal(
      'ROLE_REQUIRED',
    );
    await cargo.title('hand-over', bill, 'exportador', ...to('plataforma'), ...chain);
    await cargo.title('accept', bill, 'plataforma');
    expect((await cargo.fairway.run(['title', 'show', bill, '--member', 'BR'])).out).to.include('is elsewhere');
    expect(await cargo.refused('surrender', bill, 'plataforma')).to.equal('TITLE_NOT_IN_FORCE');
    await cargo.title('hand-back', bill, 'plataforma', ...to('exportador'), ...chain);
    await cargo.title('accept', bill, 'exportador');
    expect(await controlOf(bill)).to.include({ beneficiary: handles.exportador, holder: handles.exportador });
    expect((await cargo.fairway.run(['title', 'show', bill, '--member', 'BR'])).out).to.include('is in-force');
  });

  it('is surrendered by the successor of who controls it, in its place', async () => {
    const { handles, lapses, fairway } = cargo;
    const bill = await cargo.issued();
    const sold = [...to('importador'), '--both', '--endorse', 'to-order', ...lapses];
    await cargo.title('offer', bill, 'exportador', ...sold);
    await cargo.title('accept', bill, 'importador');
    const inPlace = ['--successor-to', handles.importador];
    expect(await cargo.refused('surrender', bill, 'sucesora')).to.equal('NOT_SOLE_CONTROLLER');
    expect(await cargo.refused('surrender', bill, 'sucesora', ...inPlace)).to.equal('NOT_THE_SUCCESSOR');
    const deed = ['--deed', 'FUSION 4/2026', '--as', 'registrar-UY'];
    await fairway.done('participant', 'succeed', handles.importador, '--successor', handles.sucesora, ...deed);
    const accept = ['participant', 'accept-succession', handles.sucesora, '--predecessor', handles.importador];
    await fairway.done(...accept, ...deed);
    await cargo.title('surrender', bill, 'sucesora', ...inPlace);
    const { out } = await fairway.run(['title', 'history', bill, '--member', 'AR']);
    expect(out.trim().split('\n').at(-1)).to.include(
      `surrender\t${handles.sucesora} as successor to ${handles.importador}`,
    );
  });
});
