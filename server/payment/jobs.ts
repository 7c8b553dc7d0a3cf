import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'

/** An event of the gateway waits to be applied. Checkout binds the handler: it changes payment and booking in one transaction. */
export const applyPaymentEventJob = defineJob({
  name: 'payment.apply-event',
  data: z.object({
    /** Null: no event was heard, the payment is to be looked at anyway. */
    eventId: z.string().nullable(),
    paymentId: z.string().nullable(),
    sessionId: z.string().nullable(),
    gatewayPaymentId: z.string().nullable(),
  }),
})
export type ApplyPaymentEvent = z.infer<typeof applyPaymentEventJob.data>

/** A payment has operations that were committed and are to be carried out, or were begun by a process that died. */
export const runPaymentOpsJob = defineJob({ name: 'payment.run-ops', data: z.object({ paymentId: z.uuid() }) })

/** Something changed about what a booking's providers have earned, or about what it waits for. */
export const runPayoutsJob = defineJob({ name: 'payment.run-payouts', data: z.object({ bookingId: z.uuid() }) })

/** Something changed about a provider's account at the gateway. */
export const refreshAccountJob = defineJob({
  name: 'payment.refresh-account', data: z.object({ eventId: z.string().nullable(), accountId: z.string() }),
})

/** Looks for what the gateway knows and we do not. */
export const reconcilePaymentsJob = defineJob({ name: 'payment.reconcile', data: z.object({}), cron: '*/10 * * * *', retries: 2 })

/** Holds the gateway's balance against the books, at night. */
export const reconcileBalanceJob = defineJob({ name: 'payment.reconcile-balance', data: z.object({}), cron: '20 19 * * *', retries: 4 })

/** A refund has come to another state. */
export const refundChangedJob = defineJob({
  name: 'payment.refund-changed',
  data: z.object({ refundId: z.uuid(), bookingId: z.uuid(), state: z.enum(['requested', 'pending', 'succeeded', 'failed']) }),
})
