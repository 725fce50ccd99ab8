import * as z from 'zod';
import { NamedParty, Party } from './party.js';
import { Amount, Code, Country, Identifier, Location, Measure, Text, closed } from './value.js';

const Equipment = closed(
  {},
  { id: Identifier, sealQuantity: z.number(), affixedSeal: z.array(Identifier), tareWeight: Measure },
);
export type Equipment = z.infer<typeof Equipment>;

const Package = closed(
  {},
  { itemQuantity: z.number(), typeCode: Code, typeText: z.string(), shippingMarks: z.array(z.string()) },
);

/** Goods of one kind. `goodsTypeCode` is the HS code, says FIATA's mapping to UN/CEFACT. */
export const Item = closed(
  {},
  {
    goodsTypeCode: Code,
    declaredValueForCarriageAmount: Amount,
    insuranceValueAmount: Amount,
    grossWeight: Measure,
    grossVolume: Measure,
    cargoNatureIdentification: closed({}, { typeCode: Code, identificationText: z.array(Text).min(1) }),
    transportDangerousGoods: z.array(closed({}, { undgId: Code, hazardClassificationId: Identifier })),
    /** In which containers the goods are. */
    associatedTransportEquipment: z.array(Equipment),
    transportPackage: z.array(Package).min(1),
    /** The containers, with their seals. */
    usedTransportEquipment: z.array(Equipment),
    originTradeCountry: Country,
  },
);
export type Item = z.infer<typeof Item>;

const Temperature = closed({ minimumValue: Measure, maximumValue: Measure });

/**
 * The consignment, as the face of a FIATA bill shows it. Of two places FIATA's schema describes each as the other; by
 * their names, by UN/CEFACT's definitions (UN01004235, UN01004237) and by FIATA's own mapping, the goods are taken in
 * charge at `carrierAcceptanceLocation` and delivered at `consigneeReceiptLocation`.
 */
export const Consignment = closed(
  {},
  {
    totalChargeAmount: Amount,
    cargoInsuranceProvidedByCTO: z.boolean(),
    insurancePolicyNumber: z.string(),
    insurancePolicyCompany: z.string(),
    numberOfPackages: z.number(),
    declaredValueForCarriageAmount: Amount,
    consignor: Party,
    /** "Consigned to order of", as the paper form has it. */
    consignee: NamedParty,
    /** To whom one applies for delivery. */
    ctoAgent: NamedParty,
    /** The combined transport operator: the forwarder that contracts as carrier. */
    cto: Party,
    notifiedParty: z.array(NamedParty),
    carrierAcceptanceLocation: Location,
    consigneeReceiptLocation: Location,
    loadingBaseportLocation: Location,
    unloadingBaseportLocation: Location,
    includedConsignmentItem: z.array(Item).min(1),
    mainCarriageTransportMovement: z
      .array(
        closed(
          {},
          {
            /** UN/ECE recommendation 28. */
            typeCode: Code,
            typeText: Text,
            /** Of a vessel, its IMO number. */
            id: Identifier,
            name: Text,
            voyageNumber: Identifier,
            stageCode: Code,
          },
        ),
      )
      .min(1),
    applicableServiceCharge: z.array(
      closed(
        {},
        {
          /** UNCL 4237: P prepaid, C collect, A payable elsewhere, B a third party pays. */
          paymentArrangementCode: Code,
          paymentPlace: Location,
        },
      ),
    ),
    handling: closed({}, { handlingInstructions: z.array(closed({}, { temperatureSetting: Temperature })) }),
  },
);
export type Consignment = z.infer<typeof Consignment>;
