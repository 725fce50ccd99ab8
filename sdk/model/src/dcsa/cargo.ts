import * as z from 'zod';
import { DangerousGoods } from './dangerous-goods.js';
import { CountryCode, FullDate, characters, code, line, measure, open } from './shape.js';

export const License = open(
  {},
  { isRequired: z.boolean(), reference: line(35), issueDate: FullDate, expiryDate: FullDate },
);
export const Reference = open({ type: characters(3), value: line(35) });
export const CustomsReference = open({
  type: line(50),
  countryCode: CountryCode,
  values: z.array(line(35)).min(1),
});
export const ShippingMarks = z.array(characters(35)).max(50);

const commodityCodes = (max: number) =>
  z.array(open({ type: line(10), values: z.array(line(max)).min(1) }, { countryCode: CountryCode }));

const OuterPackaging = open(
  { numberOfPackages: z.int32().min(1).max(99_999_999), description: characters(100) },
  {
    packageCode: code(/^[A-Z0-9]{2}$/, 'two capital letters or digits (UN/ECE recommendation 21) are accepted'),
    imoPackagingCode: code(/^[A-Z0-9]{1,5}$/, 'one to five capital letters or digits are accepted'),
    woodDeclaration: characters(30),
    dangerousGoods: z.array(DangerousGoods),
  },
);

/** Goods in one piece of equipment. */
const CargoItem = open(
  { equipmentReference: line(11), cargoGrossWeight: measure('KGM', 'LBR'), outerPackaging: OuterPackaging },
  {
    cargoGrossVolume: measure('MTQ', 'FTQ'),
    cargoNetWeight: measure('KGM', 'LBR'),
    cargoNetVolume: measure('MTQ', 'FTQ'),
    exportLicense: License,
    importLicense: License,
    nationalCommodityCodes: commodityCodes(10),
    extendedNationalCommodityCodes: commodityCodes(16),
    customsReferences: z.array(CustomsReference),
  },
);

/** Goods of one description under one booking. */
export const ConsignmentItem = open(
  {
    carrierBookingReference: line(35),
    descriptionOfGoods: z.array(line(35)).max(150),
    HSCodes: z.array(code(/^\d{6,10}$/, 'six to ten digits are accepted')).min(1),
    cargoItems: z.array(CargoItem).min(1),
  },
  {
    extendedHSCodes: z.array(code(/^\d{6,12}$/, 'six to twelve digits are accepted')),
    nationalCommodityCodes: commodityCodes(10),
    extendedNationalCommodityCodes: commodityCodes(16),
    shippingMarks: ShippingMarks,
    exportLicense: License,
    importLicense: License,
    references: z.array(open({ type: characters(3), values: z.array(line(35)).min(1) })),
    customsReferences: z.array(CustomsReference),
  },
);
