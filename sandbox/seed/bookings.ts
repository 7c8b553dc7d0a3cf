import { createHash } from 'node:crypto'
import type { Agenda, PlannedLeg } from './agenda.ts'
import { addBooking } from './booking-rows.ts'
import type { Alternative, Bundle } from './bundles.ts'
import type { Address, Recipient, Resident } from './people.ts'
import type { Resource } from './resources.ts'
import { createRandom, idOf } from './random.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'
import { addDays, at, weekdayOf } from './time.ts'

/**
 * What became of a booking. `part_cancelled` lost one leg, and its share went back; of `cancelled` everything did. `requested`: the first
 * leg that is sold on request waits for its provider, who said no to that of `declined`. `today`: each leg is as far as the clock is.
 */
export type Fate = 'confirmed' | 'requested' | 'declined' | 'part_cancelled' | 'cancelled' | 'delivered' | 'settled' | 'today'

export interface Booking {
  id: string
  paymentId: string
  reference: string
  title: [zh: string, en: string]
  resident: Resident
  amount: number
  method: 'card' | 'alipay' | 'wechat_pay'
  paidAt: number
  /** What was given back, leg by leg. */
  refunds: { legId: string, amount: number, at: number, reason: 'cancelled_by_resident' | 'declined' }[]
  /** Of what nothing can change any more: what was paid for it, and what of that was given back. */
  earned: { legId: string, providerId: string, shareAmount: number, refundedAmount: number, commissionBps: number, at: number }[]
}

const plans: readonly { fate: Fate, count: number, days: [number, number] }[] = [
  { fate: 'confirmed', count: 56, days: [3, 40] },
  { fate: 'part_cancelled', count: 9, days: [6, 35] },
  { fate: 'cancelled', count: 7, days: [6, 30] },
  { fate: 'delivered', count: 14, days: [-2, -1] },
  { fate: 'settled', count: 66, days: [-55, -6] },
]

/** What the demo provider was asked, and said: yes in the past weeks, no lately; two wait for its answer. */
const asked: readonly { fate: Fate, days: [number, number] }[] = [
  { fate: 'settled', days: [-47, -38] }, { fate: 'settled', days: [-33, -24] }, { fate: 'settled', days: [-22, -16] },
  { fate: 'settled', days: [-14, -7] }, { fate: 'declined', days: [6, 14] }, { fate: 'requested', days: [5, 12] },
  { fate: 'requested', days: [8, 16] },
]

interface Options {
  bundles: readonly Bundle[]
  residents: readonly Resident[]
  agenda: Agenda
  today: string
  /** The moment of today that tells what is over. */
  moment: number
  /** The demo worker, who has visits today and tomorrow. */
  worker: Resource | undefined
}

/** Somebody of the demo manager's provider who cleans, and works on this day. */
export function demoWorkerOf(resources: readonly Resource[], today: string): Resource | undefined {
  const own = resources.filter(({ provider, kind, classOf }) => provider.id === idOf('provider', 'jiahe') && kind === 'worker' && !classOf)
  const works = (resource: Resource) => resource.shifts.filter(({ weekday }) => weekday === weekdayOf(today))
    .reduce((sum, { from, to }) => sum + to - from, 0)
  return own.toSorted((a, b) => works(b) - works(a))[0]
}

/** When the demo worker's visits of a day may begin, in minutes after midnight: one in the morning, one in the afternoon. */
const workerStarts = [[510, 540, 555, 570], [840, 855, 870, 900, 930]]

/** Everything that the city has booked already. The demo resident comes first: one visit to come, one that was. */
export function addBookings(rows: Rows, options: Options): Booking[] {
  const { bundles, residents, today } = options
  const [demo, ...others] = residents
  if (!demo) return []
  const random = createRandom(`bookings ${today}`)
  const named = (slug: string) => bundles.filter(bundle => bundle.slug === slug)
  const own = { residents: [demo], random, recipient: demo.recipients[0], address: demo.addresses[0] }
  const bookings = [
    book(rows, options, { ...own, bundles: named('weekly-clean-with-care'), fate: 'confirmed', days: [4, 9], key: 'demo next', withVoucher: true }),
    book(rows, options, { ...own, bundles: named('clean-care-and-nurse'), fate: 'delivered', days: [-2, -1], key: 'demo last' }),
    ...visitsOfWorker(rows, options, { residents: others, random }),
    ...plans.flatMap(({ fate, count, days }) => Array.from({ length: count }, (_, nth) =>
      book(rows, options, { bundles, residents: others, random, fate, days, key: `${fate} ${nth}` }))),
    ...askedOfDemoProvider(rows, options, others),
  ].filter(booking => booking !== null)
  // The log is read in the order in which it was written.
  rows.booking_event.sort((a, b) => String(a.at).localeCompare(String(b.at)))
  return bookings
}

