import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { expect, test } from 'vitest'
import SearchBox from '../../components/search/SearchBox.vue'

registerEndpoint('/api/suggest', () => ({
  suggestions: [{ kind: 'scenario', slug: 'clean-and-care', name: { zh: '保洁 + 长者照护', en: 'Clean and care' } }],
}))

test('what is typed stays, also when suggestions come', async () => {
  const box = await mountSuspended(SearchBox)
  const field = box.get<HTMLInputElement>('input')
  await field.setValue('clean and')
  await expect.poll(() => box.findAll('[role=option]').length).toBe(1)
  expect(field.element.value).toBe('clean and')
  expect(field.attributes('aria-expanded')).toBe('true')
  await field.trigger('keydown', { key: 'ArrowDown' })
  expect(field.attributes('aria-activedescendant')).toBe(box.get('[role=option]').attributes('id'))
  expect(field.element.value).toBe('clean and')
})
