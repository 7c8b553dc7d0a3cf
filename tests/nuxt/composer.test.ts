import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { readBody } from 'h3'
import { expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { Draft } from '#shared/draft.ts'
import type { Offered } from '#shared/schemas/composer.ts'
import { useComposer, type Composer } from '~/composables/useComposer'
import InLanguage from '~/components/base/InLanguage.vue'
import LegAlternatives from '~/components/composer/LegAlternatives.vue'

const none = { zh: '', en: '' }
const draft: Draft = { scenario: null, title: none, summary: none, description: none, stages: [] }
const id = '0199c0de-0000-7000-8000-000000000001'
const kept = {
  id, slug: 'a', status: 'draft' as const, pausedWhy: null, providerId: id, revision: 1, hasDraft: true, wasPublished: false, draft,
  offerings: [], agreements: [],
}

/** The bundle that is composed; each question waits until it is answered. */
async function compose() {
  const asked: { title: string, answer: (checks: number) => void }[] = []
  registerEndpoint(`/api/provider/bundles/${id}/preview`, {
    method: 'POST',
    handler: async (event) => {
      const { draft } = await readBody<{ draft: Draft }>(event)
      return await new Promise(resolve => asked.push({ title: draft.title.en, answer: checks => resolve({ checks: Array(checks).fill({ code: 'days' }) }) }))
    },
  })
  let composer!: Composer
  const page = await mountSuspended(defineComponent({
    setup() {
      composer = useComposer(kept)
      return () => null
    },
  }))
  await expect.poll(() => asked.length).toBe(1)
  return { asked, composer, page }
}

it('asks once nobody types any more, and drops what was said of an older draft', async () => {
  const { asked, composer, page } = await compose()
  for (const title of ['a', 'ab', 'abc']) composer.draft.value.title.en = title
  // The first question is answered while one types: it is of yesterday.
  await expect.poll(() => composer.asking.value).toBe(true)
  asked[0]!.answer(9)
  await expect.poll(() => asked.length).toBe(2)
  composer.draft.value.title.en = 'abcd'
  await expect.poll(() => asked.length).toBe(3)
  expect(asked.map(({ title }) => title)).toEqual(['', 'abc', 'abcd'])
  expect(composer.preview.value).toBeNull()
  asked[2]!.answer(2)
  await expect.poll(() => composer.preview.value?.checks.length).toBe(2)
  asked[1]!.answer(7)
  await new Promise(resolve => setTimeout(resolve))
  expect([composer.preview.value?.checks.length, composer.asking.value]).toEqual([2, false])
  page.unmount()
})

it('keeps what is not saved in the browser until it is saved', async () => {
  const first = await compose()
  first.composer.draft.value.title.en = 'Typed'
  await expect.poll(() => localStorage.getItem('linli_bundles')).toContain('Typed')
  first.page.unmount()
  const second = await compose()
  expect([second.composer.draft.value.title.en, second.composer.restored.value, second.composer.isDirty.value]).toEqual(['Typed', true, true])
  second.composer.wasSaved(second.composer.draft.value, 2)
  expect(localStorage.getItem('linli_bundles')).not.toContain('Typed')
  second.page.unmount()
})

it('moves who does a part by a key press, with the focus on it, and by a drag; it is said', async () => {
  const said: string[] = []
  const chosen = ref([1, 2, 3].map(n => ({ offeringId: `o${n}`, percentOffBps: 0 })))
  const offerings = Object.fromEntries(chosen.value.map(({ offeringId }): [string, Offered] => [offeringId, {
    id: offeringId, title: { zh: offeringId, en: offeringId }, provider: { id, name: none }, own: true, category: none, place: 'home', minutes: 60,
    listAmount: 1, currency: 'CNY', percentOffBps: 0,
  }]))
  const part = await mountSuspended(defineComponent(() => () => h(LegAlternatives, {
    'modelValue': chosen.value, 'offerings': offerings, 'agreements': [],
    'onUpdate:modelValue': (next: typeof chosen.value) => {
      chosen.value = next
    },
    'onSay': (words: string) => said.push(words),
  })), { attachTo: document.body })
  const order = () => chosen.value.map(({ offeringId }) => offeringId).join(' ')
  const focus = () => document.activeElement?.getAttribute('data-prefer')
  await part.get('[data-prefer="o1 down"]').trigger('click')
  await expect.poll(() => [order(), focus()]).toEqual(['o2 o1 o3', 'o1 down'])
  await part.get('[data-prefer="o1 down"]').trigger('click')
  await expect.poll(() => [order(), focus()]).toEqual(['o2 o3 o1', 'o1 up'])
  expect(said).toEqual(['“o1”现在是第 2 选择，共 3 个。', '“o1”现在是第 3 选择，共 3 个。'])

  await part.get('[data-lift="2"]').trigger('dragstart')
  await new Promise(resolve => setTimeout(resolve, 5))
  await part.get('[data-choice="0"]').trigger('drop')
  expect(order()).toBe('o1 o2 o3')
  // A part that is dropped here is none of these.
  await part.get('[data-choice="2"]').trigger('drop')
  expect(order()).toBe('o1 o2 o3')
  part.unmount()
})

it('shows a text that was never written in the reader\'s language in the other, and says so', async () => {
  const read = async (text: { zh: string, en: string }, or?: string) => (await mountSuspended(InLanguage, { props: { text, ...(or && { or }) } }))
  const chinese = await read({ zh: '打扫', en: '' })
  const english = await read({ zh: '', en: 'Cleaning' })
  expect((await read({ zh: '打扫', en: 'Cleaning' })).find('[lang]').exists()).toBe(false)
  expect([chinese, english].map(shown => [shown.find('[lang]').exists(), shown.text()])).toEqual([[false, '打扫'], [true, 'Cleaning 仅英文']])
  expect(english.get('[lang]').attributes('lang')).toBe('en')
  expect((await read({ zh: '', en: '' }, '未命名')).text()).toBe('未命名')
})