/** Visits of today and tomorrow that the demo worker serves. */
function visitsOfWorker(rows: Rows, options: Options, wish: Pick<Wish, 'residents' | 'random'>): (Booking | null)[] {
  const { worker, bundles } = options
  if (!worker) return []
  // Whoever is asked first comes: as of these visits, it is the demo worker.
  const agenda = options.agenda.preferring(worker)
  const served = bundles.filter(({ legs }) => legs.some(({ alternatives }) => alternatives[0]?.offering.provider.id === worker.provider.id))
  return [0, 1].flatMap(day => workerStarts.map((starts, nth) => book(rows, { ...options, agenda }, {
    ...wish, bundles: served, fate: 'today', days: [day, day], starts, worker, attempts: 1_500, key: `worker ${day} ${nth}`,
  })))
}

function askedOfDemoProvider(rows: Rows, options: Options, residents: readonly Resident[]): (Booking | null)[] {
  const random = createRandom(`asked ${options.today}`)
  const isAsked = ({ offering }: Alternative) => !offering.instant && offering.provider.id === idOf('provider', 'jiahe')
  const bundles = options.bundles.filter(({ legs }) => legs.some(({ alternatives }) => alternatives[0] && isAsked(alternatives[0])))
  if (bundles.length === 0) return []
  return asked.map(({ fate, days }, nth) =>
    book(rows, options, { bundles, residents, random, fate, days, isAsked, key: `asked ${nth}`, attempts: 1_500 }))
}

interface Wish {
  bundles: readonly Bundle[]
  residents: readonly Resident[]
  random: Random
  fate: Fate
  days: [number, number]
  key: string
  withVoucher?: boolean
  recipient?: Recipient | undefined
  address?: Address | undefined
  /** Minutes after midnight. Absent: any quarter from 8 to 16 o'clock. */
  starts?: readonly number[]
  /** Who must be among those who come. */
  worker?: Resource
  /** What must be among that which is served. */
  isAsked?: (alternative: Alternative) => boolean
  attempts?: number
}

const ATTEMPTS = 60

/** Tries bundles and starts until one can be carried out. Classes of the past are not kept, so bundles with one are booked only ahead. */
function book(rows: Rows, { agenda, today, moment }: Options, wish: Wish): Booking | null {
  const { random, fate } = wish
  const past = wish.days[1] < 0
  for (let attempt = 0; attempt < (wish.attempts ?? ATTEMPTS); attempt++) {
    const bundle = random.pick(wish.bundles)
    const resident = random.pick(wish.residents)
    const recipient = wish.recipient ?? resident.recipients.at(random.chance(0.7) ? -1 : 0)!
    const address = wish.address ?? random.pick(resident.addresses)
    const hasClass = bundle.legs.some(({ alternatives }) => alternatives.some(({ offering }) => offering.service.classes))
    if (!bundle.districts.includes(address.districtId) || (past && hasClass)) continue
    const forTwo = bundle.legs.every(({ alternatives }) => alternatives.every(({ offering }) => (offering.service.persons ?? 1) > 1))
    const persons = forTwo ? random.int(1, 2) : 1
    const without = new Set(bundle.legs.filter(({ flow }) => !flow.required && random.chance(0.4)).map(({ id }) => id))
    const start = at(addDays(today, random.int(...wish.days)), wish.starts ? random.pick(wish.starts) : random.int(32, 64) * 15)
    const legs = agenda.plan(bundle, { districtId: address.districtId, start, without, persons })
    if (!legs || legs.length === 0 || isOutside(legs, { past, today })) continue
    if (wish.worker && !legs.some(({ resources }) => resources.includes(wish.worker!))) continue
    if (wish.isAsked && !legs.some(({ alternative }) => wish.isAsked!(alternative))) continue
    // What was served or given back holds no time; the rest does.
    agenda.take(legs, persons)
    const code = codeOf(wish.key)
    const bookedAt = past
      ? start - random.int(2, 9) * 86_400_000 - random.int(0, 300) * 60_000
      : at(addDays(today, -random.int(1, 6)), random.int(480, 1290))
    return addBooking(rows, {
      bundle, resident, recipient, address, legs, persons, fate, bookedAt, key: wish.key, withVoucher: wish.withVoucher ?? false,
      reference: `LL-${code.slice(0, 4)}-${code.slice(4)}`,
      method: random.pick(['card', 'alipay', 'alipay', 'wechat_pay']), random, today, moment,
    })
  }
  return null
}

/** A visit of the past has ended by yesterday evening; one to come lies within the horizon of its offerings. */
function isOutside(legs: readonly PlannedLeg[], { past, today }: { past: boolean, today: string }): boolean {
  const last = Math.max(...legs.map(({ end }) => end))
  return past ? last > at(today, 0) : last > at(addDays(today, 60), 0)
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function codeOf(key: string): string {
  const bytes = createHash('sha256').update(`reference ${key}`).digest()
  return Array.from(bytes.subarray(0, 8), byte => alphabet[byte % 32]).join('')
}
