/** Who may import whom (ARCHITECTURE.md). What a package may not import, it may not reach. */
const folder = {
  model: 'sdk/model',
  sdk: 'sdk/client',
  verifier: 'sdk/verifier',
  wallets: 'wallets',
  chaincode: 'chaincode',
  network: 'network',
  gateway: 'gateway',
};

const MAY = {
  model: [],
  chaincode: ['model'],
  sdk: ['model'],
  verifier: ['model'],
  wallets: ['model'],
  network: ['model', 'sdk', 'wallets'],
  gateway: ['model', 'sdk', 'verifier', 'wallets'],
};

const only = (name, allowed) => ({
  name: `${name}-imports-only-${allowed.join('-') || 'nothing-of-ours'}`,
  severity: 'error',
  from: { path: `^${folder[name]}/dist` },
  to: {
    path: '^(sdk|wallets|chaincode|network|gateway|test-network)/',
    pathNot: [name, ...allowed].map((one) => `^${folder[one]}/(dist|node_modules)`),
  },
});

module.exports = {
  forbidden: [
    ...Object.entries(MAY).map(([name, allowed]) => only(name, allowed)),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'model-and-verifier-are-browser-safe',
      comment: 'they have no I/O and run in a browser',
      severity: 'error',
      from: { path: '^sdk/(model|verifier)/dist' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: '\\.d\\.ts$',
    combinedDependencies: true,
    preserveSymlinks: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
