export {
  acceptLatePayment, applyPaymentSnapshot, fetchForEvent, markEventApplied, type PaymentChange,
} from './apply-event.ts'
export { chargeSavedCard, chargeStateOf, finishCharges } from './charge-saved.ts'
export type { PaymentContext } from './context.ts'
export { earnedOf } from './earning.ts'
export { hasEarning, recordEarning } from './earnings.ts'
export { endReview } from './end-review.ts'
export { GatewayError } from './errors.ts'
export { findForeignRefund, listForeignRefunds, takeForeignRefund, takeFromPlatform } from './foreign-refunds.ts'
export type { PaymentGateway } from './gateway.ts'
export {
  applyPaymentEventJob, reconcileBalanceJob, reconcilePaymentsJob, refreshAccountJob, refundChangedJob, runPaymentOpsJob, runPayoutsJob,
  type ApplyPaymentEvent,
} from './jobs.ts'
export {
  findFapiao, getExport, listExports, saveFapiao, writeExport, type FapiaoDue, type FapiaoState,
} from './fapiao.ts'
export { listLedgerOfBooking, type LedgerLine } from './ledger.ts'
export { listBankDisputes } from './bank-disputes.ts'
export { shownAs } from './payout.ts'
export { listDebts, readEarningLines, sumEarnings, sumWaiting } from './read-earnings.ts'
export { readDayLedger, readProviderLedger, type Period } from './statements.ts'
export { readVoucherBudgets, recordVoucher } from './vouchers.ts'
export type { GatewayEvent, PaymentSnapshot } from './model.ts'
export { applyAccountEvent, findPayoutAccount, openOnboarding, receiveAccountWebhook, refreshPayoutAccount } from './onboarding.ts'
export { closeCheckout, openCheckout, prepareCheckout, type PreparedCheckout } from './open-checkout.ts'
export {
  findPaymentOfBooking, findRefund, getPayment, listRefunds, lockPayment,
  type Payment, type Refund,
} from './queries.ts'
export { findOpenQuestion, openQuestions, type OpenQuestion } from './open-questions.ts'
export { receiveWebhook } from './receive-webhook.ts'
export { listLostDisputes, lossesOf, lostOf, spreadLossesAgain } from './losses.ts'
export { endMismatch, explainMismatch, findOpenMismatch, listMismatches } from './mismatches.ts'
export { reconcilePayments } from './reconcile.ts'
export { reconcileBalance } from './reconcile-balance.ts'
export { listManualRefunds, paidInTheEnd, paidInTheEndOf, queueRefund, refundBlockOf, refundsOfLeg } from './refund-queue.ts'
export { requestRefund } from './refunds.ts'
export { runPayouts } from './payouts.ts'
export { resolveManualRefund } from './manual-refunds.ts'
export { findSavedCard, forgetSavedCard, keepSavedCard } from './saved-cards.ts'
export { runPaymentOps } from './run-ops.ts'
export type { RefundState } from './state.ts'
export { createStripeGateway } from './stripe-gateway.ts'
