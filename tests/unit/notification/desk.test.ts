import { expect, test } from 'vitest'
import { deskTemplates } from '../../../server/notification/wording-desk.ts'

const ofAgreements = ['who', 'bundle', 'offering', 'until']

test.each(Object.entries(deskTemplates))('%s says only what is filled in, in both languages', (template, { words, path }) => {
  const known = template.startsWith('provider_') ? ['firm', 'reason'] : template.startsWith('bundle_') ? ['bundle', 'legs'] : ofAgreements
  for (const sentences of Object.values(words)) {
    const names = [...Object.values(sentences).join(' ').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    expect(names.filter(name => !known.includes(name))).toEqual([])
  }
  expect(path.includes('{id}')).toBe(template.startsWith('bundle_'))
})
