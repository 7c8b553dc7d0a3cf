import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { BodyTooLarge, sendJson } from './http.ts'

/** One part of the sandbox: answers the requests that are its own, and says whether it did. */
export interface Part {
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

export interface SandboxServer {
  url: string
  /** Parts are asked in the order in which they were mounted. */
  mount(part: Part): void
  stop(): Promise<void>
}

/**
 * The one loopback server for all that stands in for the outside world. It listens before its parts exist, because they
 * must know its address.
 */
export async function startSandboxServer({ log }: { log: (line: string) => void }): Promise<SandboxServer> {
  const parts: Part[] = []
  const server = createServer((request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      log(`sandbox: ${request.method} ${request.url}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: 'The sandbox failed; see its log.' })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the sandbox server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    mount: part => void parts.push(part),
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const force = setTimeout(() => server.closeAllConnections(), 2000)
      await closed
      clearTimeout(force)
    },
  }
}

async function answer(parts: Part[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!comesFromHere(request)) return sendJson(response, 421, { error: 'The sandbox answers on loopback only.' })
  try {
    for (const part of parts) if (await part.handle(request, response)) return
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error
    return sendJson(response, 413, { error: error.message })
  }
  sendJson(response, 404, { error: 'There is nothing here.' })
}

/** A page elsewhere can point its own host name at 127.0.0.1 and then read from here; its name gives it away. */
function comesFromHere({ headers: { host = '' } }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)
}
