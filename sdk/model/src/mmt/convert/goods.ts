import type { TransportDocument } from '../../dcsa/transport-document.js';
import type { Equipment, Item } from '../consignment.js';
import { sum, symbolOf, unitCodeOf } from '../unit.js';
import type { Measure } from '../value.js';
import { given, listed } from './given.js';
import { lines } from './lines.js';

type DcsaItem = TransportDocument['consignmentItems'][number];
type Cargo = DcsaItem['cargoItems'][number];
type DcsaEquipment = TransportDocument['utilizedTransportEquipments'][number];

const LINE = 35;
const PACKAGES = 'UNECE';

/** Goods of one description, with the containers that are first named with them. */
export function itemInMmt(item: DcsaItem, containers: readonly DcsaEquipment[]): Item {
  const { cargoItems, shippingMarks, HSCodes, descriptionOfGoods } = item;
  const inside = [...new Set(cargoItems.map(({ equipmentReference }) => equipmentReference))];
  return given({
    goodsTypeCode: { value: HSCodes[0]!, agency: 'WCO' },
    grossWeight: totalInMmt(cargoItems.map(({ cargoGrossWeight }) => cargoGrossWeight)),
    grossVolume: totalInMmt(cargoItems.map(({ cargoGrossVolume }) => cargoGrossVolume)),
    cargoNatureIdentification: given({ identificationText: listed(descriptionOfGoods.map((value) => ({ value }))) }),
    transportDangerousGoods: listed(
      cargoItems.flatMap(({ outerPackaging }) => (outerPackaging.dangerousGoods ?? []).map(dangerInMmt)),
    ),
    // One container with everything in it is named once.
    associatedTransportEquipment: (inside.length === 1 ? inside : cargoItems.map((one) => one.equipmentReference)).map(
      (value) => ({ id: { value } }),
    ),
    transportPackage: cargoItems.map(({ outerPackaging: { numberOfPackages, packageCode, description } }, index) => ({
      itemQuantity: numberOfPackages,
      typeText: description,
      ...given({
        typeCode: packageCode === undefined ? undefined : { value: packageCode, agency: PACKAGES },
        shippingMarks: index === 0 ? listed(shippingMarks) : undefined,
      }),
    })),
    usedTransportEquipment: listed(containers.map(containerInMmt)),
  }) as Item;
}

export function itemInDcsa(item: Item) {
  const packages = item.transportPackage ?? [];
  const inside = (item.associatedTransportEquipment ?? []).map(({ id }) => id?.value);
  const hs = item.goodsTypeCode?.value.replaceAll(/[. ]/g, '') ?? '';
  const count = Math.max(packages.length, inside.length, 1);
  const dangers = listed(item.transportDangerousGoods?.map(dangerInDcsa));
  const whole =
    count > 1
      ? {}
      : {
          cargoGrossWeight: measureInDcsa(item.grossWeight, ['KGM', 'LBR']),
          cargoGrossVolume: measureInDcsa(item.grossVolume, ['MTQ', 'FTQ']),
        };
  return given({
    HSCodes: /^\d{6,10}$/.test(hs) ? [hs] : undefined,
    descriptionOfGoods:
      item.cargoNatureIdentification?.identificationText?.flatMap(({ value }) => lines(value, LINE)) ?? [],
    shippingMarks: listed(
      packages.flatMap(({ shippingMarks }) => (shippingMarks ?? []).flatMap((mark) => lines(mark, LINE))),
    ),
    cargoItems: Array.from({ length: count }, (_, index) => ({
      ...given({
        equipmentReference: inside.length === 1 ? inside[0] : inside[index],
        outerPackaging: given({
          ...packageInDcsa(packages[index]),
          dangerousGoods: index === 0 ? dangers : undefined,
        }),
        ...whole,
      }),
    })),
  });
}

const packageInDcsa = (one: NonNullable<Item['transportPackage']>[number] | undefined) =>
  one && {
    numberOfPackages: one.itemQuantity,
    packageCode: one.typeCode?.agency === PACKAGES ? one.typeCode.value : undefined,
    description: one.typeText,
  };

/** Nothing where one of them has none, or where they are in several units. */
function totalInMmt(measures: readonly ({ value: number; unit: string } | undefined)[]): Measure | undefined {
  const unit = measures[0]?.unit;
  if (unit === undefined || measures.some((one) => one?.unit !== unit)) return undefined;
  return { value: sum(measures.map((one) => one!.value)), unit: symbolOf(unit) };
}

function measureInDcsa(measure: Measure | undefined, units: readonly string[]) {
  const unit = unitCodeOf(measure?.unit);
  return measure && unit !== undefined && units.includes(unit) ? { value: measure.value, unit } : undefined;
}

type Danger = NonNullable<Cargo['outerPackaging']['dangerousGoods']>[number];
const dangerInMmt = (danger: Danger) => {
  const { UNNumber, imoClass } = danger as { UNNumber?: string; imoClass: string };
  return {
    ...given({ undgId: UNNumber === undefined ? undefined : { value: UNNumber } }),
    hazardClassificationId: { value: imoClass },
  };
};
const dangerInDcsa = ({ undgId, hazardClassificationId }: NonNullable<Item['transportDangerousGoods']>[number]) =>
  given({ UNNumber: undgId?.value, imoClass: hazardClassificationId?.value }) ?? {};

const containerInMmt = ({ equipment, seals }: DcsaEquipment): Equipment => ({
  id: { value: equipment.equipmentReference },
  sealQuantity: seals.length,
  affixedSeal: seals.map(({ number }) => ({ value: number })),
  ...given({ tareWeight: totalInMmt([equipment.tareWeight]) }),
});

/** The containers of all goods, each once. A container that only holds goods counts where it is said more of it. */
export function containersInDcsa(items: readonly Item[]) {
  const all = items.flatMap(({ usedTransportEquipment: used = [], associatedTransportEquipment: holding = [] }) => [
    ...used,
    ...holding.filter(({ affixedSeal, tareWeight }) => affixedSeal ?? tareWeight),
  ]);
  const first = new Map<string | undefined, Equipment>();
  for (const one of all) if (!first.has(one.id?.value)) first.set(one.id?.value, one);
  return listed(
    [...first.values()].map(({ id, affixedSeal, tareWeight }) =>
      given({
        equipment: given({
          equipmentReference: id?.value,
          tareWeight: measureInDcsa(tareWeight, ['KGM', 'LBR']),
        }),
        seals: listed(affixedSeal?.map(({ value }) => ({ number: value }))),
      }),
    ),
  );
}
