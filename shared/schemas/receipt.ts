import { z } from 'zod'
import { isCreditCode } from '../credit-code.ts'
import { legState } from './booking.ts'
import { amount, currency, id, instant, line, localText } from './common.ts'
import { taxTreatment } from './money.ts'
import { pageOf } from './paging.ts'

const creditCode = z.string().trim().toUpperCase().refine(isCreditCode, { error: 'tax_number' })

/** What an invoice (fapiao) is to be made out to. */
export const fapiaoBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('personal'), title: line(100), email: z.email().max(254) }),
  z.strictObject({ kind: z.literal('company'), title: line(100), taxNumber: creditCode, email: z.email().max(254) }),
])
export type FapiaoBody = z.output<typeof fapiaoBody>

export const fapiao = z.object({
  kind: z.enum(['personal', 'company']),
  title: z.string(),
  taxNumber: z.string().nullable(),
  email: z.string(),
  requestedAt: instant,
  /** When it was given to the issuer; from then on it stands. */
  exportedAt: instant.nullable(),
  /** What the issuer was told so far, less what it was told of refunds and of what a bank took back. */
  exportedAmount: amount,
})

/** What was paid for a booking and what was given back, as the books and the payment service have it. */
export const receipt = z.object({
  number: z.string(),
  bookingId: id,
  bookingReference: z.string(),
  title: localText,
  at: instant,
  zone: z.string(),
  payer: z.string(),
  currency,
  legs: z.array(z.object({
    title: localText,
    provider: localText,
    start: instant,
    zone: z.string(),
    state: legState,
    shareAmount: amount,
    voucherAmount: amount,
    refundedAmount: amount,
    refundedVoucherAmount: amount,
    /** By the payer's bank, for good. */
    takenBackAmount: amount,
    tax: taxTreatment,
    /** In what the payer pays in the end. */
    taxAmount: amount,
  })),
  movements: z.array(z.object({
    /** `taken_back`: by the payer's bank, which decided a dispute for them. */
    kind: z.enum(['charge', 'refund', 'taken_back', 'voucher', 'voucher_return']),
    at: instant,
    number: z.string(),
    /** Always above zero; the kind says which way. */
    amount,
    /** Of a charge. */
    method: z.string().nullable(),
    /** Of a refund: whether it has arrived. */
    state: z.enum(['requested', 'pending', 'succeeded']).nullable(),
    legTitle: localText.nullable(),
  })),
  paidAmount: amount,
  refundedAmount: amount,
  takenBackAmount: amount,
  voucherAmount: amount,
  returnedVoucherAmount: amount,
  /** What the payer has paid in the end, and the tax in it: what a fapiao is made out for. */
  netAmount: amount,
  taxAmount: amount,
  fapiao: fapiao.nullable(),
})
export type Receipt = z.infer<typeof receipt>

export const fapiaoDesk = z.object({
  /** Requests of which the issuer has not been told, or not of what changed since; `corrections`: of those, what is less than it knows. */
  waiting: z.int(),
  corrections: z.int(),
  exports: pageOf(z.object({ id, number: z.int(), at: instant, lines: z.int() })),
})
export const fapiaoExport = z.object({ id, number: z.int(), lines: z.int() })
