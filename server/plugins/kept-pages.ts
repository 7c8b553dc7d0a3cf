import type { NitroApp } from 'nitropack/types'
import { keptPageOf } from '../utils/kept-pages.ts'

/**
 * Gives every way of writing the address of a kept page the same key in the cache, and renders the page as if its plain address had been
 * asked for.
 */
export default function keptPages(nitro: NitroApp): void {
  nitro.hooks.hook('request', (event) => {
    const page = keptPageOf(event.path)
    if (page !== undefined) event.node.req.originalUrl = page
  })
  nitro.hooks.hook('render:before', ({ event }) => {
    const page = keptPageOf(event.path)
    if (page !== undefined) event._path = page
  })
}
