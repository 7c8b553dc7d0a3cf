import { expect } from 'vitest'
import { z } from 'zod'
import type { Booking } from '../../../shared/schemas/booking.ts'
import { bundleDetail, scenario as scenarioSchema, searchAnswer, slotsAnswer, type BundleDetail } from '../../../shared/schemas/catalog.ts'
import { composed, offered } from '../../../shared/schemas/composer.ts'
import type { Visitor } from '../../support/browser.ts'
import { goodCard, payByCard, readBooking } from './journey.ts'

const entries = z.array(z.object({ id: z.string(), name: z.string().optional(), districtId: z.string().optional() }))

/** A leg that is booked of one provider, and that another could serve at the same time for the same price or less. */
export interface Replaceable {
  legId: string
  alternativeId: string
  otherId: string
}

export function replaceableLegs({ legs }: BundleDetail): Replaceable[] {
  return legs.filter(({ required }) => required).flatMap(({ id, alternatives }) => alternatives.flatMap(one => alternatives
    .filter(({ provider, minutes, mode, shareAmount }) =>
      mode === 'time' && provider.id !== one.provider.id && minutes === one.minutes && shareAmount <= one.shareAmount)
    .map(other => ({ legId: id, alternativeId: one.id, otherId: other.id }))))
}

/** The demo resident's booking of a bundle, paid, as far as the page after paying: by the API but for the payment page. */
export async function bookAndPay(visitor: Visitor, { slug, nth = 2, leg }: { slug: string, nth?: number, leg?: Replaceable }): Promise<Booking> {
  const { page, locale } = visitor
  const get = async (path: string, params?: Record<string, string>) => await (await page.request.get(path, params && { params })).json()
  const post = async (path: string, data?: unknown) => {
    const answer = await page.request.post(path, { headers: { 'idempotency-key': crypto.randomUUID() }, ...(data !== undefined && { data }) })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return z.looseObject({ id: z.string().optional(), url: z.string().optional() }).parse(await answer.json())
  }
  const { zone } = bundleDetail.parse(await get(`/api/bundles/${slug}`))
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date())
  const slots = async (from: string, days: string, alternativeId = leg?.alternativeId) => slotsAnswer.parse(await get(`/api/bundles/${slug}/slots`, {
    district: 'xuhui', from, days, ...(leg && { legs: `${leg.legId}:${alternativeId}` }),
  }))
  const timesOf = async (date: string, alternativeId?: string) => (await slots(date, '1', alternativeId)).days[0]?.times ?? []
  const day = (await slots(today, '40')).days.filter(({ count }) => count > 0)[nth]?.date ?? today
  const instead = leg && new Set((await timesOf(day, leg.otherId)).map(({ legs }) => JSON.stringify(legs.map(({ start }) => start))))
  const time = (await timesOf(day)).find(({ legs }) => !instead || instead.has(JSON.stringify(legs.map(({ start }) => start))))
  if (!time) throw new Error(`${slug} cannot be booked`)

  const [recipient] = entries.parse(await get('/api/household/recipients'))
  const address = entries.parse(await get('/api/household/addresses')).find(({ districtId }) => districtId === 'xuhui')
  const choices = leg ? [{ legId: leg.legId, include: true, alternativeId: leg.alternativeId }] : []
  const quote = await post('/api/quotes', { slug, addressId: address?.id, persons: 1, legs: choices, starts: time.legs.map(({ legId, start }) => ({ legId, start })) })
  const hold = await post('/api/holds', {
    quoteId: quote.id, recipientId: recipient?.id, addressId: address?.id, contact: { name: '陈静', phone: '+8613900000001' },
    payer: { name: '陈静', email: 'chen.jing@demo.linli' }, locale,
  })
  const checkout = await post(`/api/bookings/${hold.id}/checkout`)
  await page.goto(checkout.url ?? '')
  await payByCard(visitor, goodCard)
  await page.waitForURL(/\/bookings\/[\w-]+\?paid=1/)
  await page.getByText(visitor.t.like('bookings.payment')).first().waitFor()
  await expect.poll(async () => (await readBooking(visitor, hold.id ?? '')).state).not.toBe('held')
  return await readBooking(visitor, hold.id ?? '')
}

/** Puts one service of the demo manager's own on sale, with nothing before or after it: it can be moved to whatever time its people have. Answers the slug. */
export async function sellAlone({ page }: Visitor, { service, title }: { service: string, title: string }): Promise<string> {
  const send = async (method: 'post' | 'put', path: string, data: unknown) => {
    const answer = await page.request[method](path, { headers: { 'idempotency-key': crypto.randomUUID() }, data })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
    return z.looseObject({ id: z.string().optional(), revision: z.number().optional() }).parse(await answer.json())
  }
  const read = async (path: string, params = {}): Promise<unknown> => await (await page.request.get(path, { params })).json()
  const offering = z.array(offered).parse(await read('/api/provider/partner-offerings', { q: service })).find(({ own }) => own)!
  const [scenario] = z.array(scenarioSchema).parse(await read('/api/scenarios'))
  const { id } = await send('post', '/api/provider/bundles', { scenario: null })
  const path = `/api/provider/bundles/${id}`
  const { revision } = composed.parse(await read(path))
  const text = { zh: title, en: title }
  const leg = { key: 'a', title: offering.title, required: true, dependsOn: null, alternatives: [{ offeringId: offering.id, percentOffBps: 0 }] }
  const draft = { scenario: scenario!.slug, title: text, summary: text, description: text, stages: [{ rule: null, legs: [leg] }] }
  const saved = await send('put', path, { revision, draft })
  await send('post', `${path}/publish`, { revision: saved.revision })
  return composed.parse(await read(path)).slug
}

/** The bundles that are sold in Xuhui, the most wanted first. */
export async function* bundlesOf({ page }: Visitor): AsyncGenerator<BundleDetail> {
  for (let number = 1; number <= 6; number++) {
    const { hits } = searchAnswer.parse(await (await page.request.get('/api/search', { params: { district: 'xuhui', page: String(number) } })).json())
    for (const { slug } of hits) yield bundleDetail.parse(await (await page.request.get(`/api/bundles/${slug}`)).json())
  }
}

/** Whether both alternatives of a leg come to Xuhui. */
export async function areServed({ page }: Visitor, slug: string, { legId, alternativeId, otherId }: Replaceable): Promise<boolean> {
  const from = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const asked = [alternativeId, otherId].map(async (id) => {
    const answer = await page.request.get(`/api/bundles/${slug}/slots`, { params: { district: 'xuhui', from, days: '7', legs: `${legId}:${id}` } })
    return answer.ok() && slotsAnswer.parse(await answer.json()).days.filter(({ count }) => count > 0).length > 4
  })
  return (await Promise.all(asked)).every(Boolean)
}
