import type { IncomingMessage, ServerResponse } from 'node:http'

/** Nothing from elsewhere, no scripts; a framed mail inherits it. */
const PAGE_POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; form-action \'self\'; base-uri \'none\'; frame-ancestors \'none\''

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

export async function readBody(request: IncomingMessage, limit = 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > limit) throw new BodyTooLarge(`The body is larger than ${limit} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': PAGE_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(page)
}
