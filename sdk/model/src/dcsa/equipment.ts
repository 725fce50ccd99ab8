import * as z from 'zod';
import { CustomsReference, Reference, ShippingMarks } from './cargo.js';
import { amount, characters, line, measure, open, percentage } from './shape.js';

const ActiveReeferSettings = open(
  {},
  {
    temperatureSetpoint: z.number(),
    temperatureUnit: z.enum(['CEL', 'FAH']),
    o2Setpoint: percentage,
    co2Setpoint: percentage,
    humiditySetpoint: percentage,
    airExchangeSetpoint: amount,
    airExchangeUnit: z.enum(['MQH', 'FQH']),
    isVentilationOpen: z.boolean(),
    isDrainholesOpen: z.boolean(),
    isBulbMode: z.boolean(),
    isColdTreatmentRequired: z.boolean(),
    isControlledAtmosphereRequired: z.boolean(),
  },
);

/** A container, with its seals and its settings. */
export const UtilizedTransportEquipment = open(
  {
    equipment: open({ equipmentReference: line(11) }, { ISOEquipmentCode: line(4), tareWeight: measure('KGM', 'LBR') }),
    isShipperOwned: z.boolean(),
    seals: z.array(open({ number: characters(15) }, { source: z.enum(['CAR', 'SHI', 'VET', 'CUS']) })).min(1),
  },
  {
    isNonOperatingReefer: z.boolean(),
    activeReeferSettings: ActiveReeferSettings,
    shippingMarks: ShippingMarks,
    references: z.array(Reference),
    customsReferences: z.array(CustomsReference),
  },
);
