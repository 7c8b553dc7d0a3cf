import type {
  AccountEvent, BalanceMovement, Checkout, CheckoutRequest, GatewayEvent, PaymentLocator, PaymentSnapshot,
  PayoutAccountRequest, PayoutAccountSnapshot, RefundRequest, RefundSnapshot, ReversalRequest, ReversalSnapshot, SavedCharge,
  TransferRequest, TransferSnapshot,
} from './model.ts'

/** What the site takes money with. Stripe is one; a domestic split-payment service would be another. */
export interface PaymentGateway {
  /** Opens a hosted page on which the payer pays. The same key answers the same page. */
  createCheckout: (request: CheckoutRequest, key: string) => Promise<Checkout>
  /** The page that an earlier call with this op made, if it did: for calls whose key is too old to be repeated. */
  findCheckout: (request: CheckoutRequest, since: Date) => Promise<Checkout | undefined>
  retrieveCheckout: (sessionId: string) => Promise<Checkout>
  /** Closes a page that is open; one that is complete stays complete, and the answer says so. */
  expireCheckout: (sessionId: string, key: string) => Promise<Checkout>
  /** Charges a saved card while its owner is away. Refused with `authentication_required` where the bank wants to hear them. */
  chargeSaved: (charge: SavedCharge, key: string) => Promise<{ gatewayPaymentId: string }>
  findSavedCharge: (charge: SavedCharge, since: Date) => Promise<{ gatewayPaymentId: string } | undefined>
  /** The truth about a payment now: page, money, refunds, disputes. */
  fetchPayment: (of: PaymentLocator) => Promise<PaymentSnapshot>
  refund: (request: RefundRequest, key: string) => Promise<RefundSnapshot>
  findRefund: (request: RefundRequest) => Promise<RefundSnapshot | undefined>
  retrieveRefund: (refundId: string) => Promise<RefundSnapshot>
  /** Sends what a provider earned to its account. Refused with `balance_insufficient` where the platform has not that much. */
  createTransfer: (request: TransferRequest, key: string) => Promise<TransferSnapshot>
  findTransfer: (request: TransferRequest) => Promise<TransferSnapshot | undefined>
  /** Brings a part of a transfer back. Refused where the provider's balance does not have it. */
  reverseTransfer: (request: ReversalRequest, key: string) => Promise<ReversalSnapshot>
  findReversal: (request: ReversalRequest) => Promise<ReversalSnapshot | undefined>
  /** Movements of the platform's balance since a moment, in no promised order. */
  listMovements: (since: Date) => AsyncIterable<BalanceMovement>
  /** Events since a moment, oldest first. */
  listEvents: (since: Date) => AsyncIterable<GatewayEvent>
  retrieveEvent: (eventId: string) => Promise<GatewayEvent>
  /** @throws {DomainError} `webhook_signature_invalid` */
  verifyWebhook: (rawBody: string, signature: string | undefined) => GatewayEvent
  /** Of events about providers' accounts, which are signed with a secret of their own. @throws {DomainError} `webhook_signature_invalid` */
  verifyAccountWebhook: (rawBody: string, signature: string | undefined) => AccountEvent
  createPayoutAccount: (request: PayoutAccountRequest, key: string) => Promise<PayoutAccountSnapshot>
  retrievePayoutAccount: (accountId: string) => Promise<PayoutAccountSnapshot>
  /** A page on which the provider is verified. Good for one visit, so it is never stored. */
  createOnboardingLink: (request: { accountId: string, refreshUrl: string, returnUrl: string }) => Promise<{ url: string, expiresAt: Date }>
}
