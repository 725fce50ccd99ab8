import { styleText } from 'node:util';
import { ADMINISTRATIONS, stageOf } from '@fairway/test-network';
import { step } from '../progress-line.js';
import { sellCargo, showCargo, type CargoResult } from './cargo.js';
import { OPERATORS, cast } from './cast.js';
import { everyView, grantAll, showCertificates, type CertificatesResult } from './certificates.js';
import { forge, showForgeries, type ForgeriesResult } from './forgeries.js';
import { Listener } from './listener.js';
import { keepOpen } from './officer.js';
import { recognise, showRecognition, type RecognitionResult } from './recognition.js';
import { MEMBERS, openSetting, type DemoOptions, type Setting } from './setting.js';
import {
  serveAll,
  showLinks,
  showVerification,
  verifyAll,
  type Served,
  type VerificationResult,
} from './verification.js';
import { showSuspension, suspend, type SuspensionResult } from './suspension.js';

/** What the demonstration found, for machines. */
export interface DemoResult {
  network: 'embedded' | 'fabric';
  certificates: CertificatesResult;
  recognition: RecognitionResult;
  suspension: SuspensionResult;
  cargo: CargoResult;
  forgeries: ForgeriesResult;
  verification: VerificationResult;
}

/** The main job, from nothing: five administrations, certificates, a check, a suspension, a cargo sold, and forgeries. */
export async function demo(options: DemoOptions): Promise<void> {
  const quiet = options.json === true;
  const began = performance.now();
  const result: Partial<DemoResult> = { network: options.fabric ? 'fabric' : 'embedded' };
  let setting: Setting | undefined;
  let listener: Listener | undefined;
  let served: Served | undefined;
  try {
    if (!quiet)
      console.log(
        styleText(
          'bold',
          '\nFairway: an AEO certificate, mutually recognised, and a cargo sold by its bill of lading\n',
        ),
      );
    const place = options.fabric ? 'Real Fabric nodes of five administrations' : 'Five administrations in this process';
    setting = await step(place, quiet, (say) => openSetting(options, say));
    const stage = stageOf(MEMBERS, setting.ledger);
    listener = new Listener(stage, 'UY');
    const casts = await step(
      'Each founds its namespace, publishes its roots and AEO types, appoints officers, registers operators',
      quiet,
      (say) => Promise.all(ADMINISTRATIONS.map((one) => cast(stage, one, setting!.rootOf, say))),
    );
    await step(`Each grants ${OPERATORS} AEO certificates`, quiet, (say) => grantAll(stage, casts, say));
    result.certificates = await everyView(stage, casts);
    if (!quiet) showCertificates(result.certificates);
    result.recognition = await recognise(stage, casts);
    if (!quiet) showRecognition(result.recognition);
    result.suspension = await suspend(stage, casts[0]!, listener);
    if (!quiet) showSuspension(result.suspension);
    result.cargo = await step('A cargo is sold under a letter of credit, by its bill of lading', quiet, () =>
      sellCargo(stage, casts),
    );
    if (!quiet) showCargo(result.cargo);
    result.forgeries = await forge(setting, stage, casts, options);
    if (!quiet) showForgeries(result.forgeries);
    served = await serveAll(setting, stage, casts[0]!);
    result.verification = await verifyAll(served);
    if (!quiet) showVerification(result.verification);
    if (quiet) console.log(JSON.stringify(result, null, 2));
    else sayHowLong(performance.now() - began, result.network!);
    if (!quiet && (options.stay ?? process.stdout.isTTY)) {
      showLinks(served, casts[0]!);
      await keepOpen(setting, stage, casts[0]!);
    }
  } finally {
    await served?.close();
    listener?.close();
    await setting?.close();
  }
}

const sayHowLong = (milliseconds: number, network: string): void =>
  console.log(
    styleText('dim', `\nThe whole of it took ${(milliseconds / 1000).toFixed(1)} s on the ${network} network.`),
  );
