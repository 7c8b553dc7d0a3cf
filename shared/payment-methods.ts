/** With what a booking can be paid; as Stripe calls them. */
export const paymentMethods = ['card', 'alipay', 'wechat_pay'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/**
 * The smallest sum that can be charged, in minor units: Stripe's minimum of the currency. It names none for the renminbi and compares what
 * the charge settles to: the sum for CNY is above its minimum in every currency that it settles in.
 */
const smallestCharge: Readonly<Record<string, number>> = {
  CNY: 500, HKD: 400, USD: 50, EUR: 50, GBP: 30, JPY: 50, SGD: 50, AUD: 50, CAD: 50,
}

/** Undefined: any sum. */
export const smallestChargeOf = (currency: string): number => smallestCharge[currency] ?? 0

interface MethodRules {
  /** Currencies in which it can be presented; absent: any. */
  currencies?: readonly string[]
  /** How many days after the payment the service may end: later, the method could not give anything back any more. */
  horizonDays?: number
  /** Whether it can be kept for the visits of a plan. */
  keeps: boolean
}

const wallets = ['CNY', 'HKD', 'USD', 'EUR', 'GBP', 'JPY', 'SGD', 'AUD', 'CAD']

/** Alipay gives nothing back after 90 days, WeChat Pay after 180: ten days are kept for what comes after the service. */
export const methodRules: Readonly<Record<PaymentMethod, MethodRules>> = {
  card: { keeps: true },
  alipay: { currencies: wallets, horizonDays: 80, keeps: false },
  wechat_pay: { currencies: wallets, horizonDays: 170, keeps: false },
}

export interface MethodCase {
  currency: string
  /** When the last part of the booking ends. */
  end: Date
  at: Date
}

export interface MethodView {
  method: PaymentMethod
  /** Why this booking cannot be paid with it; null: it can. */
  why: 'currency' | 'horizon' | null
  /** For `horizon`: how many days ahead it would reach. */
  days: number | null
}

/** Every method, and whether a booking can be paid with it. */
export function methodsFor({ currency, end, at }: MethodCase): MethodView[] {
  return paymentMethods.map((method) => {
    const { currencies, horizonDays } = methodRules[method]
    const isLate = horizonDays !== undefined && end.getTime() - at.getTime() > horizonDays * 86_400_000
    const why = currencies && !currencies.includes(currency) ? 'currency' : isLate ? 'horizon' : null
    return { method, why, days: why === 'horizon' ? horizonDays! : null }
  })
}
