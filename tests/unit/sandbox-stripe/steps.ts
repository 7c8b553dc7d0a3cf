import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import type { PaymentGateway } from '../../../server/payment/index.ts'

/**
 * What must hold of Stripe, written once: `npm test` runs it against the stand-in, `npm run test:stripe` against Stripe's test mode
 * before launch. Each step stands on those before it.
 */
export interface Run {
  stripe: Stripe
  /** What the site itself calls Stripe with: its calls are run as it makes them. */
  gateway: PaymentGateway
  /** In the platform's own settlement currency nothing converts; any that Stripe knows will do. */
  currency: string
  /** Names everything that this run makes. */
  name: string
  /** A connected account whose onboarding is done, so that it may receive transfers. */
  receiver: () => Promise<string>
  /** What a step leaves for those after it. */
  made: { charge?: Stripe.Charge, settled?: Stripe.BalanceTransaction, available?: Stripe.Charge, refund?: string, account?: string, transfer?: Stripe.Transfer }
  startedAt: number
  /** Where the provider is that this run makes an account for. */
  country: string
}

export interface Step {
  title: string
  run: (run: Run) => Promise<void>
}

const card = 'pm_card_visa'

async function pay({ stripe, currency, name }: Run, method = card): Promise<Stripe.Charge> {
  const intent = await stripe.paymentIntents.create({
    amount: 10_000, currency, payment_method: method, confirm: true, allowed_payment_method_types: ['card'],
    transfer_group: name, metadata: { booking_id: name }, description: 'Linli test run',
  })
  assert.equal(intent.object, 'payment_intent')
  assert.equal(intent.status, 'succeeded')
  return await stripe.charges.retrieve(idOf(intent.latest_charge))
}

/** Asks again until something holds: Stripe's own state may follow a call by some seconds. */
async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (let wait = 100; ; wait = Math.min(2000, wait * 2)) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`did not happen within ${seconds} s: ${what}`)
    await new Promise((done) => setTimeout(done, wait))
  }
}

const settled = async ({ stripe }: Run, { id }: Stripe.Charge): Promise<Stripe.BalanceTransaction> => await until('the charge settles', async () => {
  const { balance_transaction: transaction } = await stripe.charges.retrieve(id, { expand: ['balance_transaction'] })
  return transaction === null || typeof transaction === 'string' ? undefined : transaction
})

const idOf = (value: string | { id: string } | null): string => typeof value === 'string' ? value : value?.id ?? ''

/** What an earlier step made; a step that failed leaves nothing. */
function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an earlier step made nothing')
  return value
}

const refusedAs = (expected: { status: number, type?: string, code?: string }) => (error: unknown): true => {
  assert.ok(error instanceof Stripe.errors.StripeError, String(error))
  const { statusCode: status, type, code } = error
  assert.deepEqual({ status, ...(expected.type && { type }), ...(expected.code && { code }) }, expected)
  return true
}

