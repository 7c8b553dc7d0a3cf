import type { PaymentGateway, PaymentSnapshot } from '../../server/payment/index.ts'

type Refunded = PaymentSnapshot['refunds'][number]
type Page = Parameters<PaymentGateway['createCheckout']>[0]

/** A payment service in memory that does at once what it is asked. What a test does not need throws. */
export function createMemoryGateway() {
  const pages = new Map<string, { request: Page, state: PaymentSnapshot['state'], refunds: Refunded[] }>()
  /** What the next refunds come to; then `succeeded`. */
  const outcomes: Refunded['state'][] = []
  const unused = (): never => {
    throw new Error('the memory gateway does not do this')
  }
  const pageOf = (id: string) => pages.get(id.replace(/^pi_/, '')) ?? unused()
  const amountOf = ({ lines }: Page) => lines.reduce((sum, line) => sum + line.amount, 0)

  const gateway: PaymentGateway = {
    createCheckout: async (request, key) => {
      pages.set(key, { request, state: 'open', refunds: [] })
      return { sessionId: key, state: 'open', url: `http://pay.test/${key}`, expiresAt: request.expiresAt }
    },
    expireCheckout: async (id) => {
      const page = pageOf(id)
      if (page.state === 'open') page.state = 'expired'
      return { sessionId: id, state: page.state === 'expired' ? 'expired' : 'complete', url: null, expiresAt: page.request.expiresAt }
    },
    fetchPayment: async (of) => {
      const id = 'sessionId' in of ? of.sessionId : of.gatewayPaymentId.replace(/^pi_/, '')
      const { request, state, refunds } = pageOf(id)
      const amount = amountOf(request)
      const isPaid = state === 'paid'
      return {
        sessionId: id, paymentId: request.paymentId, state, amount, currency: request.currency, method: isPaid ? 'card' : null,
        gatewayPaymentId: isPaid ? `pi_${id}` : null, chargeId: isPaid ? `ch_${id}` : null,
        settlement: isPaid ? { amount, fee: 100, currency: request.currency, exchangeRate: null } : null,
        lastFailure: null, disputed: false, refunds,
      }
    },
    refund: async ({ opId, gatewayPaymentId, amount }, key) => {
      const page = pageOf(gatewayPaymentId)
      const known = page.refunds.find(refund => refund.refundId === `re_${key}`)
      if (known) return known
      const { currency } = page.request
      const refund: Refunded = { refundId: `re_${key}`, opId, amount, currency, state: outcomes.shift() ?? 'succeeded', settlement: { amount, currency } }
      page.refunds.push(refund)
      return refund
    },
    findCheckout: unused, retrieveCheckout: unused, findRefund: unused, retrieveRefund: unused, listEvents: unused, retrieveEvent: unused,
    verifyWebhook: unused, createPayoutAccount: unused, retrievePayoutAccount: unused, createOnboardingLink: unused,
  }
  return {
    gateway, outcomes,
    /** Somebody pays on a page. */
    pay: (sessionId: string) => {
      const page = pageOf(sessionId)
      if (page.state === 'open') page.state = 'paid'
    },
    /** What has been given back so far turns out to have failed. */
    failRefunds: (sessionId: string) => {
      const page = pageOf(sessionId)
      page.refunds = page.refunds.map(refund => ({ ...refund, state: 'failed' as const }))
    },
  }
}
