import { fail } from '../../server/payment/errors.ts'
import { GatewayError, type PaymentGateway, type PaymentSnapshot } from '../../server/payment/index.ts'

type Refunded = PaymentSnapshot['refunds'][number]
type Page = Parameters<PaymentGateway['createCheckout']>[0]

type Charge = Parameters<PaymentGateway['chargeSaved']>[0]
interface Paid {
  request: Page | Charge
  state: PaymentSnapshot['state']
  refunds: Refunded[]
}

/** A payment service in memory that does at once what it is asked. What a test does not need throws. */
export function createMemoryGateway() {
  const pages = new Map<string, Paid>()
  /** What the next refunds come to; then `succeeded`. */
  const outcomes: Refunded['state'][] = []
  const unused = (): never => {
    throw new Error('the memory gateway does not do this')
  }
  const pageOf = (id: string) => pages.get(id.replace(/^pi_/, '')) ?? unused()
  const amountOf = (request: Page | Charge) => ('lines' in request ? request.lines.reduce((sum, line) => sum + line.amount, 0) : request.amount)
  /** What the bank says to a saved card; undefined: it pays. */
  const bank: { refuses?: string } = {}
  const charges: Charge[] = []
  const transfers: (Parameters<PaymentGateway['createTransfer']>[0] & { id: string })[] = []

  const gateway: PaymentGateway = {
    createCheckout: async (request, key) => {
      pages.set(key, { request, state: 'open', refunds: [] })
      return { sessionId: key, state: 'open', url: `http://pay.test/${key}`, expiresAt: request.expiresAt }
    },
    expireCheckout: async (id) => {
      const page = pageOf(id)
      if (page.state === 'open') page.state = 'expired'
      return { sessionId: id, state: page.state === 'expired' ? 'expired' : 'complete', url: null, expiresAt: new Date() }
    },
    chargeSaved: async (charge, key) => {
      if (bank.refuses !== undefined) throw new GatewayError('refused', bank.refuses)
      if (!pages.has(key)) charges.push(charge)
      pages.set(key, { request: charge, state: 'paid', refunds: [] })
      return { gatewayPaymentId: `pi_${key}` }
    },
    fetchPayment: async (of) => {
      const id = 'sessionId' in of ? of.sessionId : of.gatewayPaymentId.replace(/^pi_/, '')
      const { request, state, refunds } = pageOf(id)
      const amount = amountOf(request)
      const isPaid = state === 'paid'
      return {
        sessionId: 'lines' in request ? id : null, paymentId: request.paymentId, state, amount, currency: request.currency, method: isPaid ? 'card' : null,
        gatewayPaymentId: isPaid ? `pi_${id}` : null, chargeId: isPaid ? `ch_${id}` : null,
        settlement: isPaid ? { amount, fee: 100, currency: request.currency, exchangeRate: null } : null,
        lastFailure: null, disputes: [], refunds,
        savedCard: isPaid && 'savesCard' in request && request.savesCard
          ? { gatewayCustomerId: 'cus_1', gatewayMethodId: 'pm_1', brand: 'visa', last4: '4242' }
          : null,
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
    createTransfer: async (request, key) => {
      if (!transfers.some(({ id }) => id === `tr_${key}`)) transfers.push({ id: `tr_${key}`, ...request })
      return { transferId: `tr_${key}` }
    },
    findTransfer: unused, reverseTransfer: unused, findReversal: unused, listMovements: unused, verifyAccountWebhook: unused,
    findCheckout: unused, findSavedCharge: unused, retrieveCheckout: unused, findRefund: unused, retrieveRefund: unused, listEvents: unused, retrieveEvent: unused,
    verifyWebhook: () => { throw fail('webhook_signature_invalid') }, createPayoutAccount: unused, retrievePayoutAccount: unused, createOnboardingLink: unused,
  }
  return {
    gateway, outcomes, bank, charges, transfers,
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
