import { afterAll, beforeAll, expect, test } from 'vitest'
import { paidCharge, receivingAccount, startHarness, type Harness } from './harness.ts'

let h: Harness
let destination: string
beforeAll(async () => {
  h = await startHarness()
  destination = (await receivingAccount(h)).id
})
afterAll(() => h.stop())

/** A transfer of its own, whose path only this test's faults meet. */
async function transferred() {
  const { id: source } = await paidCharge(h)
  const { id } = await h.stripe.transfers.create({ amount: 1000, currency: 'cny', destination, source_transaction: source })
  return {
    reverse: async (idempotencyKey: string) => await h.stripe.transfers.createReversal(id, { amount: 10 }, { idempotencyKey }),
    reversals: async () => (await h.stripe.transfers.listReversals(id)).data.length,
    meet: async (kind: string) => await h.control('faults', { path: `/v1/transfers/${id}/reversals`, method: 'POST', kind, times: 1 }),
  }
}

test.concurrent.each(['cut', 'cut_after', '500', '409'])('%s: the SDK tries again with one key, and the work is done once', async (kind) => {
  const { reverse, reversals, meet } = await transferred()
  await meet(kind)
  await reverse(`heals-${kind}`)
  expect(await reversals()).toBe(1)
})

test.concurrent('429 reaches the caller, and nothing was done', async () => {
  const { reverse, reversals, meet } = await transferred()
  await meet('429')
  await expect(reverse('limited')).rejects.toMatchObject({ statusCode: 429, type: 'StripeRateLimitError' })
  expect(await reversals()).toBe(0)
  await reverse('limited')
  expect(await reversals()).toBe(1)
})

test.concurrent.each([['500_stored', 0], ['500_after', 1]] as const)('%s burns its key: every retry meets it again, and %i are there to be found', async (kind, made) => {
  const { reverse, reversals, meet } = await transferred()
  await meet(kind)
  await expect(reverse(`burnt-${kind}`)).rejects.toMatchObject({ statusCode: 500 })
  await expect(reverse(`burnt-${kind}`)).rejects.toMatchObject({ statusCode: 500 })
  expect(await reversals()).toBe(made)
  await reverse(`fresh-${kind}`)
  expect(await reversals()).toBe(made + 1)
})

test.concurrent('many calls at once with one key do the work once', async () => {
  const { reverse, reversals } = await transferred()
  const answers = await Promise.all(Array.from({ length: 8 }, async () => await reverse('together')))
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(await reversals()).toBe(1)
})

test.concurrent('v2 keeps its keys as v1 does: the first answer again, another request refused, forgotten after a day', async () => {
  const other = await startHarness()
  const create = async (display_name: string) => await other.stripe.v2.core.accounts.create({ display_name }, { idempotencyKey: 'key' })
  const first = await create('安心护理')
  expect((await create('安心护理')).id).toBe(first.id)
  await expect(create('另一家')).rejects.toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
  await other.control('clock', { advanceMs: 25 * 3_600_000 })
  expect((await create('另一家')).id).not.toBe(first.id)
  await other.stop()
})
