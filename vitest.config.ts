import { defineVitestProject } from '@nuxt/test-utils/config'
import { defineConfig } from 'vitest/config'

const minute = 60_000

/** Tests that talk to the real services: own process each, so that pools, clocks and signals of one file never meet another's. */
const withServices = {
  environment: 'node',
  pool: 'forks' as const,
  globalSetup: ['tests/support/global-setup.ts'],
  testTimeout: minute,
  hookTimeout: 2 * minute,
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: { name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts'], testTimeout: minute, hookTimeout: 2 * minute },
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
          include: ['tests/e2e/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          globalSetup: ['tests/support/e2e-setup.ts'],
          testTimeout: 3 * minute,
          hookTimeout: 3 * minute,
        },
      },
      await defineVitestProject({
        test: { name: 'nuxt', environment: 'nuxt', include: ['tests/nuxt/**/*.test.ts'], testTimeout: 30_000, hookTimeout: minute },
      }),
    ],
  },
})
