import * as z from 'zod';
import { DateTime, FullDate, characters, code, exactlyOneOf, line, measure, open } from './shape.js';

const InnerPackaging = z.looseObject({
  quantity: z.int32(),
  material: characters(100),
  description: characters(100),
  get innerPackagings(): z.ZodOptional<z.ZodArray<z.ZodType<Record<string, unknown>>>> {
    return z.optional(z.array(InnerPackaging));
  },
});

const FourDigits = code(/^\d{4}$/, 'four digits are accepted');
const SubsidiaryRisk = code(/^[0-9](\.[0-9])?$/, 'a class like 6 or 6.1 is accepted');

/** Dangerous goods as the IMDG Code describes them. */
export const DangerousGoods = exactlyOneOf(
  open(
    { properShippingName: characters(250), imoClass: characters(4) },
    {
      codedVariantList: code(/^[0-3][0-9A-Z]{3}$/, 'a digit 0 to 3 and three digits or capital letters are accepted'),
      technicalName: characters(250),
      subsidiaryRisk1: SubsidiaryRisk,
      subsidiaryRisk2: SubsidiaryRisk,
      isMarinePollutant: z.boolean(),
      packingGroup: z.int32().min(1).max(3),
      isLimitedQuantity: z.boolean(),
      isExceptedQuantity: z.boolean(),
      isSalvagePackings: z.boolean(),
      isEmptyUncleanedResidue: z.boolean(),
      isWaste: z.boolean(),
      isHot: z.boolean(),
      isCompetentAuthorityApprovalRequired: z.boolean(),
      competentAuthorityApproval: line(70),
      segregationGroups: z.array(characters(2)),
      innerPackagings: z.array(InnerPackaging),
      emergencyContactDetails: open(
        { contact: characters(255), phone: line(30) },
        { provider: characters(255), referenceNumber: characters(255) },
      ),
      EMSNumber: characters(7),
      endOfHoldingTime: FullDate,
      fumigationDateTime: DateTime,
      isReportableQuantity: z.boolean(),
      inhalationZone: characters(1).min(1),
      grossWeight: measure('KGM', 'LBR'),
      netWeight: measure('KGM', 'LBR'),
      netExplosiveContent: measure('KGM', 'LBR', 'GRM', 'ONZ'),
      netVolume: measure('MTQ', 'FTQ', 'LTR'),
      limits: open(
        { temperatureUnit: z.enum(['CEL', 'FAH']) },
        {
          flashPoint: z.number(),
          transportControlTemperature: z.number(),
          transportEmergencyTemperature: z.number(),
          SADT: z.number(),
          SAPT: z.number(),
        },
      ),
    },
  ),
  open({ UNNumber: FourDigits }),
  open({ NANumber: FourDigits }),
);
