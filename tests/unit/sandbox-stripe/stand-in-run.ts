import { randomUUID } from 'node:crypto'
import { createStripeGateway } from '../../../server/payment/index.ts'
import { receivingAccount, secretKey, webhookSecret, type Harness } from './harness.ts'
import type { Run } from './steps.ts'

/** The run of `steps.ts` against the stand-in, where onboarding is a matter of one control. */
export function standInRun(h: Harness): Run {
  let receiver: Promise<string> | undefined
  return {
    stripe: h.stripe, currency: 'usd', name: `run-${randomUUID()}`, made: {}, startedAt: Math.floor(Date.now() / 1000), country: 'US',
    gateway: createStripeGateway({ secretKey, webhookSecret, apiBase: h.origin, ...(h.httpClient && { httpClient: h.httpClient }) }),
    receiver: () => receiver ??= receivingAccount(h).then((account) => account.id),
  }
}
