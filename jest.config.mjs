process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out.*', '<rootDir>/.rehearsal'],
  reporters: ['default', '<rootDir>/test/support/tally-reporter.mjs', '<rootDir>/test/support/watch-reporter.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  maxWorkers: 2,
  // each file's modules stay behind in its worker: a fresh one costs less than collecting garbage in gigabytes
  workerIdleMemoryLimit: '1GB',
  testTimeout: 180_000,
};
