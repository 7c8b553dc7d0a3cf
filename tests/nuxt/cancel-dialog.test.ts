import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody, setResponseStatus } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import CancelDialog from '~/components/booking/CancelDialog.vue'
import type { Booking, CancellationPreview } from '#shared/schemas/booking'

const text = (zh: string) => ({ zh, en: zh })
const leg = (id: string): Booking['legs'][number] => ({
  id, position: 0, revision: 0, state: 'confirmed', title: text(`第${id}项`), provider: text('家和'), start: '2026-12-02T01:00:00.000Z',
  end: '2026-12-02T02:00:00.000Z', zone: 'Asia/Shanghai', place: 'home', districtId: 'xuhui', address: text(''), required: true, dependsOnLegId: null,
  resources: [], tasks: [], responseDueAt: null, actions: ['cancel'], substitute: null, flagged: false, shareAmount: 10_000,
  voucherAmount: 0, taxAmount: 566, refundedAmount: 0, refundedVoucherAmount: 0, refunds: [],
})
const booking: Booking = {
  id: 'booking', reference: 'LL', slug: 'a', title: text('组合'), state: 'confirmed', start: leg('a').start, end: leg('a').end, zone: 'Asia/Shanghai',
  amount: 20_000, currency: 'CNY', legCount: 2, recipientName: '陈静', createdAt: leg('a').start, holdExpiresAt: null, visit: null, districtId: 'xuhui', street: '',
  contact: { name: '', phone: '' }, payer: { name: '', email: '' }, payment: null, legs: [leg('a'), leg('b')], events: [],
  listAmount: 20_000, voucher: null, methods: [],
}
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
const preview = (change: Partial<CancellationPreview>): CancellationPreview => ({
  token: 'first', expiresAt: inMinutes(10), currency: 'CNY', refundAmount: 5_000, voucherRefundAmount: 0, keptLegIds: ['b'], offersRest: true,
  legs: [{ legId: 'a', title: text('第a项'), why: 'chosen', shareAmount: 10_000, refundAmount: 5_000, voucherRefundAmount: 0, capBps: null }], ...change,
})

let answers: CancellationPreview[] = []
let wishes: unknown[] = []
let tokens: unknown[] = []
let renewed: CancellationPreview | null = null
registerEndpoint('/api/bookings/booking/cancellation-preview', {
  method: 'POST',
  handler: async (event) => {
    wishes.push(await readBody(event))
    return answers.shift()
  },
})
registerEndpoint('/api/bookings/booking/cancellation', {
  method: 'POST',
  handler: async (event) => {
    tokens.push(await readBody(event))
    if (!renewed) return booking
    setResponseStatus(event, 409)
    const problem = { type: 'about:blank', title: '', status: 409, code: 'preview_expired', detail: '', preview: renewed }
    renewed = null
    return problem
  },
})

let unmount = () => {}
async function dialog() {
  const mounted = await mountSuspended(CancelDialog, { props: { booking, legId: 'a', open: true }, attachTo: document.body })
  unmount = () => mounted.unmount()
  const button = (words: RegExp) => mounted.findAll('button').find(one => words.test(one.text()))
  const refund = () => mounted.find('[data-refund]').text()
  return { mounted, button, refund }
}
beforeEach(() => {
  wishes = []
  tokens = []
  renewed = null
})
afterEach(() => unmount())

describe('the preview of a cancellation', () => {
  it('shows what is given back, what goes on, and confirms exactly that', async () => {
    answers = [preview({})]
    const { mounted, button, refund } = await dialog()
    await expect.poll(() => mounted.find('[data-refund]').exists()).toBe(true)
    expect(refund()).toBe('¥50')
    expect(mounted.text()).toContain('第b项')
    await button(/确定取消/)!.trigger('click')
    await expect.poll(() => mounted.emitted('cancelled')).toHaveLength(1)
    expect(tokens).toEqual([{ token: 'first' }])
  })

  it('asks anew when the rest is to go too', async () => {
    answers = [preview({}), preview({ token: 'second', refundAmount: 15_000, keptLegIds: [] })]
    const { mounted, refund } = await dialog()
    await expect.poll(() => mounted.findAll('input').length).toBe(2)
    await mounted.findAll('input')[1]!.setValue()
    await expect.poll(() => refund()).toBe('¥150')
    expect(wishes).toEqual([{ rest: 'keep', legIds: ['a'] }, { rest: 'cancel', legIds: ['a'] }])
  })

  it('shows the new preview where the old one holds no more, and cancels nothing by itself', async () => {
    answers = [preview({})]
    renewed = preview({ token: 'renewed', refundAmount: 2_000 })
    const { mounted, button, refund } = await dialog()
    await expect.poll(() => mounted.find('[data-refund]').exists()).toBe(true)
    await button(/确定取消/)!.trigger('click')
    await expect.poll(() => refund()).toBe('¥20')
    expect(mounted.get('p[role="alert"]').text()).toContain('重新')
    expect(mounted.emitted('cancelled')).toBeUndefined()
    await button(/确定取消/)!.trigger('click')
    await expect.poll(() => tokens).toEqual([{ token: 'first' }, { token: 'renewed' }])
  })

  it('offers no confirmation when the ten minutes are over, but to work it out again', async () => {
    answers = [preview({ expiresAt: inMinutes(-1) }), preview({ token: 'second' })]
    const { mounted, button } = await dialog()
    await expect.poll(() => button(/重新计算/) !== undefined).toBe(true)
    expect(button(/确定取消/)).toBeUndefined()
    await button(/重新计算/)!.trigger('click')
    await expect.poll(() => mounted.find('[role="timer"]').exists()).toBe(true)
    expect(button(/确定取消/)).toBeDefined()
  })
})
