import { findSlots } from '../../server/availability/index.ts'
import { quoteBundle } from '../../server/booking/index.ts'
import type { Context } from '../../server/platform/context.ts'
import type { Household, World } from './world.ts'

const began = Date.now()

/** So many days after the one on which the file's tests began, in UTC: midnight may pass meanwhile, and nothing moves. */
export const day = (offset: number): string => new Date(began + offset * 86_400_000).toISOString().slice(0, 10)

export interface QuoteAtOptions {
  world: World
  /** Days from today. */
  offset?: number
  /** Which of the day's times. */
  nth?: number
  /** Start of the first leg, `HH:MM`, in place of `nth`. */
  at?: string
}

/** A quote for one of a day's joint slots. */
export async function quoteAt(context: Context, { world, offset = 2, nth = 0, at }: QuoteAtOptions) {
  const calendar = await findSlots(context, { slug: world.slug, from: day(offset), days: 1, districtId: world.districtId, persons: 1, choices: [] })
  const times = calendar.days[0]!.times ?? []
  const slot = at === undefined ? times[nth] : times.find(({ start }) => start === `${day(offset)}T${at}:00.000Z`)
  if (!slot) throw new Error(`no slot on ${day(offset)}: there are ${times.length}`)
  const starts = slot.legs.map(({ legId, start }) => ({ legId, start }))
  return await quoteBundle(context, { personId: null, body: { slug: world.slug, districtId: world.districtId, persons: 1, legs: [], starts } })
}

/** What a resident sends to hold a quote. */
export const holdBodyOf = (quoteId: string, { recipientId, addressId }: Household) => ({
  quoteId,
  recipientId,
  addressId,
  contact: { name: 'Chen Jing', phone: '+8613800000000' },
  payer: { name: 'Chen Jing', email: 'chen@example.test' },
  locale: 'en' as const,
})
