/** Fabric's runtime logs every refusal as an error unless told otherwise; a refusal is an answer. Imported before it. */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
