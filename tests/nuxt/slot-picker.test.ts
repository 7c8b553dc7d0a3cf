import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getQuery } from 'h3'
import { afterEach, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import SlotPicker from '~/components/bundle/SlotPicker.vue'
import { noChoice, type Choice } from '~/composables/choice'
import { dayIn } from '~/composables/formats'
import type { BundleDetail, SlotsAnswer } from '#shared/schemas/catalog'

const legId = '019b76da-a800-7b16-9181-d0aee9c31e7d'
const text = (zh: string) => ({ zh, en: zh })
const day = dayIn('Asia/Shanghai', new Date())
const at = (hour: number) => `${day}T0${hour}:00:00.000Z`
type Slot = NonNullable<SlotsAnswer['days'][number]['times']>[number]
const slot = (hour: number): Slot => ({
  start: at(hour), end: at(hour + 1), amount: 100, part: 'morning',
  legs: [{
    legId, alternativeId: legId, start: at(hour), end: at(hour + 1), place: 'home', districtId: 'xuhui', sessionId: null, provider: text('家和'), resources: [],
    shareAmount: 100,
  }],
})
const bundle: BundleDetail = {
  id: legId, slug: 'a', title: text('组合'), summary: text(''), description: text(''), zone: 'Asia/Shanghai', currency: 'CNY', districts: ['xuhui'],
  stages: [{ position: 0, rule: null }], maxPersons: 1, legs: [{
    id: legId, stage: 0, position: 0, required: true, dependsOnLegId: null, title: text('护理'), alternatives: [],
  }],
} as unknown as BundleDetail

const asked: Record<string, unknown>[] = []
registerEndpoint('/api/bundles/a/slots', (event): SlotsAnswer => {
  const query = getQuery(event)
  asked.push(query)
  if (query.starts === undefined) return { zone: 'Asia/Shanghai', currency: 'CNY', days: [{ date: day, count: 2, parts: ['morning'], times: [slot(1), slot(3)] }] }
  return {
    zone: 'Asia/Shanghai', currency: 'CNY', days: [{ date: day, count: 0, parts: [], why: [{ code: 'busy', legIds: [legId] }] }],
    explanation: { legIds: [legId], why: [{ code: 'busy', legIds: [legId], days: 1 }] },
    relaxations: [{
      kind: 'time', legIds: [], amountDifference: 0, first: slot(3),
      query: { from: day, days: 1, legs: [], options: [], resources: [], wishes: [], starts: [`${legId}:${at(3)}`] },
    }],
  }
})

let unmount = () => {}
afterEach(() => unmount())

it('a wished time that is gone says which part is in its way, and a near one is taken with one click', async () => {
  const choice = shallowRef<Choice & { district: string }>({ ...noChoice(), district: 'xuhui', day, starts: { [legId]: at(2) } })
  const chosen: (Slot | null)[] = []
  // As a bundle's page does.
  const page = defineComponent({
    setup: () => () => h(SlotPicker, {
      bundle,
      choice: choice.value,
      onTake: (offer: Pick<Choice, 'legs' | 'starts' | 'day'>) => void (choice.value = { ...choice.value, ...offer }),
      onSlot: (slot: Slot | null) => {
        chosen.push(slot)
        if (!slot) choice.value = { ...choice.value, starts: {} }
      },
    }),
  })
  const mounted = await mountSuspended(page, { attachTo: document.body })
  unmount = () => mounted.unmount()
  const offer = await vi.waitFor(() => mounted.get('[data-relaxation]'))
  expect(mounted.text()).toContain('10:00 这个时间约不上')
  expect(mounted.text()).toContain('“护理”')
  expect(asked).toContainEqual(expect.objectContaining({ from: day, days: '1', starts: `${legId}:${at(2)}` }))
  await offer.trigger('click')
  await vi.waitFor(() => expect(chosen).toEqual([null, slot(3)]))
  expect(mounted.find('[data-relaxation]').exists()).toBe(false)
})
