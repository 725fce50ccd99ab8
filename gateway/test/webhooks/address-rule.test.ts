import { Refusal } from '@fairway/model';
import { Addresses } from '@fairway/gateway';
import { expect } from 'chai';

describe('The addresses that a gateway posts to', () => {
  const open = new Addresses();
  const accepts = (addresses: Addresses, url: string): boolean => {
    try {
      addresses.demand(url);
      return true;
    } catch (error) {
      expect((error as Refusal).code).to.equal('URL_NOT_ALLOWED');
      return false;
    }
  };
  const resolved = (addresses: Addresses, name = 'erp.example'): Promise<string> =>
    new Promise((resolve) =>
      addresses.lookup(name, { all: true }, (error, found) =>
        resolve(error ? (error as unknown as Refusal).code : JSON.stringify(found)),
      ),
    );

  it('are those of https on the public internet', () => {
    for (const url of [
      'https://erp.example/hooks?for=AR',
      'https://93.184.215.14/',
      'https://[2606:2800:21f::1]:8443/x',
    ])
      expect(accepts(open, url), url).to.equal(true);
  });

  it('are none that only its own host or network reaches, however they are written', () => {
    const private_ = [
      ...[
        '127.0.0.1',
        '10.1.2.3',
        '172.31.0.1',
        '192.168.1.1',
        '169.254.169.254',
        '100.64.0.1',
        '0.0.0.0',
        '224.0.0.1',
      ],
      ...[
        '[::1]',
        '[::]',
        '[fe80::1]',
        '[fd00::1]',
        '[ff02::1]',
        '[::ffff:10.0.0.1]',
        '[64:ff9b::a00:1]',
        '[2002:a00:1::]',
      ],
      ...['[2001::1]', 'localhost'],
    ];
    for (const host of private_) {
      const url = new URL(`https://${host}/`).href;
      expect(accepts(open, url), url).to.equal(false);
    }
    for (const url of ['https://2130706433/', 'https://0x7f.1/', 'https://127.1/', 'https://①②⑦.0.0.1/'])
      expect(accepts(open, new URL(url).href) || accepts(open, url), url).to.equal(false);
  });

  it('are none of another scheme, with credentials or a fragment', () => {
    for (const url of [
      ...[
        'http://erp.example/',
        'file:///etc/passwd',
        'ftp://erp.example/',
        'gopher://erp.example/',
        'erp.example',
        '',
      ],
      ...[
        'https://user:secret@erp.example/',
        'https://user@erp.example/',
        'https://erp.example/#part',
        'https://ERP.example/',
      ],
    ])
      expect(accepts(open, url), url).to.equal(false);
  });

  it('are on this machine, by http too, where the gateway is set to develop on', () => {
    const developing = new Addresses({ loopback: true });
    for (const url of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'http://[::1]:8080/', 'https://127.0.0.1/'])
      expect(accepts(developing, url), url).to.equal(true);
    for (const url of ['http://10.0.0.1/', 'http://erp.example/', 'https://10.0.0.1/'])
      expect(accepts(developing, url), url).to.equal(false);
  });

  it('are in private networks that it is set to post to, and in no others', () => {
    const within = new Addresses({ networks: ['10.20.0.0/16', 'fd12::/32'] });
    expect(accepts(within, 'https://10.20.3.4/')).to.equal(true);
    expect(accepts(within, 'https://[fd12::5]/')).to.equal(true);
    expect(accepts(within, 'https://10.21.3.4/')).to.equal(false);
    expect(accepts(within, 'http://10.20.3.4/')).to.equal(false);
  });

  it('are looked at anew with each connection, since a name may lead elsewhere by then', async () => {
    const leads = (...found: string[]) =>
      new Addresses({
        resolve: () => Promise.resolve(found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))),
      });
    expect(await resolved(leads('93.184.215.14'))).to.equal('[{"address":"93.184.215.14","family":4}]');
    for (const found of [['127.0.0.1'], ['93.184.215.14', '10.0.0.1'], ['::ffff:127.0.0.1'], []])
      expect(await resolved(leads(...found)), found.join()).to.equal('ADDRESS_NOT_ALLOWED');
  });
});
