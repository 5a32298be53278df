/** Unit specs lie beside the code; what needs PostgreSQL or Redis lies in test/ and gets a server from its global set-up;
 * so do the bad inputs of test/hostile/ and the crashes and outages of test/faults/, projects of their own. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const servers = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  // Two files at once: each of test/ has a database of its own on the one server.
  maxWorkers: 2,
  // For what hangs, not for what is slow: a machine under load takes ten times as long.
  testTimeout: 120_000,
  // A process of tests is done at once, but giving back a gigabyte of loaded modules takes it more than the half second after
  // which Jest suspects something left open. What really is left open still shows.
  workerGracefulExitTimeout: 10_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/hostile/', '<rootDir>/test/faults/'],
      ...servers,
    },
    { ...shared, displayName: 'hostile', testMatch: ['<rootDir>/test/hostile/*.spec.ts'], ...servers },
    {
      ...shared,
      displayName: 'faults',
      // Those of time and of delivery need no processes that are killed, and run with the integration project too.
      testMatch: [
        '<rootDir>/test/faults/*.spec.ts',
        '<rootDir>/test/briefings/time-faults.spec.ts',
        '<rootDir>/test/delivery/*.spec.ts',
      ],
      ...servers,
    },
  ],
};
