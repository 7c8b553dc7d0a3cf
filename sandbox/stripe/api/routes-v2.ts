import { unknownRoute } from '../core/errors.ts'
import { parseParams } from '../core/params.ts'
import type { World } from '../core/world.ts'
import {
  accountLinkParams, accountParams, closeAccount, closeAccountParams, createAccount, createAccountLink,
  findAccount, presentAccount, retrieveAccountParams, updateAccount,
} from '../objects/accounts.ts'
import { findThinEvent, listThinEvents, thinEventParams } from '../objects/thin-events.ts'
import type { ApiCall } from './routes.ts'

/** Answers a v2 call (JSON in, `include` instead of `expand`), or throws an `ApiError`. Runs inside a transaction. */
export function answerV2(world: World, call: ApiCall): Record<string, unknown> {
  const [, , , collection, id, action, ...more] = call.path.split('/')
  if (more.length > 0) throw unknownRoute(call.method, call.path)
  const step = `${call.method} ${collection ?? ''}${id === undefined ? '' : '/:id'}${action === undefined ? '' : `/${action}`}`
  if (step === 'POST accounts') {
    const params = parseParams(accountParams, call.params)
    return { ...presentAccount(createAccount(world, params), params.include) }
  }
  if (step === 'GET accounts/:id') {
    return { ...presentAccount(findAccount(world, id ?? ''), parseParams(retrieveAccountParams, call.params).include) }
  }
  if (step === 'POST accounts/:id') {
    const params = parseParams(accountParams, call.params)
    return { ...presentAccount(updateAccount(world, id ?? '', params), params.include) }
  }
  if (step === 'POST accounts/:id/close') {
    parseParams(closeAccountParams, call.params)
    return { ...presentAccount(closeAccount(world, id ?? ''), []) }
  }
  if (step === 'POST account_links') return { ...createAccountLink(world, parseParams(accountLinkParams, call.params)) }
  if (step === 'GET events') return { ...listThinEvents(world, parseParams(thinEventParams, call.params)) }
  if (step === 'GET events/:id') return { ...findThinEvent(world, id ?? '') }
  throw unknownRoute(call.method, call.path)
}
