import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery } from 'h3'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import SlotPicker from '~/components/bundle/SlotPicker.vue'
import { noChoice, type Choice } from '~/composables/choice'
import { dayIn } from '~/composables/formats'
import { addMonths, monthOf } from '~/composables/monthGrid'
import type { BundleDetail, SlotsAnswer } from '#shared/schemas/catalog'

const legId = '019b76da-a800-7b16-9181-d0aee9c31e7d'
/** A busy machine is slow, and not wrong. */
const patient = { timeout: 20_000 }
const mealId = '019b76da-a800-7b16-9181-d0aee9c31e7e'
const text = (zh: string) => ({ zh, en: zh })
const day = dayIn('Asia/Shanghai', new Date())
const later = `${monthOf(addMonths(day, 1))}-10`
type Slot = NonNullable<SlotsAnswer['days'][number]['times']>[number]
const slot = (hour: number, date = day): Slot => {
  const [start, end] = [hour, hour + 1].map(own => `${date}T0${own}:00:00.000Z`) as [string, string]
  return {
    start, end, amount: 100, part: 'morning',
    legs: [{
      legId, alternativeId: legId, start, end, place: 'home', districtId: 'xuhui', sessionId: null, provider: text('家和'), resources: [], shareAmount: 100,
    }],
  }
}
const bundle: BundleDetail = {
  id: legId, slug: 'a', title: text('组合'), summary: text(''), description: text(''), zone: 'Asia/Shanghai', currency: 'CNY', districts: ['xuhui'],
  stages: [{ position: 0, rule: null }], maxPersons: 1, legs: [
    { id: legId, stage: 0, position: 0, required: true, dependsOnLegId: null, title: text('护理'), alternatives: [] },
    { id: mealId, stage: 0, position: 1, required: false, dependsOnLegId: null, title: text('助餐'), alternatives: [] },
  ],
} as unknown as BundleDetail

const asked: Record<string, unknown>[] = []
const city = { zone: 'Asia/Shanghai', currency: 'CNY' }
type Why = NonNullable<SlotsAnswer['days'][number]['why']>[number]
/** Closed, with one way out. */
const closed = (why: Why, from: string, relaxation: Omit<NonNullable<SlotsAnswer['relaxations']>[number], 'amountDifference'>): SlotsAnswer => ({
  ...city, days: [{ date: from, count: 0, parts: [], why: [why] }],
  explanation: { legIds: why.legIds, why: [{ ...why, days: 3 }] }, relaxations: [{ ...relaxation, amountDifference: 0 }],
})
const questionOf = (of: Slot, legs: string[] = []) => ({
  from: of.start.slice(0, 10), days: 1 as const, legs, options: [], resources: [], wishes: [], starts: of.legs.map(leg => `${leg.legId}:${leg.start}`),
})
registerEndpoint('/api/bundles/a/slots', (event): SlotsAnswer => {
  const query = getQuery<{ from: string, starts?: string, legs?: string }>(event)
  asked.push(query)
  if (query.starts) {
    return closed({ code: 'busy', legIds: [legId] }, day, { kind: 'time', legIds: [], first: slot(3), query: questionOf(slot(3)) })
  }
  if (query.legs) return { ...city, days: [{ date: later, count: 1, parts: ['morning'], times: [slot(2, later)] }] }
  if (query.from === day) return { ...city, days: [{ date: day, count: 2, parts: ['morning'], times: [slot(1), slot(3)] }] }
  return closed({ code: 'off', legIds: [mealId] }, query.from, {
    kind: 'leave_out', legIds: [mealId], first: slot(2, later), query: questionOf(slot(2, later), [`${mealId}:none`]),
  })
})

let unmount = () => {}
afterEach(() => unmount())

/** The picker as a bundle's page has it. */
async function picker(chosen: Partial<Choice>) {
  const choice = shallowRef<Choice & { district: string }>({ ...noChoice(), ...chosen, district: 'xuhui' })
  const slots: (Slot | null)[] = []
  const page = defineComponent({
    setup: () => () => h(SlotPicker, {
      bundle,
      choice: choice.value,
      onTake: (offer: Pick<Choice, 'legs' | 'starts' | 'day'>) => void (choice.value = { ...choice.value, ...offer }),
      onSlot: (own: Slot | null) => {
        slots.push(own)
        if (!own) choice.value = { ...choice.value, starts: {} }
      },
    }),
  })
  const mounted = await mountSuspended(page, { attachTo: document.body })
  unmount = () => mounted.unmount()
  return { mounted, slots, choice, offer: await vi.waitFor(() => mounted.get('[data-relaxation]'), patient) }
}

it('a wished time that is gone says which part is in its way, and a near one is taken with one click', async () => {
  const { mounted, slots, offer } = await picker({ day, starts: { [legId]: `${day}T02:00:00.000Z` } })
  expect(mounted.text()).toContain('10:00 这个时间约不上')
  await vi.waitFor(() => expect(mounted.text()).toContain('“护理”的师傅都约满了'), patient)
  expect(asked).toContainEqual(expect.objectContaining({ from: day, days: '1', starts: `${legId}:${day}T02:00:00.000Z` }))
  await offer.trigger('click')
  await vi.waitFor(() => expect(slots).toEqual([null, slot(3)]), patient)
  expect(mounted.find('[data-relaxation]').exists()).toBe(false)
})

it('a month without a day says which part closes it, and leaving it out is one click to a time', async () => {
  const { mounted, slots, choice, offer } = await picker({ day: `${later.slice(0, 8)}11` })
  await vi.waitFor(() => expect(mounted.text()).toContain('“助餐”的师傅这时不上班 （3 天）'), patient)
  expect(offer.text()).toContain('不加“助餐”')
  await offer.trigger('click')
  await vi.waitFor(() => expect(slots.at(-1)).toEqual(slot(2, later)), patient)
  expect(choice.value).toMatchObject({ day: later, legs: { [mealId]: { include: false } }, starts: { [legId]: `${later}T02:00:00.000Z` } })
})
