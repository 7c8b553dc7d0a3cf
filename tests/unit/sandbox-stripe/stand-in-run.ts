import { randomUUID } from 'node:crypto'
import { receivingAccount, type Harness } from './harness.ts'
import type { Run } from './steps.ts'

/** The run of `steps.ts` against the stand-in, where onboarding is a matter of one control. */
export function standInRun(h: Harness): Run {
  let receiver: Promise<string> | undefined
  return {
    stripe: h.stripe, currency: 'usd', name: `run-${randomUUID()}`, made: {}, startedAt: Math.floor(Date.now() / 1000),
    receiver: () => receiver ??= receivingAccount(h).then((account) => account.id),
  }
}
