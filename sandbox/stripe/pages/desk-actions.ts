import { z } from 'zod'
import { ApiError, invalidParameter } from '../core/errors.ts'
import { deliveryOrders } from '../core/webhooks.ts'
import { faultKinds } from '../core/faults.ts'

/** The calls that a person may choose to fail, as the controls name them. */
export const faultCalls = {
  all: { path: '/*' },
  sessions: { path: '/v1/checkout/sessions', method: 'POST' },
  saved: { path: '/v1/payment_intents', method: 'POST' },
  refunds: { path: '/v1/refunds', method: 'POST' },
  transfers: { path: '/v1/transfers', method: 'POST' },
  reversals: { path: '/v1/transfers/*', method: 'POST' },
  accounts: { path: '/v2/core/account*', method: 'POST' },
  read: { path: '/v1/checkout/sessions/*', method: 'GET' },
  events: { path: '/v1/events', method: 'GET' },
} as const

const whole = z.string().regex(/^\d{1,6}$/).transform(Number)
const id = z.string().min(1)
const outcome = z.enum(['succeeded', 'failed'])

/** All of a charge, or what was typed of it. */
const ofCharge = z.object({ charge: id, amount: z.string(), currency: id })
  .transform(({ charge, amount, currency }) => ({ charge, ...(amount.trim() !== '' && { amount: minorUnits(amount, currency) }) }))

/** What each form of the desk says, as the body of the control that does it. */
const forms = {
  'clock': z.union([
    z.object({ back: z.string() }).transform(() => ({ offsetMs: 0 })),
    z.object({ minutes: whole }).transform(({ minutes }) => ({ advanceMs: minutes * 60_000 })),
  ]),
  'webhooks': z.object({ paused: z.literal('on').optional(), order: z.enum(deliveryOrders), delay: whole, drop: whole, double: whole, times: whole })
    .transform(({ paused, order, delay, drop, double, times }) => (
      { paused: paused === 'on', order, delayMs: delay * 1000, dropNext: drop, duplicateNext: { events: double, times } })),
  'webhooks/resend': z.object({ event: id }),
  'faults': z.object({ call: z.enum(['all', 'sessions', 'saved', 'refunds', 'transfers', 'reversals', 'accounts', 'read', 'events']), kind: z.enum(faultKinds), times: whole })
    .transform(({ call, kind, times }) => ({ ...faultCalls[call], kind, times })),
  'faults/clear': z.object({}).transform(() => ({})),
  'payments/settle': z.object({ session: id, outcome }),
  'refunds/settle': z.object({ refund: id, outcome }),
  'refunds/make': ofCharge,
  'disputes/open': ofCharge,
  'disputes/review': z.object({ dispute: id }),
  'disputes/close': z.object({ dispute: id, outcome: z.enum(['won', 'lost']) }),
  'payouts': z.object({ account: z.string(), currency: id }),
  'topups': z.object({ account: z.string(), currency: id, amount: z.string() })
    .transform(({ account, currency, amount }) => ({ account, currency, amount: minorUnits(amount, currency) })),
  'accounts/capability': z.object({ account: id, status: z.enum(['active', 'pending', 'restricted', 'unsupported']) }),
} satisfies Record<string, z.ZodType>

export type DeskAction = keyof typeof forms

/** The control and its body that a form stands for. @throws {ApiError} where it cannot be read. */
export function readDeskForm(name: string, form: URLSearchParams): { control: string, body: unknown } {
  const known = Object.entries(forms).find(([action]) => action === name)
  if (!known) throw new ApiError({ status: 404, type: 'invalid_request_error', message: 'There is no such form.' })
  const [action, schema] = known
  const parsed = schema.safeParse(Object.fromEntries(form))
  if (!parsed.success) throw invalidParameter(parsed.error.message, String(parsed.error.issues[0]?.path[0] ?? ''), 'number_invalid')
  return { control: action === 'faults/clear' ? 'DELETE faults' : `POST ${action}`, body: parsed.data }
}

/** `12.5` in minor units of a currency, exactly. */
function minorUnits(text: string, currency: string): number {
  const [, major = '', minor = ''] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.trim()) ?? []
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const value = Number(major + minor.padEnd(digits, '0'))
  if (major === '' || minor.length > digits || value === 0) throw invalidParameter('Give an amount such as 12.50.', 'amount', 'amount_invalid')
  return value
}
