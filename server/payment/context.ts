import type { Context } from '../platform/context.ts'
import type { PaymentGateway } from './gateway.ts'

/** What payment's use cases are given. */
export interface PaymentContext extends Context {
  gateway: PaymentGateway
}
