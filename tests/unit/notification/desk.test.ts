import { expect, test } from 'vitest'
import { deskTemplates } from '../../../server/notification/wording-desk.ts'

test.each(Object.entries(deskTemplates))('%s says only what is filled in, in both languages', (template, { words, path }) => {
  const known = template.startsWith('bundle_') ? ['bundle', 'legs'] : ['who', 'bundle', 'offering', 'until']
  for (const sentences of Object.values(words)) {
    const names = [...Object.values(sentences).join(' ').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    expect(names.filter(name => !known.includes(name))).toEqual([])
  }
  expect(path.includes('{id}')).toBe(template.startsWith('bundle_'))
})
