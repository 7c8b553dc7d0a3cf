import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockEnv } from '../../support/clock.ts'
import { receivingAccount, secretKey, startHarness, type Harness } from './harness.ts'
import { steps } from './steps.ts'

let h: Harness
beforeAll(async () => {
  h = await startHarness()
  await h.control('settings', { refundDelaySeconds: 0 })
})
afterAll(() => h.stop())

/** `npm run test:stripe`, which is pointed at the stand-in instead of Stripe. */
async function run(settings: Record<string, string>): Promise<{ code: number, words: string }> {
  const script = spawn(process.execPath, [join(import.meta.dirname, '../../../scripts/stripe-test-mode.ts')], { env: { PATH: process.env.PATH, ...clockEnv, STRIPE_API_BASE: h.origin, ...settings } })
  let words = ''
  for (const stream of [script.stdout, script.stderr]) stream.setEncoding('utf8').on('data', (text: string) => words += text)
  const [code] = await once(script, 'close') as [number]
  return { code, words }
}

test('without a key it says what it needs; a live key is refused; nothing was sent', async () => {
  expect(await run({})).toEqual({ code: 2, words: expect.stringContaining('Set STRIPE_TEST_KEY') })
  for (const key of ['sk_live_stand_in', 'rk_live_x', 'pk_test_x']) {
    expect(await run({ STRIPE_TEST_KEY: key })).toEqual({ code: 2, words: expect.stringContaining('nothing was sent') })
  }
  expect((await h.stripe.v2.core.events.list()).data).toEqual([])
})

test('without an account that may receive it makes one and says where to onboard it', async () => {
  const { code, words } = await run({ STRIPE_TEST_KEY: secretKey })
  expect(code).toBe(2)
  expect(words).toMatch(/STRIPE_TEST_RECEIVER=acct_\w+:\nhttp/)
})

test('with both it runs every step, and tells by its code whether all hold', async () => {
  const receiver = (await receivingAccount(h)).id
  const good = await run({ STRIPE_TEST_KEY: secretKey, STRIPE_TEST_RECEIVER: receiver })
  expect(good).toEqual({ code: 0, words: expect.stringContaining(`${steps.length} passed, 0 failed`) })
  await h.control('accounts/capability', { account: receiver, status: 'restricted' })
  const bad = await run({ STRIPE_TEST_KEY: secretKey, STRIPE_TEST_RECEIVER: receiver })
  expect(bad.code).toBe(1)
  expect(bad.words).toContain('FAILED  a transfer comes out of its charge')
})
