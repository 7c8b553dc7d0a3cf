import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import SlotCalendar from '~/components/bundle/SlotCalendar.vue'
import type { SlotsAnswer } from '#shared/schemas/catalog'

const days: SlotsAnswer['days'] = [
  { date: '2026-11-25', count: 3, parts: ['morning'] },
  { date: '2026-11-26', count: 0, parts: [], why: [{ code: 'busy', legIds: [] }] },
  { date: '2026-11-30', count: 9, parts: ['morning', 'afternoon', 'evening'] },
]

let unmount = () => {}
async function calendar(props: { selected?: string | null, min?: string, whyOf?: () => string[] } = {}) {
  const mounted = await mountSuspended(SlotCalendar, {
    props: { days, month: '2026-11', min: '2026-11-24', max: '2027-02-10', selected: null, ...props },
    attachTo: document.body,
  })
  unmount = () => mounted.unmount()
  const day = (date: string) => mounted.get(`[data-day="${date}"]`)
  return { mounted, day, tabStops: () => mounted.findAll('[data-day][tabindex="0"]').map(node => node.attributes('data-day')) }
}
afterEach(() => unmount())

const focused = () => document.activeElement?.getAttribute('data-day')

describe('the calendar of joint slots', () => {
  it('is one stop for Tab: the first open day, or the chosen one', async () => {
    expect((await calendar()).tabStops()).toEqual(['2026-11-25'])
    unmount()
    expect((await calendar({ selected: '2026-11-30' })).tabStops()).toEqual(['2026-11-30'])
  })

  it.each([
    ['ArrowRight', '2026-11-26'],
    ['ArrowLeft', '2026-11-24'],
    ['ArrowDown', '2026-12-02'],
    ['End', '2026-11-29'],
  ])('moves with %s', async (key, to) => {
    const { mounted, day } = await calendar()
    await day('2026-11-25').trigger('keydown', { key })
    if (to.startsWith('2026-12')) {
      expect(mounted.emitted('month')).toEqual([['2026-12']])
      return
    }
    await nextTick()
    expect(focused()).toBe(to)
  })

  it('never leaves the days that can be asked for', async () => {
    const { day, mounted } = await calendar()
    await day('2026-11-25').trigger('keydown', { key: 'ArrowUp' })
    await nextTick()
    expect(focused()).toBe('2026-11-24')
    expect(mounted.emitted('month')).toBeUndefined()
  })

  it('turns the month with Page Down and goes on at the same day of it', async () => {
    const { mounted, day, tabStops } = await calendar()
    await day('2026-11-25').trigger('keydown', { key: 'PageDown' })
    expect(mounted.emitted('month')).toEqual([['2026-12']])
    await mounted.setProps({ month: '2026-12', days: [] })
    expect(tabStops()).toEqual(['2026-12-25'])
  })

  it('lets keys alone that mean something else', async () => {
    const { day, mounted } = await calendar()
    await day('2026-11-25').trigger('keydown', { key: 'PageDown', ctrlKey: true })
    expect(mounted.emitted('month')).toBeUndefined()
  })

  it('chooses an open day and refuses a closed one, which can still be reached and read', async () => {
    const { mounted, day } = await calendar()
    await day('2026-11-26').trigger('click')
    expect(mounted.emitted('select')).toBeUndefined()
    expect(day('2026-11-26').attributes('aria-disabled')).toBe('true')
    expect(day('2026-11-26').attributes('aria-label')).toContain('约不了')
    await day('2026-11-30').trigger('click')
    expect(mounted.emitted('select')).toEqual([['2026-11-30']])
  })

  it('says why a closed day is closed: in its name, on focus, and asks for more on a click', async () => {
    const { mounted, day } = await calendar({ whyOf: () => ['护士都约满了'] })
    expect(day('2026-11-26').attributes('aria-label')).toContain('护士都约满了')
    expect(mounted.find('[data-why]').exists()).toBe(false)
    await day('2026-11-26').trigger('focus')
    expect(mounted.get('[data-why]').text()).toContain('护士都约满了')
    await day('2026-11-26').trigger('click')
    expect(mounted.emitted('ask')).toEqual([['2026-11-26']])
    expect(mounted.emitted('select')).toBeUndefined()
    await day('2026-11-25').trigger('focus')
    expect(mounted.find('[data-why]').exists()).toBe(false)
  })

  it('says in words what the lit windows show', async () => {
    const { day } = await calendar()
    expect(day('2026-11-30').attributes('aria-label')).toBe('2026年11月30日星期一，上午、下午、晚上，9 个时间')
    expect(day('2026-11-25').findAll('.pane-lit')).toHaveLength(1)
  })

  it('leaves out the weeks that are over', async () => {
    const { mounted } = await calendar()
    expect(mounted.findAll('[data-day]').map(node => node.attributes('data-day')).at(0)).toBe('2026-11-23')
  })

  it('lines the days up under their weekday', async () => {
    const { mounted } = await calendar({ min: '2026-10-05' })
    const firstWeek = mounted.findAll('tbody tr')[0]!.findAll('td')
    // 1 November 2026 is a Sunday.
    expect(firstWeek.map(cell => cell.text().slice(0, 1))).toEqual(['', '', '', '', '', '', '1'])
  })
})
