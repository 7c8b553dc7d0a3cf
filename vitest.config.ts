import { availableParallelism } from 'node:os'
import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'
// Sets what the processes of the tests inherit.
import './tests/support/clock.ts'

const minute = 60_000
/** Longer than anything takes, however busy the machine is: who waits for what comes waits no longer for it. */
const patience = { poll: { timeout: minute / 2 } }
const setupFiles = ['tests/support/move-date.ts']

/** Tests that talk to the real services: own process each, so that pools, clocks and signals of one file never meet another's. */
const withServices = {
  environment: 'node',
  setupFiles,
  pool: 'forks' as const,
  globalSetup: ['tests/support/global-setup.ts'],
  testTimeout: 5 * minute,
  hookTimeout: 5 * minute,
  expect: patience,
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    // Of two cores both: a test often waits for the database. And no more files at once than that has connections for.
    maxWorkers: Math.min(Math.max(availableParallelism() - 1, 2), 4),
    projects: [
      {
        test: { name: 'unit', environment: 'node', setupFiles, include: ['tests/unit/**/*.test.ts'], testTimeout: 5 * minute, hookTimeout: 5 * minute, expect: patience },
      },
      {
        test: { ...withServices, name: 'integration', include: ['tests/integration/**/*.test.ts'] },
      },
      {
        test: { ...withServices, name: 'contract', include: ['tests/contract/**/*.test.ts'], testTimeout: 5 * minute },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          setupFiles,
          include: ['tests/e2e/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          globalSetup: ['tests/support/e2e-setup.ts'],
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute,
          expect: patience,
        },
      },
      await defineVitestProject({
        test: { name: 'nuxt', environment: 'nuxt', setupFiles, include: ['tests/nuxt/**/*.test.ts'], testTimeout: 2 * minute, hookTimeout: 2 * minute, expect: patience },
      }),
    ],
  },
})
