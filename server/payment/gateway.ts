import type {
  Checkout, CheckoutRequest, GatewayEvent, PaymentLocator, PaymentSnapshot,
  PayoutAccountRequest, PayoutAccountSnapshot, RefundRequest, RefundSnapshot, SavedCharge,
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
  /** The truth about a payment now: page, money, refunds. */
  fetchPayment: (of: PaymentLocator) => Promise<PaymentSnapshot>
  refund: (request: RefundRequest, key: string) => Promise<RefundSnapshot>
  findRefund: (request: RefundRequest) => Promise<RefundSnapshot | undefined>
  retrieveRefund: (refundId: string) => Promise<RefundSnapshot>
  /** Events since a moment, oldest first. */
  listEvents: (since: Date) => AsyncIterable<GatewayEvent>
  retrieveEvent: (eventId: string) => Promise<GatewayEvent>
  /** @throws {DomainError} `webhook_signature_invalid` */
  verifyWebhook: (rawBody: string, signature: string | undefined) => GatewayEvent
  createPayoutAccount: (request: PayoutAccountRequest, key: string) => Promise<PayoutAccountSnapshot>
  retrievePayoutAccount: (accountId: string) => Promise<PayoutAccountSnapshot>
  /** A page on which the provider is verified. Good for one visit, so it is never stored. */
  createOnboardingLink: (request: { accountId: string, refreshUrl: string, returnUrl: string }) => Promise<{ url: string, expiresAt: Date }>
}
