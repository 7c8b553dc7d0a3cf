import { z } from 'zod'
import * as money from '../schemas/money.ts'
import { id } from '../schemas/common.ts'
import { byId, type Operation } from './operation.ts'

const byProvider = z.object({ id })

/** What providers earn, and what operators look after: by-hand refunds, banks' disputes, what does not match. */
export const moneyOperations = {
  'GET /api/provider/payout-account': { summary: 'Whether one\'s provider can be paid', tag: 'provider', query: money.deskQuery, response: money.payoutAccount, security: true, problems: ['not_found'] },
  'POST /api/provider/payout-account/refresh': { summary: 'Ask the payment service again whether one\'s provider can be paid', tag: 'provider', query: money.deskQuery, response: money.payoutAccount, security: true, problems: ['not_found', 'checkout_unavailable', 'too_many_requests'] },
  'POST /api/provider/payout-account/onboarding': { summary: 'Where one\'s provider is verified; good for one visit', tag: 'provider', query: money.deskQuery, response: money.onboardingLink, status: 201, security: true, problems: ['not_found', 'checkout_unavailable', 'too_many_requests'] },
  'GET /api/provider/earnings': { summary: 'What one\'s provider has earned, and owes', tag: 'provider', query: money.earningsQuery, response: money.earnings, security: true, problems: ['not_found'] },
  'GET /api/provider/statement': { summary: 'A provider\'s statement, from the ledger alone', tag: 'provider', query: money.providerStatementQuery, response: money.providerStatement, security: true, problems: ['not_found', 'choice_invalid'] },
  'GET /api/provider/statement.csv': { summary: 'The same as a table', tag: 'provider', query: money.providerStatementQuery, produces: 'text/csv', security: true, problems: ['not_found', 'choice_invalid'] },

  'GET /api/operator/mismatches': { summary: 'What does not match between the books and the payment service', tag: 'operations', query: money.openQuery, response: money.mismatches, security: true, problems: ['not_found'] },
  'POST /api/operator/mismatches/:id/explain': { summary: 'Say why something does not match', tag: 'operations', params: byId, body: money.explainBody, status: 204, security: true, problems: ['not_found', 'refund_not_allotted'] },
  'POST /api/operator/foreign-refunds/:id/allot': { summary: 'Say of which parts of its booking a refund was that was made at the payment service', tag: 'operations', params: money.foreignRefundId, body: money.allotBody, status: 204, security: true, problems: ['not_found', 'refund_not_spread', 'refund_exceeds_payment', 'checkout_unavailable'] },
  'GET /api/operator/bank-disputes': { summary: 'Payments that banks dispute, the most urgent first', tag: 'operations', query: money.openQuery, response: money.bankDisputes, security: true, problems: ['not_found'] },
  'GET /api/operator/refunds': { summary: 'Refunds that the payment service cannot make', tag: 'operations', query: money.openQuery, response: money.manualRefunds, security: true, problems: ['not_found'] },
  'POST /api/operator/refunds/:id/resolve': { summary: 'End an entry of the queue of refunds', tag: 'operations', params: byId, body: money.resolveRefundBody, status: 204, security: true, problems: ['not_found', 'payment_disputed', 'payment_not_refundable', 'refund_exceeds_payment'] },
  'GET /api/operator/bookings/:reference/legs': { summary: 'What of a booking can be given back by hand', tag: 'operations', params: z.object({ reference: z.string().regex(/^[0-9A-Z-]{4,20}$/) }), response: money.refundableLegs, security: true, problems: ['not_found'] },
  'POST /api/operator/legs/:id/refund': { summary: 'Give a part of a leg back by hand', tag: 'operations', params: byId, body: money.refundByHandBody, status: 204, security: true, idempotent: true, problems: ['not_found', 'payment_not_refundable', 'refund_exceeds_payment', 'refund_changed'] },
  'GET /api/operator/statements/day': { summary: 'What moved on a day, from the ledger alone', tag: 'operations', query: money.dayStatementQuery, response: money.dayStatement, security: true, problems: ['not_found'] },
  'GET /api/operator/statements/bookings/:id': { summary: 'A booking\'s statement, from the ledger alone', tag: 'operations', params: byId, response: money.bookingStatement, security: true, problems: ['not_found'] },
  'GET /api/operator/statements/providers/:id': { summary: 'A provider\'s statement, from the ledger alone', tag: 'operations', params: byProvider, query: money.statementQuery, response: money.providerStatement, security: true, problems: ['not_found', 'choice_invalid'] },

  'POST /api/webhooks/stripe/accounts': { summary: 'Events about providers\' accounts with the payment service', tag: 'operations', status: 200, response: z.object({ received: z.boolean() }), problems: ['webhook_signature_invalid'] },
} as const satisfies Record<string, Operation>
