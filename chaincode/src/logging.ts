import contractApi from 'fabric-contract-api/lib/logger.js';
import shim from 'fabric-shim/lib/logger.js';

/**
 * Fabric's runtime logs every refusal as an error unless told otherwise; a refusal is an answer. Imported before it.
 *
 * It also lays out every line, in colours, before it finds out that nobody wants it: a tenth of a chaincode's work.
 */
const LEVEL = 'CORE_CHAINCODE_LOGGING_LEVEL';
const QUIETEST = 'CRITICAL';
process.env[LEVEL] ??= QUIETEST;
if (process.env[LEVEL] === QUIETEST) {
  for (const runtime of [contractApi, shim]) {
    const { getLogger } = runtime;
    runtime.getLogger = (name) => Object.assign(getLogger(name), { silent: true });
  }
}
