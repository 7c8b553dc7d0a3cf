import type Stripe from 'stripe'
import { invalidParameter } from '../core/errors.ts'
import type { PageQuery } from '../core/store.ts'
import type { ObjectType, StoredObjects } from '../core/types.ts'
import type { World } from '../core/world.ts'

/** One page as the API answers it. */
export function listObjects<Type extends ObjectType>(
  world: World, type: Type, path: string, query: PageQuery,
): Stripe.ApiList<StoredObjects[Type]> {
  const page = world.store.page(type, query)
  if (!page) {
    const param = query.starting_after === undefined ? 'ending_before' : 'starting_after'
    throw invalidParameter(`No such ${type}: '${query.starting_after ?? query.ending_before ?? ''}'`, param, 'resource_missing')
  }
  return { object: 'list', data: page.data, has_more: page.hasMore, url: path }
}
