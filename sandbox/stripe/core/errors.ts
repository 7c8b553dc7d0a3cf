import type Stripe from 'stripe'

/** An error in the shape that Stripe's API gives it; the SDK turns it into one of its error classes by `type`. */
export interface ApiErrorOptions {
  status: number
  type: 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error'
  message: string
  code?: string
  declineCode?: string
  param?: string
  /** Stripe keeps an answer under its idempotency key only once the endpoint began to execute: refused parameters are not kept. */
  kept?: boolean
  /** What the call wrote stays, as a declined payment does. */
  committed?: boolean
  /** The payment intent that was declined. */
  paymentIntent?: Stripe.PaymentIntent
}

export class ApiError extends Error {
  readonly options: ApiErrorOptions

  constructor(options: ApiErrorOptions) {
    super(options.message)
    this.options = options
  }

  get body(): Record<string, unknown> {
    const { type, message, code, declineCode, param, paymentIntent } = this.options
    return {
      error: {
        type, message, ...(code && { code }), ...(declineCode && { decline_code: declineCode }), ...(param && { param }),
        ...(paymentIntent && { payment_intent: paymentIntent }),
      },
    }
  }
}

/** Parameters were refused before anything ran. */
export function invalidParameter(message: string, param?: string, code = 'parameter_invalid'): ApiError {
  return new ApiError({ status: 400, type: 'invalid_request_error', message, param, code })
}

/** The request was understood, and the state of things forbids it. */
export function refused(message: string, code: string, param?: string): ApiError {
  return new ApiError({ status: 400, type: 'invalid_request_error', message, code, param, kept: true })
}

export function missing(kind: string, id: string, param = 'id'): ApiError {
  return new ApiError({ status: 404, type: 'invalid_request_error', message: `No such ${kind}: '${id}'`, code: 'resource_missing', param, kept: true })
}

export function unknownRoute(method: string, path: string): ApiError {
  const message = `Unrecognized request URL (${method}: ${path}). Either Stripe has no such route, or the stand-in does not model it.`
  return new ApiError({ status: 404, type: 'invalid_request_error', message })
}
