import type {} from '@nuxt/nitro-server/augments'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp } from 'nitropack/types'
import { getApp } from '../app.ts'
import { setPagePolicy } from '../utils/headers.ts'

/** What a person at the terminal can act on: the first sentence of each cause, no stack. */
function explain(error: unknown): string {
  const causes: string[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message || cause.name)
  return causes.length > 0 ? causes.join(': ') : String(error)
}

/**
 * Starts the app with the server: Nitro does not wait for plugins, so the first middleware waits for the same promise. A start that fails
 * says why in one line and ends the process. On SIGTERM Nitro lets the requests at work end, and then calls `close`.
 */
export default function start(nitro: NitroApp): void {
  getApp().catch((error: unknown) => {
    process.stderr.write(`Linli could not start. ${explain(error)}\n`)
    process.exit(1)
  })
  nitro.hooks.hook('close', async () => {
    const app = await getApp().catch(() => undefined)
    await app?.close()
  })

  // i18n asks for the runtime configuration on every request, and Nitro would clone all of it each time: half of an API call's work.
  const sharedConfig = useRuntimeConfig()
  nitro.hooks.hook('request', (event) => {
    event.context.nitro = { ...event.context.nitro, runtimeConfig: sharedConfig }
  })

  // In development no page has a policy: see middleware/0.begin.ts.
  if (import.meta.dev) return
  nitro.hooks.hook('render:html', (html, { event }) => {
    setPagePolicy(event, [...html.head, ...html.bodyPrepend, ...html.bodyAppend].join('\n'))
  })
}
