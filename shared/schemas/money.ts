import { z } from 'zod'

/** How a price stands to value added tax, which is in it. */
export const taxTreatment = z.object({ kind: z.enum(['vat', 'small_scale', 'exempt']), bps: z.int() })

/** Every method, and why a booking cannot be paid with it. `horizon`: it ends more than so many days ahead. */
export const paymentMethods = z.array(z.object({
  method: z.enum(['card', 'alipay', 'wechat_pay']), why: z.enum(['currency', 'horizon']).nullable(), days: z.int().nullable(),
}))
