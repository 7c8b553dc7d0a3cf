import type { IncomingMessage, ServerResponse } from 'node:http'
import { serveApi } from './api/serve.ts'
import { serveControl } from './control.ts'
import { createFaults } from './core/faults.ts'
import { ApiError } from './core/errors.ts'
import { sendJson } from './core/http.ts'
import { openStore } from './core/store.ts'
import { createTimers } from './core/timers.ts'
import { createDeliverer } from './core/webhooks.ts'
import { createWorld, type StandInOptions } from './core/world.ts'
import { servePages } from './pages/serve.ts'

export type { StandInOptions } from './core/world.ts'

export interface StripeStandIn {
  /** Answers `/v1/**`, `/v2/**`, `/_sandbox/stripe/**` and `/_control/stripe/**`; false leaves the request to others, untouched. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Forgets everything, settings and clock included. */
  reset(): Promise<void>
  stop(): Promise<void>
}

/** Stripe as far as Linli uses it, on a fresh machine. It must listen on loopback only: the control routes ask for no key. */
export function createStripeStandIn(options: StandInOptions): Promise<StripeStandIn> {
  const store = openStore(options.dataDir)
  const world = createWorld(store, options)
  const faults = createFaults()
  const deliverer = createDeliverer(world)
  const timers = createTimers(world, () => deliverer.wake())
  deliverer.wake()

  async function reset(): Promise<void> {
    faults.clear()
    await deliverer.forget(() => store.clear())
  }

  const controlled = { world, faults, deliverer, runDue: timers.runDue, reset }

  async function route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const path = url.pathname
    if (path.startsWith('/v1/') || path.startsWith('/v2/')) {
      await serveApi(world, faults, request, response, url)
      deliverer.wake()
      return true
    }
    if (path === '/_sandbox/stripe' || path.startsWith('/_sandbox/stripe/')) {
      await servePages(controlled, request, response, url)
      return true
    }
    if (!path.startsWith('/_control/stripe/')) return false
    await serveControl(controlled, request, response, url)
    return true
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    try {
      return await route(request, response, new URL(request.url ?? '/', 'http://stand-in'))
    } catch (error) {
      options.log('stripe stand-in: a request failed', { url: request.url, error: error instanceof Error ? error.stack : String(error) })
      const known = error instanceof ApiError ? error : new ApiError({ status: 500, type: 'api_error', message: 'The stand-in failed; its log says why.' })
      if (!response.headersSent) sendJson(response, known.options.status, JSON.stringify(known.body))
      return true
    }
  }

  async function stop(): Promise<void> {
    timers.stop()
    await deliverer.stop()
    store.close()
  }

  return Promise.resolve({ handle, reset, stop })
}
