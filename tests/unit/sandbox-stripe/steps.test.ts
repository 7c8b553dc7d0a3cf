import { afterAll, beforeAll, test } from 'vitest'
import { startHarness, type Harness } from './harness.ts'
import { standInRun } from './stand-in-run.ts'
import { steps, type Run } from './steps.ts'

let h: Harness
let run: Run
beforeAll(async () => {
  h = await startHarness()
  await h.control('settings', { refundDelaySeconds: 0 })
  run = standInRun(h)
})
afterAll(() => h.stop())

// In order: a step stands on those before it. `npm run test:stripe` runs the same against Stripe.
test.for(steps)('$title', async (step) => {
  await step.run(run)
})
