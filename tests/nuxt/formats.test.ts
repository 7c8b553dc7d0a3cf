import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import AppPrice from '~/components/base/AppPrice.vue'
import { dayIn, formatDayOf, formatMoney, formatTime, weekdayNames } from '~/composables/formats'

describe('money', () => {
  it('is written in the currency’s unit, with fen only where there are some', () => {
    expect(formatMoney('zh-CN', 12_800, 'CNY')).toBe('¥128')
    expect(formatMoney('zh-CN', 12_805, 'CNY')).toBe('¥128.05')
    expect(formatMoney('en', 1_234_500, 'CNY')).toBe('¥12,345')
    expect(formatMoney('en', 0, 'CNY')).toBe('¥0')
  })

  it('knows currencies without a minor unit', () => {
    expect(formatMoney('en', 1_500, 'JPY')).toBe('¥1,500')
  })
})

describe('AppPrice', () => {
  it('shows the list price only where it is higher, and says so to a reader', async () => {
    const dearer = await mountSuspended(AppPrice, { props: { amount: 20_000, list: 25_000, currency: 'CNY' } })
    expect(dearer.find('s').text()).toBe('¥250')
    expect(dearer.findAll('.sr-only').map(node => node.text())).toEqual(['原价', '现价'])
    const same = await mountSuspended(AppPrice, { props: { amount: 20_000, list: 20_000, currency: 'CNY' } })
    expect(same.find('s').exists()).toBe(false)
  })

  it('writes a lowest price as one', async () => {
    const price = await mountSuspended(AppPrice, { props: { amount: 19_900, currency: 'CNY', from: true } })
    expect(price.text()).toBe('¥199 起')
  })
})

describe('time', () => {
  it('is that of the place of service, not of the reader', () => {
    expect(formatTime('zh-CN', '2026-11-24T23:30:00Z', 'Asia/Shanghai')).toBe('07:30')
    expect(formatDayOf('en', '2026-11-24T23:30:00Z', 'Asia/Shanghai')).toContain('25')
    expect(dayIn('Asia/Shanghai', new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
    expect(dayIn('America/New_York', new Date('2026-12-31T16:00:00Z'))).toBe('2026-12-31')
  })

  it('writes midnight as 00:00', () => {
    expect(formatTime('en', '2026-11-24T16:00:00Z', 'Asia/Shanghai')).toBe('00:00')
  })

  it('begins the week on Monday', () => {
    expect(weekdayNames('zh-CN', 'long')[0]).toBe('星期一')
    expect(weekdayNames('en', 'long').at(-1)).toBe('Sunday')
  })
})
