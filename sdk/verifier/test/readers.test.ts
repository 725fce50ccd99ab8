import { expect } from 'chai';
import fc from 'fast-check';
import { Malformed } from '#src/index.js';
import { TAG, bitsOf, digitsOf, oidOf, valueOf, valuesIn } from '#src/der.js';
import { certificateIn, fromPem } from '#src/certificate.js';
import { CURVES, signatureIn } from '#src/ecdsa.js';
import { Message } from '#src/protobuf.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const first = (...values: number[]) => valuesIn(bytes(...values))[0];

describe('A message of protocol buffers', () => {
  it('is read field by field', () => {
    const message = new Message(bytes(0x08, 0x96, 0x01, 0x12, 0x02, 0x41, 0x42));
    expect(message.numberOf(1)).to.equal(150n);
    expect(message.textOf(2)).to.equal('AB');
    expect([message.has(3), message.numberOf(3), message.bytesOf(3).length]).to.deep.equal([false, 0n, 0]);
  });

  for (const [what, value] of [
    ['ends in the middle of a number', bytes(0x08, 0x96)],
    ['ends before what it announces', bytes(0x12, 0x05, 0x41)],
    ['has a field 0', bytes(0x00, 0x01)],
    ['has a group', bytes(0x0b, 0x0c)],
    ['has a number of more than ten bytes', bytes(0x08, ...Array<number>(11).fill(0x80), 1)],
  ] as const)
    it(`is refused where it ${what}`, () => {
      expect(() => new Message(value)).to.throw(Malformed);
    });

  it('is refused where a field that stands once stands twice, or is of another kind', () => {
    const twice = new Message(bytes(0x12, 0x01, 0x41, 0x12, 0x01, 0x42, 0x08, 0x01, 0x08, 0x02));
    expect(() => twice.bytesOf(2)).to.throw(Malformed);
    expect(() => twice.numberOf(1)).to.throw(Malformed);
    expect(() => twice.numberOf(2)).to.throw(Malformed);
    expect(() => new Message(bytes(0x08, 0x01)).bytesOf(1)).to.throw(Malformed);
    expect(() => new Message(bytes(0x12, 0x01, 0xff)).textOf(2)).to.throw(Malformed);
  });

  it('with a million fields is read in one go', () => {
    const many = new Uint8Array(2_000_000).map((_, index) => (index % 2 === 0 ? 0x08 : 0x01));
    expect(() => new Message(many).numberOf(1)).to.throw(Malformed);
  });

  it('of any bytes is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
        try {
          new Message(any);
        } catch (error) {
          expect(error).to.be.instanceOf(Malformed);
        }
      }),
    );
  });
});

describe('A value in DER', () => {
  for (const [what, value] of [
    ['ends before what it announces', bytes(0x02, 0x05, 0x01)],
    ['has a length of no certain end', bytes(0x30, 0x80, 0x00, 0x00)],
    ['has a length in more bytes than it takes', bytes(0x02, 0x81, 0x01, 0x01)],
    ['has a length that begins with zero', bytes(0x02, 0x82, 0x00, 0x81, ...Array<number>(0x81).fill(1))],
    ['has a tag of several bytes', bytes(0x1f, 0x81, 0x01, 0x00)],
  ] as const)
    it(`is refused where it ${what}`, () => {
      expect(() => valuesIn(value)).to.throw(Malformed);
    });

  it('is refused where something else, or more, stands in its place', () => {
    expect(() => valueOf(bytes(0x02, 0x01, 0x01), TAG.SEQUENCE)).to.throw(Malformed);
    expect(() => valueOf(bytes(0x30, 0x00, 0x30, 0x00), TAG.SEQUENCE)).to.throw(Malformed);
  });

  it('is a number in its shortest form, and not below zero', () => {
    expect(digitsOf(first(0x02, 0x02, 0x00, 0x80))).to.deep.equal(bytes(0x80));
    for (const odd of [first(0x02, 0x02, 0x00, 0x01), first(0x02, 0x01, 0x80), first(0x02, 0x00), undefined])
      expect(() => digitsOf(odd)).to.throw(Malformed);
  });

  it('is an object identifier in its shortest form', () => {
    expect(oidOf(first(0x06, 0x03, 0x55, 0x1d, 0x13))).to.equal('2.5.29.19');
    expect(oidOf(first(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01))).to.equal('1.2.840.10045.2.1');
    for (const odd of [first(0x06, 0x02, 0x55, 0x80), first(0x06, 0x03, 0x55, 0x80, 0x01), first(0x06, 0x00)])
      expect(() => oidOf(odd)).to.throw(Malformed);
  });

  it('is a bit string of whole bytes', () => {
    expect(bitsOf(first(0x03, 0x02, 0x00, 0xff))).to.deep.equal(bytes(0xff));
    expect(() => bitsOf(first(0x03, 0x02, 0x01, 0xfe))).to.throw(Malformed);
  });

  it('of any bytes is a certificate, a signature, or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (any) => {
        for (const read of [certificateIn, (der: Uint8Array) => signatureIn(der, CURVES['1.3.132.0.34'])])
          expect(() => read(any)).to.throw(Malformed);
      }),
    );
  });
});

describe('A certificate', () => {
  it('that lacks parts is refused', () => {
    const sequence = (...parts: number[][]) => [0x30, parts.flat().length, ...parts.flat()];
    const algorithm = sequence([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);
    const signed = sequence([0xa0, 0x03, 0x02, 0x01, 0x02], [0x02, 0x01, 0x01]);
    expect(() => certificateIn(bytes(...sequence(signed, algorithm, [0x03, 0x01, 0x00])))).to.throw(Malformed);
  });
});

describe('A certificate in PEM', () => {
  it('is one, whole, and nothing beside it', () => {
    const one = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    expect(fromPem(one)).to.deep.equal(bytes(0, 0, 0));
    for (const odd of [`${one}${one}`, `x${one}`, one.replace('AAAA', 'A'), one.replaceAll('CERTIFICATE', 'KEY')])
      expect(() => fromPem(odd)).to.throw(Malformed);
  });
});
