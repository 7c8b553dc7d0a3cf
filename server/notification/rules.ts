import type { LegState } from '#shared/schemas/booking.ts'
import type { Actor, LegEvent } from '../booking/index.ts'
import type { RefundState } from '../payment/index.ts'
import type { Template } from './wording.ts'

/**
 * Whom a notice is for. `payer` and `contact` are named on the booking; the others are people with an account. `former_workers` were told
 * of a visit that is no longer theirs.
 */
export type Audience = 'booker' | 'payer' | 'contact' | 'managers' | 'workers' | 'former_workers' | 'operators'

/** How: `mail` and `sms` fall back to the other where a reader has no such address; `both` for what cannot wait. */
export type Way = 'mail' | 'sms' | 'both'

export interface Notice {
  to: Audience
  by: Way
  template: Template
}

interface Match {
  event: LegEvent | 'ask_payment'
  /** Absent: any. */
  from?: LegState
  to?: LegState
  actors?: readonly Actor[]
}

/** What is said when, or why nothing is. */
export type Rule = Match & ({ tell: readonly Notice[] } | { silent: string })

const told = (to: Audience, by: Way, template: Template): Notice => ({ to, by, template })

const bookedByResident = [told('booker', 'mail', 'booked'), told('payer', 'mail', 'booked')]
const newVisit = [told('managers', 'mail', 'provider_booked'), told('workers', 'sms', 'worker_assigned')]
const askProvider = [told('managers', 'both', 'provider_requested')]
const offForWorkers = [told('workers', 'sms', 'worker_released'), told('former_workers', 'sms', 'worker_released')]
const paying = 'the resident is on the page that shows it'

/** THE table: of rules for the same event the first that fits counts. A test holds it against the transitions of a leg. */
export const rules: readonly Rule[] = [
  { event: 'hold', silent: paying },
  { event: 'plan', silent: 'a plan says so once for all of its visits, not visit by visit' },
  { event: 'give_up', silent: 'the resident has just done so' },
  { event: 'fail_payment', tell: [told('booker', 'both', 'payment_failed')] },
  { event: 'expire', from: 'held', silent: paying },
  { event: 'expire', from: 'reserved', tell: [told('booker', 'both', 'visit_unpaid'), told('managers', 'mail', 'provider_visit_unpaid')] },
  { event: 'ask_payment', tell: [told('booker', 'both', 'visit_to_pay')] },
  { event: 'pay', to: 'confirmed', tell: [...bookedByResident, ...newVisit] },
  { event: 'pay', to: 'requested', tell: [...bookedByResident, ...askProvider] },
  { event: 'pay_late', to: 'confirmed', tell: [...bookedByResident, ...newVisit] },
  { event: 'pay_late', to: 'requested', tell: [...bookedByResident, ...askProvider] },
  { event: 'accept', tell: [told('booker', 'mail', 'accepted'), told('workers', 'sms', 'worker_assigned')] },
  {
    event: 'decline',
    to: 'substituting',
    actors: ['system'],
    tell: [told('booker', 'both', 'substituting'), told('managers', 'mail', 'provider_timed_out')],
  },
  { event: 'decline', to: 'substituting', tell: [told('booker', 'both', 'substituting')] },
  { event: 'decline', actors: ['system'], tell: [told('booker', 'both', 'declined'), told('managers', 'mail', 'provider_timed_out')] },
  { event: 'decline', tell: [told('booker', 'both', 'declined')] },
  {
    event: 'cancel',
    from: 'confirmed',
    tell: [told('booker', 'mail', 'cancelled'), told('managers', 'both', 'provider_cancelled'), ...offForWorkers],
  },
  // The provider that had the leg has given it back itself.
  { event: 'cancel', from: 'substituting', tell: [told('booker', 'mail', 'cancelled')] },
  { event: 'cancel', tell: [told('booker', 'mail', 'cancelled'), told('managers', 'mail', 'provider_cancelled')] },
  {
    event: 'withdraw',
    to: 'cancelled',
    actors: ['system'],
    tell: [told('booker', 'both', 'declined'), told('managers', 'both', 'provider_withdrawn'), ...offForWorkers],
  },
  { event: 'withdraw', to: 'cancelled', tell: [told('booker', 'both', 'declined'), ...offForWorkers] },
  {
    event: 'withdraw',
    actors: ['system'],
    tell: [told('booker', 'both', 'substituting'), told('managers', 'both', 'provider_withdrawn'), ...offForWorkers],
  },
  { event: 'withdraw', tell: [told('booker', 'both', 'substituting'), ...offForWorkers] },
  { event: 'substitute', tell: [told('booker', 'mail', 'substituted'), ...newVisit, told('former_workers', 'sms', 'worker_released')] },
  { event: 'refuse_substitute', tell: [told('booker', 'mail', 'unreplaced')] },
  {
    event: 'reschedule',
    actors: ['provider'],
    tell: [
      told('booker', 'both', 'moved_by_provider'), told('workers', 'sms', 'worker_moved'),
      told('former_workers', 'sms', 'worker_released'),
    ],
  },
  {
    event: 'reschedule',
    tell: [
      told('booker', 'mail', 'moved'), told('managers', 'both', 'provider_moved'), told('workers', 'sms', 'worker_moved'),
      told('former_workers', 'sms', 'worker_released'),
    ],
  },
  { event: 'check_in', silent: 'the booking shows it; nobody has to act' },
  {
    event: 'ask',
    tell: [
      told('booker', 'both', 'no_show_asked'), told('managers', 'both', 'provider_no_show_asked'),
      told('workers', 'sms', 'provider_no_show_asked'),
    ],
  },
  { event: 'miss_resident', tell: [told('booker', 'both', 'no_show_resident')] },
  { event: 'miss_provider', tell: [told('booker', 'both', 'no_show_provider'), told('managers', 'both', 'provider_no_show')] },
  { event: 'check_out', tell: [told('booker', 'mail', 'delivered')] },
  {
    event: 'dispute',
    tell: [
      told('booker', 'mail', 'dispute_received'), told('managers', 'mail', 'provider_disputed'),
      told('operators', 'mail', 'operator_disputed'),
    ],
  },
  { event: 'release', silent: 'the money moves, the day is long past; the provider sees it with its payouts' },
  { event: 'resolve', tell: [told('booker', 'mail', 'dispute_resolved'), told('managers', 'mail', 'provider_resolved')] },
]

