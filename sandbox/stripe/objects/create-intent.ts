import type Stripe from 'stripe'
import { z } from 'zod'
import { invalidParameter } from '../core/errors.ts'
import { amount, currency, expand, metadata, text } from '../core/params.ts'
import type { World } from '../core/world.ts'
import { payOffSession } from './saved-cards.ts'
import { payWithTestMethod } from './test-methods.ts'

/** Only payments that are made in the same call: with a saved card while its owner is away, or with one of Stripe's test methods. */
export const intentParams = z.strictObject({
  amount, currency, payment_method: text,
  confirm: z.literal('true', 'the stand-in models confirm=true only'),
  customer: text.optional(),
  off_session: z.literal('true', 'the stand-in models off_session=true only').optional(),
  allowed_payment_method_types: z.array(z.literal('card', 'the stand-in models card only')).min(1).optional(),
  description: text.optional(), metadata: metadata.optional(), transfer_group: text.optional(), expand,
})

export function createIntent(world: World, params: z.infer<typeof intentParams>): Stripe.PaymentIntent {
  const { customer, off_session: away } = params
  if (customer === undefined && away === undefined) return payWithTestMethod(world, params)
  if (customer === undefined) throw invalidParameter('Missing required param: customer.', 'customer', 'parameter_missing')
  if (away === undefined) throw invalidParameter('the stand-in models off_session=true only', 'off_session')
  return payOffSession(world, { ...params, customer })
}
