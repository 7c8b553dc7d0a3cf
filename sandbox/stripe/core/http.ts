import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from './errors.ts'

const largestBody = 4 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > largestBody) throw new ApiError({ status: 413, type: 'invalid_request_error', message: 'The request body is too large.' })
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function sendJson(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-cache, no-store', ...headers })
  response.end(body)
}

export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; base-uri \'none\'; frame-ancestors \'none\'',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(page)
}

/** After a form: the browser asks for `location` with GET, so that a reload never sends the form again. */
export function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' })
  response.end()
}
