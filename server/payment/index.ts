export {
  acceptLatePayment, applyPaymentSnapshot, fetchForEvent, markEventApplied, type FetchedPayment, type PaymentChange, type SnapshotInput,
} from './apply-event.ts'
export { chargeSavedCard, chargeStateOf, finishCharges } from './charge-saved.ts'
export type { PaymentContext } from './context.ts'
export { recordEarning, type EarningInput } from './earnings.ts'
export { GatewayError, type PaymentErrorCode } from './errors.ts'
export type { PaymentGateway } from './gateway.ts'
export { applyPaymentEventJob, reconcilePaymentsJob, runPaymentOpsJob, type ApplyPaymentEvent } from './jobs.ts'
export { ledgerTotals, listLedgerOfBooking, type LedgerLine } from './ledger.ts'
export type { PaymentMethod, PaymentSnapshot, Settlement } from './model.ts'
export { openOnboarding, refreshPayoutAccount, type OnboardingInput, type PayoutAccount } from './onboarding.ts'
export { closeCheckout, openCheckout, prepareCheckout, type CheckoutInput, type OpenPage, type PreparedCheckout } from './open-checkout.ts'
export {
  findPaymentOfBooking, getPayment, listPaymentsOfBookings, listPaymentsToReview, listRefunds, lockPayment, type Payment, type Refund,
} from './queries.ts'
export { receiveWebhook } from './receive-webhook.ts'
export { reconcilePayments, type Reconciliation } from './reconcile.ts'
export { canRefund, requestRefund, type RefundChange, type RefundHooks, type RefundInput } from './refunds.ts'
export { findSavedCard, forgetSavedCard, keepSavedCard } from './saved-cards.ts'
export { runPaymentOps } from './run-ops.ts'
export type { PaymentState, RefundState } from './state.ts'
export { createStripeGateway, type StripeGatewayOptions } from './stripe-gateway.ts'
