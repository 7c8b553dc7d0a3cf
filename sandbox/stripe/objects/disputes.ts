import type Stripe from 'stripe'
import { z } from 'zod'
import { missing, refused } from '../core/errors.ts'
import { newId } from '../core/ids.ts'
import { boolean, clearableMetadata, expand, text } from '../core/params.ts'
import type { World } from '../core/world.ts'
import { presentTransaction, recordMovement } from './balance.ts'
import { chargeMethod } from './payments.ts'

/** What Stripe takes for a dispute, in minor units of the settlement currency (invented; it differs by country). */
const disputeFee = 10_000
const daysToAnswer = 9
const verdicts = [['winning_evidence', 'succeeded'], ['losing_evidence', 'failed']] as const

const evidenceTexts = [
  'access_activity_log', 'billing_address', 'cancellation_policy_disclosure', 'cancellation_rebuttal', 'customer_email_address', 'customer_name',
  'customer_purchase_ip', 'duplicate_charge_explanation', 'duplicate_charge_id', 'product_description', 'refund_policy_disclosure',
  'refund_refusal_explanation', 'service_date', 'shipping_address', 'shipping_carrier', 'shipping_date', 'shipping_tracking_number', 'uncategorized_text',
] as const

/** Evidence in words. Files are not modelled. */
export const disputeParams = z.strictObject({
  evidence: z.strictObject(Object.fromEntries(evidenceTexts.map((name) => [name, text.max(20_000).optional()]))).optional(),
  metadata: clearableMetadata.optional(),
  submit: boolean.default(true),
  expand,
})

export interface DisputeRequest {
  charge: string
  /** In minor units of the charge; what is left of it where none is given. */
  amount?: number
  reason?: string
}

/** A cardholder disputes a charge: the bank takes the money from the platform at once, with a fee. */
export function openDispute(world: World, request: DisputeRequest): Stripe.Dispute {
  const charge = world.store.find('charge', request.charge)
  if (!charge) throw missing('charge', request.charge, 'charge')
  if (charge.status !== 'succeeded') throw refused(`Charge ${charge.id} has not succeeded and cannot be disputed.`, 'charge_not_disputable')
  if (chargeMethod(charge) !== 'card') throw refused('Only card payments can be disputed.', 'charge_not_disputable')
  if (charge.disputed) throw refused(`Charge ${charge.id} is disputed already.`, 'charge_disputed')
  const left = charge.amount - charge.amount_refunded
  const amount = request.amount ?? left
  if (amount < 1 || amount > left) throw refused(`At most ${left} of the charge can be disputed.`, 'amount_too_large', 'amount')
  const brand = charge.payment_method_details?.card?.brand ?? 'visa'
  const dispute = {
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: world.now() + daysToAnswer * 86_400, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0, submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    payment_method_details: { type: 'card', card: { brand, case_type: 'chargeback', network: brand, network_reason_code: '10.4' } },
    reason: request.reason ?? 'fraudulent',
    status: 'needs_response',
  } satisfies Stripe.Dispute
  const disputed: Stripe.Charge = { ...charge, disputed: true }
  world.store.put('charge', disputed)
  world.emit('charge.updated', disputed, { previous: { disputed: false } })
  const withdrawn = move(world, dispute, 'withdrawal')
  world.emit('charge.dispute.created', withdrawn)
  world.emit('charge.dispute.funds_withdrawn', withdrawn)
  return withdrawn
}

/** The platform answers. What is submitted goes to the bank, and the dispute is under review. */
export function answerDispute(world: World, id: string, params: z.infer<typeof disputeParams>): Stripe.Dispute {
  const dispute = findDispute(world, id)
  if (isClosed(dispute)) throw refused('This dispute is already closed.', 'dispute_already_closed')
  if (dispute.status === 'under_review' && params.evidence) throw refused('Evidence has been submitted already.', 'dispute_evidence_already_submitted')
  const evidence: Stripe.Dispute.Evidence = { ...dispute.evidence, ...params.evidence }
  const submits = params.submit && params.evidence !== undefined
  const details = dispute.evidence_details
  const changed: Stripe.Dispute = {
    ...dispute, evidence, metadata: { ...dispute.metadata, ...params.metadata },
    evidence_details: {
      ...details, has_evidence: details.has_evidence || params.evidence !== undefined,
      ...(submits && { submission_count: details.submission_count + 1, submission_method: 'manual' }),
    },
    ...(submits && { status: 'under_review' as const }),
  }
  world.store.put('dispute', changed)
  world.emit('charge.dispute.updated', changed, { previous: { status: dispute.status } })
  // The words that decide a dispute in Stripe's test mode.
  const decided = submits && verdicts.find(([words]) => words === evidence.uncategorized_text)
  if (decided) world.plan(id, 'close_dispute', id, world.now(), decided[1])
  return changed
}

