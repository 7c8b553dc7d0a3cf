import { fail } from '../../server/payment/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { GatewayError, type GatewayEvent, type PaymentGateway, type PaymentSnapshot } from '../../server/payment/index.ts'

type Refunded = PaymentSnapshot['refunds'][number]
type Page = Parameters<PaymentGateway['createCheckout']>[0]

type Charge = Parameters<PaymentGateway['chargeSaved']>[0]
interface Paid {
  request: Page | Charge
  state: PaymentSnapshot['state']
  refunds: Refunded[]
  disputes: PaymentSnapshot['disputes']
}

/** A payment service in memory that does at once what it is asked. What a test does not need throws. */
export function createMemoryGateway() {
  const pages = new Map<string, Paid>()
  const events: GatewayEvent[] = []
  /** Something happened to a payment: whoever asks for `events` is told. */
  const tell = (id: string) => {
    const { paymentId } = pageOf(id).request
    events.push({ id: `evt_${paymentId}_${events.length}`, type: 'memory', createdAt: new Date(), objectId: null, paymentId, sessionId: null, gatewayPaymentId: null })
  }
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
  const transfers: (Parameters<PaymentGateway['createTransfer']>[0] & { id: string, reversed: number })[] = []
  const reversals = new Set<string>()
  /** Accounts out of which nothing comes back, and such that may not receive. */
  const empty = new Set<string>()
  const restricted = new Set<string>()
  /** Nothing lies on the platform's own balance: what is not of a charge cannot be sent. */
  const balance = { isEmpty: false }

  const gateway: PaymentGateway = {
    createCheckout: async (request, key) => {
      pages.set(key, { request, state: 'open', refunds: [], disputes: [] })
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
      pages.set(key, { request: charge, state: 'paid', refunds: [], disputes: [] })
      return { gatewayPaymentId: `pi_${key}` }
    },
    fetchPayment: async (of) => {
      const id = 'sessionId' in of ? of.sessionId : of.gatewayPaymentId.replace(/^pi_/, '')
      const { request, state, refunds, disputes } = pageOf(id)
      const amount = amountOf(request)
      const isPaid = state === 'paid'
      return {
        sessionId: 'lines' in request ? id : null, paymentId: request.paymentId, state, amount, currency: request.currency, method: isPaid ? 'card' : null,
        gatewayPaymentId: isPaid ? `pi_${id}` : null, chargeId: isPaid ? `ch_${id}` : null,
        settlement: isPaid ? { amount, fee: 100, currency: request.currency, exchangeRate: null } : null,
        lastFailure: null, disputes: [...disputes], refunds: [...refunds],
        savedCard: isPaid && 'savesCard' in request && request.savesCard
          ? { gatewayCustomerId: 'cus_1', gatewayMethodId: 'pm_1', brand: 'visa', last4: '4242' }
          : null,
      }
    },
    refund: async ({ opId, gatewayPaymentId, amount }, key) => {
      const page = pageOf(gatewayPaymentId)
      const known = page.refunds.find(refund => refund.refundId === `re_${key}`)
      if (known) return known
      if (page.disputes.some(({ state }) => state !== 'won')) throw new GatewayError('refused', 'charge_disputed')
      const { currency } = page.request
      const refund: Refunded = { refundId: `re_${key}`, opId, amount, currency, state: outcomes.shift() ?? 'succeeded', settlement: { amount, currency } }
      page.refunds.push(refund)
      tell(gatewayPaymentId)
      return refund
    },
    createTransfer: async (request, key) => {
      if (transfers.some(({ id }) => id === `tr_${key}`)) return { transferId: `tr_${key}` }
      if (restricted.has(request.accountId)) throw new GatewayError('refused', 'insufficient_capabilities_for_transfer')
      if (request.chargeId === null && balance.isEmpty) throw new GatewayError('refused', 'balance_insufficient')
      transfers.push({ id: `tr_${key}`, reversed: 0, ...request })
      return { transferId: `tr_${key}` }
    },
    reverseTransfer: async ({ transferId, amount }, key) => {
      const transfer = transfers.find(({ id }) => id === transferId) ?? unused()
      if (reversals.has(key)) return { reversalId: `trr_${key}` }
      if (empty.has(transfer.accountId) || amount > transfer.amount - transfer.reversed) throw new GatewayError('refused', 'balance_insufficient')
      reversals.add(key)
      transfer.reversed += amount
      return { reversalId: `trr_${key}` }
    },
    listEvents: async function* () {
      yield* [...events]
    },
    verifyWebhook: (rawBody, signature) => {
      if (signature !== 'memory') throw fail('webhook_signature_invalid')
      const { createdAt, ...event } = JSON.parse(rawBody) as GatewayEvent
      return { ...event, createdAt: new Date(createdAt) }
    },
    verifyAccountWebhook: () => { throw fail('webhook_signature_invalid') },
    createPayoutAccount: async ({ providerId }) => ({ accountId: `acct_${providerId}`, state: 'active' }),
    retrievePayoutAccount: async accountId => ({ accountId, state: restricted.has(accountId) ? 'restricted' : 'active' }),
    createOnboardingLink: async ({ accountId }) => ({ url: `http://pay.test/onboarding/${accountId}`, expiresAt: new Date(Date.now() + 300_000) }),
    findTransfer: unused, findReversal: unused, listMovements: unused,
    findCheckout: unused, findSavedCharge: unused, retrieveCheckout: unused, findRefund: unused, retrieveRefund: unused, retrieveEvent: unused,
  }
  return {
    gateway, outcomes, bank, charges, transfers, empty, restricted, balance, events,
    /** Somebody pays on a page. */
    pay: (sessionId: string) => {
      const page = pageOf(sessionId)
      if (page.state === 'open') page.state = 'paid'
      tell(sessionId)
    },
    /** A refund that is on its way arrives, or does not; one that has arrived may still fail. */
    settleRefund: (sessionId: string, nth: number, state: 'succeeded' | 'failed') => {
      const page = pageOf(sessionId)
      page.refunds = page.refunds.map((refund, index) => (index === nth && refund.state !== 'failed' ? { ...refund, state } : refund))
      tell(sessionId)
    },
    /** Somebody gives money back at the payment service itself, past us. */
    refundElsewhere: (sessionId: string, wanted: number, state: Refunded['state'] = 'succeeded'): string | undefined => {
      const page = pageOf(sessionId)
      const { currency } = page.request
      const amount = Math.min(wanted, amountOf(page.request) - page.refunds.reduce((sum, refund) => sum + (refund.state === 'failed' ? 0 : refund.amount), 0))
      if (amount <= 0 || page.disputes.some(dispute => dispute.state !== 'won')) return undefined
      const refundId = `re_${newId().replaceAll('-', '')}`
      page.refunds.push({ refundId, opId: null, amount, currency, state, settlement: { amount, currency } })
      tell(sessionId)
      return refundId
    },
    /** A bank takes back all that is left, or a part of it, or decides. */
    dispute: (sessionId: string, state: 'open' | 'won' | 'lost', wanted = Infinity) => {
      const page = pageOf(sessionId)
      const [before] = page.disputes
      if (before ? before.state !== 'open' || state === 'open' : state !== 'open') return
      const gone = page.refunds.filter(refund => refund.state !== 'failed').reduce((sum, refund) => sum + refund.amount, 0)
      const amount = before?.amount ?? Math.min(wanted, amountOf(page.request) - gone)
      if (amount === 0) return
      const { currency } = page.request
      const sums = { amount, fee: 50, currency }
      page.disputes = [{
        disputeId: `du_${sessionId}`, state, amount, currency, reason: 'fraudulent', openedAt: new Date(), evidenceDueAt: null,
        taken: sums, returned: state === 'won' ? { ...sums, fee: 0 } : null,
      }]
      tell(sessionId)
    },
    /** What has been given back so far turns out to have failed. */
    failRefunds: (sessionId: string) => {
      const page = pageOf(sessionId)
      page.refunds = page.refunds.map(refund => ({ ...refund, state: 'failed' as const }))
    },
  }
}
