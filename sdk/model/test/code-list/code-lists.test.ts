import { expect } from 'chai';
import { CODE_LISTS, isListed } from '@fairway/model';

const rowsOf = (name: string) => CODE_LISTS.find(({ list }) => list === name)!.rows;

describe('The shared code lists', () => {
  it('have the countries of ISO 3166-1, each of which Unicode knows as a region', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const countries = rowsOf('COUNTRIES').map(({ code }) => code);
    expect(countries).to.have.length(249);
    expect(countries.filter((code) => names.of(code) === undefined)).to.deep.equal([]);
    expect([isListed('COUNTRIES', 'UY'), isListed('COUNTRIES', 'ZZ')]).to.deep.equal([true, false]);
  });

  it('have currencies with no fewer decimal places than Unicode, which leaves out coins that are no longer used', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    const currencies = rowsOf('CURRENCIES');
    const digits = (currency: string) =>
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
    expect(currencies.map(({ code }) => code)).to.include.members(['ARS', 'BOB', 'BRL', 'PYG', 'USD', 'UYU']);
    const differing = currencies.filter(({ code, minorUnits }) => known.has(code) && digits(code) > (minorUnits ?? 0));
    expect(differing).to.deep.equal([]);
  });

  it('have the 96 chapters of the Harmonized System and the units that tariffs count in', () => {
    expect(rowsOf('HS-CHAPTERS')).to.have.length(96);
    expect([isListed('HS-CHAPTERS', '77'), isListed('UNITS', 'KGM')]).to.deep.equal([false, true]);
  });
});