/** The bank has decided, or the platform accepts the dispute, which loses it. One that is closed stays as it is. */
export function closeDispute(world: World, id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
  const dispute = findDispute(world, id)
  world.unplan(id)
  if (isClosed(dispute)) return dispute
  const decided: Stripe.Dispute = { ...dispute, status: outcome }
  const closed = outcome === 'won' ? move(world, decided, 'reversal') : decided
  world.store.put('dispute', closed)
  world.emit('charge.dispute.closed', closed, { previous: { status: dispute.status } })
  if (outcome === 'won') world.emit('charge.dispute.funds_reinstated', closed)
  return closed
}

export function findDispute(world: World, id: string): Stripe.Dispute {
  const dispute = world.store.find('dispute', id)
  if (!dispute) throw missing('dispute', id, 'dispute')
  return dispute
}

export const isClosed = ({ status }: Stripe.Dispute): boolean => status === 'won' || status === 'lost'

/** A charge that the bank has taken back is not refunded as well; one whose dispute was won may be. */
export function isChargedBack(world: World, charge: Stripe.Charge): boolean {
  const found = world.store.page('dispute', { limit: 1, filters: [{ field: 'charge', value: charge.id }] })?.data[0]
  return found !== undefined && found.status !== 'won'
}

export function presentDispute(world: World, dispute: Stripe.Dispute): Stripe.Dispute {
  return { ...dispute, balance_transactions: dispute.balance_transactions.map((transaction) => presentTransaction(world, transaction)) }
}

/** The money goes to the bank, or comes back; the fee stays with Stripe. At the rate of the charge. */
function move(world: World, dispute: Stripe.Dispute, kind: 'withdrawal' | 'reversal'): Stripe.Dispute {
  const charge = world.store.find('charge', String(dispute.charge))
  const original = world.store.find('balance_transaction', String(charge?.balance_transaction))
  const rate = original?.exchange_rate ?? null
  const amount = rate === null ? dispute.amount : Math.round(dispute.amount * rate)
  const withdrawn = kind === 'withdrawal'
  const transaction = recordMovement(world, {
    type: 'adjustment',
    reporting: withdrawn ? 'dispute' : 'dispute_reversal',
    description: `Chargeback ${kind} for ${String(dispute.charge)}`,
    source: dispute.id,
    amount: withdrawn ? -amount : amount,
    currency: original?.currency ?? dispute.currency,
    exchangeRate: rate,
    created: world.now(),
    fee: withdrawn ? disputeFee : 0,
    feeDescription: 'Dispute fee',
  })
  const moved: Stripe.Dispute = { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] }
  world.store.put('dispute', moved)
  return moved
}

const noEvidence = {
  access_activity_log: null, billing_address: null, cancellation_policy: null, cancellation_policy_disclosure: null,
  cancellation_rebuttal: null, customer_communication: null, customer_email_address: null, customer_name: null,
  customer_purchase_ip: null, customer_signature: null, duplicate_charge_documentation: null, duplicate_charge_explanation: null,
  duplicate_charge_id: null, enhanced_evidence: {}, product_description: null, receipt: null, refund_policy: null,
  refund_policy_disclosure: null, refund_refusal_explanation: null, service_date: null, service_documentation: null,
  shipping_address: null, shipping_carrier: null, shipping_date: null, shipping_documentation: null,
  shipping_tracking_number: null, uncategorized_file: null, uncategorized_text: null,
} satisfies Stripe.Dispute.Evidence
