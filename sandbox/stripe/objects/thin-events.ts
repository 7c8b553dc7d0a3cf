import type Stripe from 'stripe'
import { z } from 'zod'
import { invalidParameter, missing } from '../core/errors.ts'
import { integer, text, type Range } from '../core/params.ts'
import type { StoredThinEvent } from '../core/types.ts'
import type { World } from '../core/world.ts'

const moment = z.union([integer, z.iso.datetime({ offset: true }).transform((value) => Math.ceil(Date.parse(value) / 1000))])
const bound = moment.optional()

export const thinEventParams = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  page: text.optional(),
  object_id: text.optional(),
  types: z.array(text).max(20).optional(),
  created: z.strictObject({ gt: bound, gte: bound, lt: bound, lte: bound }).optional(),
})

/** The event in full, as it is fetched. */
export function findThinEvent(world: World, id: string): StoredThinEvent {
  const event = world.store.find('v2.core.event', id)
  if (!event) throw missing('event', id)
  return event
}

/** The event as it is delivered: what happened to what, and nothing of the thing itself. */
export function thinPayload({ data: _, ...event }: StoredThinEvent): Omit<StoredThinEvent, 'data'> {
  return event
}

/** One page, newest first; v2 lists lead on by address. */
export function listThinEvents(world: World, params: z.infer<typeof thinEventParams>): Stripe.V2List<StoredThinEvent> {
  const query = {
    limit: params.limit, types: params.types, created: params.created satisfies Range | undefined,
    starting_after: params.page, related: params.object_id,
  }
  const page = world.store.page('v2.core.event', query)
  if (!page) throw invalidParameter(`No such page: ${params.page}`, 'page')
  const last = page.data.at(-1)
  return { data: page.data, next_page_url: page.hasMore && last ? nextPage(params, last.id) : null, previous_page_url: null }
}

function nextPage(params: z.infer<typeof thinEventParams>, page: string): string {
  const query = new URLSearchParams({ limit: String(params.limit), page })
  if (params.object_id) query.set('object_id', params.object_id)
  params.types?.forEach((type, index) => query.set(`types[${index}]`, type))
  for (const [name, value] of Object.entries(params.created ?? {})) if (value !== undefined) query.set(`created[${name}]`, String(value))
  return `/v2/core/events?${query.toString()}`
}
