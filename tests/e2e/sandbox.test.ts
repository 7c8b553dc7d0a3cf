import { request } from 'node:http'
import { expect, inject, test } from 'vitest'

const { url } = inject('site')

/** Asks for a path exactly as it is written: `fetch` would tidy it up first. */
async function statusOf(path: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    }).once('error', reject).end()
  })
}

test.for(['/_sandbox/mailbox', '/_sandbox/mailbox/messages.json', '/_sandbox/stripe'])('%s is reached through the app', async (path) => {
  expect(await statusOf(path)).toBe(200)
})

test.for([
  '/_control/stripe/state', '/_sandbox/../_control/stripe/state', '/_sandbox/%2e%2e/_control/stripe/state', '/_sandbox/stripe/..%2f..%2f_control/stripe/state',
  '/_sandbox//_control/stripe/state', '/_sandbox/..%5c_control/stripe/state', '/_sandbox/../v1/payment_intents', '/_sandbox/../sms',
])('%s is not', async (path) => {
  const status = await statusOf(path)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
})