export const steps: Step[] = [
  {
    title: 'a card pays, and its balance transaction adds up',
    async run(run) {
      const { stripe, made } = run
      made.charge = await pay(run)
      assert.deepEqual([made.charge.paid, made.charge.amount, made.charge.transfer_group, made.charge.metadata.booking_id], [true, 10_000, run.name, run.name])
      const id = made.charge.id
      made.settled = await settled(run, made.charge)
      assert.equal(made.settled.amount - made.settled.fee, made.settled.net)
      assert.equal(made.settled.source, id)
      const found = await stripe.balanceTransactions.list({ source: id, type: 'charge' })
      assert.deepEqual(found.data.map((transaction) => transaction.id), [made.settled.id])
    },
  },
  {
    title: 'a declined card is a card error, and nothing was paid',
    async run(run) {
      await assert.rejects(pay(run, 'pm_card_visa_chargeDeclined'), refusedAs({ status: 402, type: 'StripeCardError', code: 'card_declined' }))
    },
  },
  {
    title: 'unknown objects and unknown parameters are errors',
    async run({ stripe }) {
      await assert.rejects(stripe.charges.retrieve('ch_none'), refusedAs({ status: 404, type: 'StripeInvalidRequestError', code: 'resource_missing' }))
      const unknown = { amount: 100, currency: 'usd', nonsense: 'x' }
      await assert.rejects(stripe.paymentIntents.create(unknown), refusedAs({ status: 400, type: 'StripeInvalidRequestError', code: 'parameter_unknown' }))
    },
  },
  {
    title: 'a part is refunded; the same key answers it again, and refuses another request',
    async run({ stripe, made, name }) {
      const charge = needed(made.charge).id
      const key = { idempotencyKey: `${name}-refund` }
      const first = await stripe.refunds.create({ charge, amount: 3000, metadata: { op_id: name } }, key)
      assert.equal(first.amount, 3000)
      const again = await stripe.refunds.create({ charge, amount: 3000, metadata: { op_id: name } }, key)
      assert.equal(again.id, first.id)
      assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true')
      await assert.rejects(stripe.refunds.create({ charge, amount: 3001 }, key), refusedAs({ status: 400, type: 'StripeIdempotencyError' }))
      await assert.rejects(stripe.refunds.create({ charge, amount: 7001 }), refusedAs({ status: 400, type: 'StripeInvalidRequestError' }))
      const list = await stripe.refunds.list({ charge })
      assert.deepEqual(list.data.map(({ id, metadata }) => [id, metadata?.op_id]), [[first.id, name]])
      made.refund = first.id
    },
  },
  {
    title: 'the site reads a payment, gives a part of it back once for an operation, and finds that again',
    async run(run) {
      const { gateway, currency, name } = run
      const charge = await pay(run)
      await settled(run, charge)
      const gatewayPaymentId = idOf(charge.payment_intent)
      const refund = { opId: randomUUID(), paymentId: name, gatewayPaymentId, amount: 1234 }
      const key = randomUUID()
      const { refundId } = await gateway.refund(refund, key)
      assert.equal((await gateway.refund(refund, key)).refundId, refundId)
      assert.equal((await gateway.findRefund(refund))?.refundId, refundId)
      await assert.rejects(gateway.refund({ ...refund, amount: 1235 }, key), { kind: 'refused', code: 'key_of_another_call' })
      const { state, amount, chargeId, settlement, refunds } = await gateway.fetchPayment({ gatewayPaymentId })
      assert.deepEqual([state, amount, chargeId], ['paid', 10_000, charge.id])
      assert.deepEqual(refunds.map(each => [each.refundId, each.opId, each.amount, each.currency]), [[refundId, refund.opId, 1234, currency.toUpperCase()]])
      assert.ok(settlement !== null && settlement.amount > settlement.fee)
      const moved = new Map<string | null, number>()
      for await (const { source, net } of gateway.listMovements(new Date(charge.created * 1000))) moved.set(source, net)
      assert.equal(moved.get(charge.id), settlement.amount - settlement.fee)
      assert.ok(Number(moved.get(refundId)) < 0)
    },
  },
  {
    title: 'the site charges a card that was kept, once for an operation, while its owner is away, and finds that again',
    async run({ stripe, gateway, currency, name }) {
      const customer = await stripe.customers.create({ email: 'resident@example.com', payment_method: card })
      const { data: [kept] } = await stripe.customers.listPaymentMethods(customer.id)
      const charge = {
        opId: randomUUID(), paymentId: name, bookingId: `${name}-visit`, amount: 5678, currency: currency.toUpperCase(),
        gatewayCustomerId: customer.id, gatewayMethodId: needed(kept).id,
      }
      const begun = new Date()
      const key = randomUUID()
      const { gatewayPaymentId } = await gateway.chargeSaved(charge, key)
      assert.equal((await gateway.chargeSaved(charge, key)).gatewayPaymentId, gatewayPaymentId)
      assert.equal((await gateway.findSavedCharge(charge, begun))?.gatewayPaymentId, gatewayPaymentId)
      const { sessionId, paymentId, state, amount, method } = await gateway.fetchPayment({ gatewayPaymentId })
      assert.deepEqual([sessionId, paymentId, state, amount, method], [null, name, 'paid', 5678, 'card'])
    },
  },
  {
    title: 'a refund may be pending, and one that was shown as succeeded may fail',
    async run(run) {
      const { stripe } = run
      const [slow, failing] = [await pay(run, 'pm_card_pendingRefund'), await pay(run, 'pm_card_refundFail')]
      const pending = await stripe.refunds.create({ charge: slow.id, amount: 1000 })
      assert.equal(pending.status, 'pending')
      const shown = await stripe.refunds.create({ charge: failing.id, amount: 1000 })
      assert.equal(shown.status, 'succeeded')
      await until('the pending refund succeeds', async () => (await stripe.refunds.retrieve(pending.id)).status === 'succeeded' || undefined, 120)
      const failed = await until('the other one fails', async () => {
        const refund = await stripe.refunds.retrieve(shown.id, { expand: ['failure_balance_transaction'] })
        return refund.status === 'failed' ? refund : undefined
      }, 120)
      const { failure_balance_transaction: back } = failed
      assert.ok(back && typeof back !== 'string')
      assert.equal(back.type, 'refund_failure')
      assert.ok(back.amount > 0)
    },
  },
  {
    title: 'a dispute takes the money and a fee, forbids refunds, and is won by evidence',
    async run(run) {
      const { stripe } = run
      const charge = await pay(run, 'pm_card_createDispute')
      const dispute = await until('the dispute is there', async () => (await stripe.disputes.list({ charge: charge.id })).data[0])
      assert.deepEqual([dispute.amount, dispute.status, dispute.reason], [10_000, 'needs_response', 'fraudulent'])
      const [withdrawal] = dispute.balance_transactions
      assert.deepEqual([withdrawal?.type, withdrawal?.reporting_category, Number(withdrawal?.amount) < 0], ['adjustment', 'dispute', true])
      await assert.rejects(stripe.refunds.create({ charge: charge.id, amount: 100 }), refusedAs({ status: 400, code: 'charge_disputed' }))
      await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'winning_evidence' }, submit: true })
      await until('the dispute is won', async () => (await stripe.disputes.retrieve(dispute.id)).status === 'won' || undefined, 120)
      assert.ok((await stripe.charges.retrieve(charge.id)).disputed)
    },
  },
  {
    title: 'an account of v2 is made once for a key, may not receive yet, and gets a link for its onboarding',
    async run({ gateway, country, made, name }) {
      const request = { providerId: name, name: '安心护理', email: 'provider@example.com', country }
      const key = randomUUID()
      const { accountId, state } = await gateway.createPayoutAccount(request, key)
      assert.equal((await gateway.createPayoutAccount(request, key)).accountId, accountId)
      made.account = accountId
      assert.notEqual(state, 'active')
      assert.notEqual((await gateway.retrievePayoutAccount(accountId)).state, 'active')
      const link = await gateway.createOnboardingLink({ accountId, refreshUrl: 'https://example.com/again', returnUrl: 'https://example.com/desk' })
      assert.match(link.url, /^https?:/)
      assert.ok(link.expiresAt.getTime() > Date.now())
    },
  },
  {
    title: 'a transfer to an account that may not receive is refused',
    async run({ stripe, made }) {
      const { currency } = needed(made.settled)
      await assert.rejects(
        stripe.transfers.create({ amount: 100, currency, destination: needed(made.account), source_transaction: needed(made.charge).id }),
        refusedAs({ status: 400, code: 'insufficient_capabilities_for_transfer' }))
    },
  },
  {
    title: 'a transfer comes out of its charge, is found by its group, and is bounded by the charge',
    async run(run) {
      const { stripe, gateway, made, name, receiver } = run
      // Of money that is there at once: what is pending with a connected account need not be to be had back from it.
      made.available = await pay(run, 'pm_card_bypassPending')
      const { amount: whole, currency } = await settled(run, made.available)
      // A charge's transfers are of its group, as the site's are.
      const wanted = { bookingId: name, accountId: await receiver(), currency: currency.toUpperCase(), chargeId: made.available.id }
      const first = { ...wanted, opId: randomUUID(), amount: Math.floor(whole * 0.4) }
      const key = randomUUID()
      const { transferId } = await gateway.createTransfer(first, key)
      assert.equal((await gateway.createTransfer(first, key)).transferId, transferId)
      assert.equal((await gateway.findTransfer(first))?.transferId, transferId)
      assert.equal(await gateway.findTransfer({ ...first, opId: randomUUID() }), undefined)
      await assert.rejects(gateway.createTransfer({ ...wanted, opId: randomUUID(), amount: whole }, randomUUID()), { kind: 'refused' })
      made.transfer = await stripe.transfers.retrieve(transferId)
      assert.deepEqual([made.transfer.source_transaction, made.transfer.transfer_group], [made.available.id, name])
    },
  },
  {
    title: 'a transfer is reversed in parts, once for a key, and never beyond itself',
    async run({ stripe, gateway, made }) {
      const { id: transferId, amount: whole } = needed(made.transfer)
      const first = { transferId, opId: randomUUID(), amount: Math.floor(whole / 3) }
      const key = randomUUID()
      const { reversalId } = await gateway.reverseTransfer(first, key)
      assert.equal((await gateway.reverseTransfer(first, key)).reversalId, reversalId)
      assert.equal((await gateway.findReversal(first))?.reversalId, reversalId)
      const left = whole - first.amount
      await assert.rejects(gateway.reverseTransfer({ transferId, opId: randomUUID(), amount: left + 1 }, randomUUID()), { kind: 'refused' })
      await gateway.reverseTransfer({ transferId, opId: randomUUID(), amount: left }, randomUUID())
      const transfer = await stripe.transfers.retrieve(transferId)
      assert.deepEqual([transfer.amount_reversed, transfer.reversed, transfer.reversals.data.length], [whole, true, 2])
    },
  },
  {
    title: 'without a source, a transfer beyond the available balance is refused',
    async run({ stripe, made, receiver }) {
      const { currency } = needed(made.settled)
      const { available } = await stripe.balance.retrieve()
      const there = Math.max(0, available.find((entry) => entry.currency === currency)?.amount ?? 0)
      await assert.rejects(stripe.transfers.create({ amount: there + 100_000, currency, destination: await receiver() }), refusedAs({ status: 400, code: 'balance_insufficient' }))
    },
  },
  {
    title: 'money that is available at once can be transferred without a source',
    async run(run) {
      const { stripe, made, receiver, name } = run
      const { currency } = needed(made.settled)
      await pay(run, 'pm_card_bypassPending')
      const transfer = await until('the money is available', async () => {
        const { available } = await stripe.balance.retrieve()
        if ((available.find((entry) => entry.currency === currency)?.amount ?? 0) < 500) return undefined
        return await stripe.transfers.create({ amount: 500, currency, destination: await receiver(), transfer_group: `${name}-vouchers` })
      })
      assert.equal(transfer.source_transaction, null)
    },
  },
  {
    title: 'a checkout of ours opens, is ended early, and only once',
    async run({ stripe, gateway, currency, name }) {
      // One page like any other, and one that keeps the card and leaves a method out.
      for (const special of [{ savesCard: false, excludedMethods: [] }, { savesCard: true, excludedMethods: ['alipay' as const] }]) {
        const request = {
          paymentId: randomUUID(), bookingId: name, lines: [{ title: '深度保洁（两小时）', amount: 26_800 }, { title: '护士上门', amount: 15_000 }],
          currency: currency.toUpperCase(), email: 'resident@example.com', locale: 'zh-CN' as const, successUrl: 'https://example.com/done',
          cancelUrl: 'https://example.com/back', expiresAt: new Date(Date.now() + 31 * 60_000), ...special,
        }
        const begun = new Date()
        const { sessionId, state, url } = await gateway.createCheckout(request, randomUUID())
        assert.equal(state, 'open')
        assert.match(String(url), /^https?:/)
        const session = await stripe.checkout.sessions.retrieve(sessionId)
        assert.deepEqual([session.payment_status, session.amount_total, session.client_reference_id], ['unpaid', 41_800, request.paymentId])
        assert.equal((await gateway.findCheckout(request, begun))?.sessionId, sessionId)
        assert.equal((await gateway.fetchPayment({ sessionId })).state, 'open')
        // Ended twice: the second time it says how it stands.
        for (const key of [randomUUID(), randomUUID()]) assert.equal((await gateway.expireCheckout(sessionId, key)).state, 'expired')
        await assert.rejects(stripe.checkout.sessions.expire(sessionId), refusedAs({ status: 400, type: 'StripeInvalidRequestError' }))
      }
    },
  },
  {
    title: 'what happened is listed as events, and thin events tell of the account',
    async run({ stripe, made, startedAt }) {
      const wanted = new Map([['charge.succeeded', needed(made.charge).id], ['refund.created', needed(made.refund)], ['transfer.created', needed(made.transfer).id]])
      await until('the events are listed', async () => {
        const seen = new Set<string>()
        for await (const { type, data } of stripe.events.list({ created: { gte: startedAt - 60 }, types: [...wanted.keys()], limit: 100 })) {
          if ('id' in data.object) seen.add(`${type} ${data.object.id}`)
        }
        return [...wanted].every(([type, id]) => seen.has(`${type} ${id}`)) || undefined
      })
      const thin = await until('the account\'s events are listed', async () => {
        const { data } = await stripe.v2.core.events.list({ object_id: needed(made.account), limit: 20 })
        return data.find((event) => event.type === 'v2.core.account.created')
      })
      assert.equal((await stripe.v2.core.events.retrieve(thin.id)).id, thin.id)
      await stripe.v2.core.accounts.close(needed(made.account), { applied_configurations: ['recipient'] })
    },
  },
  {
    title: 'signatures: ours is taken; a wrong secret, a changed body and an old time are not',
    run({ stripe }) {
      const secret = 'whsec_test_run'
      const payload = JSON.stringify({ id: 'evt_1', object: 'event', type: 'charge.succeeded', data: { object: {} } })
      const now = Math.floor(Date.now() / 1000)
      const header = (timestamp: number) => stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
      assert.equal(stripe.webhooks.constructEvent(payload, header(now), secret).id, 'evt_1')
      for (const [body, from, key] of [[`${payload} `, now, secret], [payload, now, 'whsec_other'], [payload, now - 301, secret]] as const) {
        assert.throws(() => stripe.webhooks.constructEvent(body, header(from), key), { type: 'StripeSignatureVerificationError' })
      }
      return Promise.resolve()
    },
  },
]
