import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { expect, inject, test } from 'vitest'
import { z } from 'zod'
import { useBrowser } from '../support/browser.ts'

const { url } = inject('site')
const { visit } = useBrowser()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axeReport = z.object({ violations: z.array(z.object({ id: z.string(), help: z.string() })) })

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

for (const locale of ['zh-CN', 'en'] as const) {
  test.for([390, 1280])(`the desk of Stripe's stand-in is for everybody, in ${locale} at %i px, and keeps what was typed`, async (width) => {
    const { page } = await visit({ locale, browser: { viewport: { width, height: 900 } }, refusals: [/\/_sandbox\/stripe\/desk\/topups$/] })
    await page.goto('/_sandbox/stripe')
    expect(await page.locator('html').getAttribute('lang')).toBe(locale)
    await page.evaluate(axe)
    expect(axeReport.parse(await page.evaluate('axe.run()')).violations).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)

    const form = page.locator('form[action$="/topups"]').first()
    await form.getByRole('textbox').fill('0,0,1')
    await form.getByRole('button').press('Enter')
    await page.getByRole('alert').waitFor()
    const field = page.locator('[aria-invalid]')
    expect(await field.inputValue()).toBe('0,0,1')
    await field.fill('0.01')
    await field.press('Enter')
    await page.getByRole('status').waitFor()
  })
}
