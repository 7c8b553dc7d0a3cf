import type { Failure } from '../objects/pay-session.ts'
import type { Card } from '../objects/payments.ts'

/** Stripe's test cards that the stand-in knows, with what they do. */
export const testCards = [
  { number: '4242 4242 4242 4242', does: 'succeeds' },
  { number: '4000 0000 0000 0002', does: 'declined' },
  { number: '4000 0000 0000 9995', does: 'insufficient' },
  { number: '4000 0027 6000 3184', does: 'authenticates' },
] as const

export const declines = {
  generic_decline: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
  insufficient_funds: { code: 'card_declined', declineCode: 'insufficient_funds', message: 'Your card has insufficient funds.' },
  incorrect_number: { code: 'incorrect_number', message: 'Your card number is incorrect.' },
  expired_card: { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
  incorrect_cvc: { code: 'incorrect_cvc', message: 'Your card\'s security code is incorrect.' },
  test_mode_live_card: { code: 'card_declined', declineCode: 'test_mode_live_card', message: 'Your card was declined. Your request was in test mode, but used a non test card.' },
} satisfies Record<string, Failure>

export interface TypedCard {
  number: string
  expiry: string
  cvc: string
}

/** What the typed card does: a card that pays, or why it does not. Real card numbers are refused, as in Stripe's test mode. */
export function readCard(typed: TypedCard, now: Date): { card: Card } | { card?: Card, failure: Failure } {
  const digits = typed.number.replace(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits)) return { failure: declines.incorrect_number }
  const expiry = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(typed.expiry)
  const month = Number(expiry?.[1] ?? 0)
  const year = Number(expiry?.[2] ?? 0) + ((expiry?.[2]?.length ?? 4) === 2 ? 2000 : 0)
  if (month < 1 || month > 12 || new Date(Date.UTC(year, month, 1)) <= now) return { failure: declines.expired_card }
  if (!/^\d{3,4}$/.test(typed.cvc.trim())) return { failure: declines.incorrect_cvc }
  const card: Card = { brand: 'visa', last4: digits.slice(-4), expMonth: month, expYear: year }
  const known = testCards.find((candidate) => candidate.number.replaceAll(' ', '') === digits)
  if (!known) return { card, failure: declines.test_mode_live_card }
  if (known.does === 'declined') return { card, failure: declines.generic_decline }
  if (known.does === 'insufficient') return { card, failure: declines.insufficient_funds }
  return { card: { ...card, authenticates: known.does === 'authenticates' } }
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
