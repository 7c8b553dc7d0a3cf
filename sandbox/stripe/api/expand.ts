import { invalidParameter } from '../core/errors.ts'
import type { ObjectType, StoredObject } from '../core/types.ts'
import type { World } from '../core/world.ts'
import { presentTransaction } from '../objects/balance.ts'
import { presentDispute } from '../objects/disputes.ts'
import { presentSession } from '../objects/sessions.ts'
import { presentTransfer } from '../objects/transfers.ts'

/** Fields that hold an id and may be expanded into the object. */
const references: Record<string, ObjectType> = {
  balance_transaction: 'balance_transaction',
  failure_balance_transaction: 'balance_transaction',
  charge: 'charge',
  latest_charge: 'charge',
  source_transaction: 'charge',
  payment_intent: 'payment_intent',
  transfer: 'transfer',
}

/** Objects as the API shows them: some fields follow the clock, some are left out until they are asked for. */
export function present(world: World, object: StoredObject): Record<string, unknown> {
  if (object.object === 'checkout.session') return { ...presentSession(object) }
  if (object.object === 'balance_transaction') return { ...presentTransaction(world, object) }
  if (object.object === 'dispute') return { ...presentDispute(world, object) }
  if (object.object === 'transfer') return { ...presentTransfer(world, object) }
  return { ...object }
}

/** Replaces ids by objects for each path of `expand[]`, as `latest_charge.balance_transaction` or `data.charge`. */
export function expandPaths(world: World, answer: Record<string, unknown>, paths: readonly string[]): Record<string, unknown> {
  return paths.reduce((current, path) => {
    const steps = path.split('.')
    if (steps.length > 5) throw invalidParameter(`You cannot expand more than 4 levels of a property (${path}).`, 'expand')
    return expandPath(world, current, steps, path)
  }, answer)
}

function expandPath(world: World, object: Record<string, unknown>, steps: string[], path: string): Record<string, unknown> {
  const [field, ...rest] = steps
  if (field === undefined) return object
  if (field === 'data' && object.object === 'list' && Array.isArray(object.data)) {
    return { ...object, data: object.data.map((item) => (isRecord(item) ? expandPath(world, item, rest, path) : item)) }
  }
  const value = reached(world, object, field, path)
  if (!isRecord(value)) return { ...object, [field]: value }
  return { ...object, [field]: expandPath(world, value, rest, path) }
}

function reached(world: World, object: Record<string, unknown>, field: string, path: string): unknown {
  if (field === 'line_items' && object.object === 'checkout.session') return world.store.find('checkout.session', String(object.id))?.line_items
  if (field === 'refunds' && object.object === 'charge') return refundsOf(world, String(object.id))
  const value = object[field]
  // A refund has it only once it has failed; asked for before that, there is nothing to expand.
  if (field === 'failure_balance_transaction' && object.object === 'refund' && value === undefined) return undefined
  const type = field === 'source' && object.object === 'balance_transaction' ? 'any' : references[field]
  if (type === undefined || !(field in object)) throw invalidParameter(`This property cannot be expanded (${path}).`, 'expand')
  if (typeof value !== 'string') return value
  const found = type === 'any' ? world.store.findAny(value) : world.store.find(type, value)
  return found ? present(world, found) : value
}

function refundsOf(world: World, charge: string): Record<string, unknown> {
  const page = world.store.page('refund', { limit: 10, filters: [{ field: 'charge', value: charge }] })
  return { object: 'list', data: page?.data ?? [], has_more: page?.hasMore ?? false, url: `/v1/charges/${charge}/refunds` }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