export interface LegChange {
  event: string
  from: string | null
  to: string | null
  actor: Actor
}

/** The rule of a change; undefined where the table says nothing of it. */
export function ruleFor({ event, from, to, actor }: LegChange): Rule | undefined {
  return rules.find(rule => rule.event === event
    && (rule.from === undefined || rule.from === from)
    && (rule.to === undefined || rule.to === to)
    && (rule.actors === undefined || rule.actors.includes(actor)))
}

export interface RefundRule {
  state: RefundState
  /** Absent: any other. */
  reason?: string
  tell: readonly Notice[]
}

/** Of money that goes back. What was promised is said with what led to it; here, what became of it. */
export const refundRules: readonly RefundRule[] = [
  { state: 'succeeded', reason: 'paid_late', tell: [told('booker', 'both', 'late_refunded'), told('payer', 'mail', 'late_refunded')] },
  { state: 'succeeded', tell: [told('booker', 'mail', 'refunded'), told('payer', 'mail', 'refunded')] },
  { state: 'failed', tell: [told('booker', 'both', 'refund_failed'), told('operators', 'mail', 'operator_refund_failed')] },
]

export const refundNotices = (state: RefundState, reason: string): readonly Notice[] =>
  refundRules.find(rule => rule.state === state && (rule.reason === undefined || rule.reason === reason))?.tell ?? []

/** Of a care plan as a whole, once for all of its visits that are concerned. */
export const planRules: Record<'made' | 'conflict', readonly Notice[]> = {
  made: [told('booker', 'mail', 'plan_made'), told('managers', 'mail', 'provider_plan_made')],
  conflict: [told('booker', 'both', 'visit_conflict')],
}

export interface Reminder {
  /** Before the start of a leg. */
  hours: number
  /** How long before the start it is no longer worth sending: the next one, or the visit, is near. */
  untilHours: number
  tell: readonly Notice[]
}

export const reminders: readonly Reminder[] = [
  {
    hours: 24,
    untilHours: 4,
    tell: [told('booker', 'mail', 'reminder_day'), told('contact', 'sms', 'contact_reminder'), told('workers', 'sms', 'worker_reminder')],
  },
  {
    hours: 2,
    untilHours: 0,
    tell: [told('booker', 'sms', 'reminder_hours'), told('contact', 'sms', 'contact_reminder'), told('workers', 'sms', 'worker_reminder')],
  },
]
