import { expect, test } from 'vitest'
import { deskTemplates } from '../../../server/notification/wording-desk.ts'

/** By what a template begins with. */
const filled: [string, string[]][] = [
  ['provider_', ['firm', 'reason']], ['credential_', ['who', 'paper', 'until']], ['bundle_', ['bundle', 'legs']], ['operator_digest', ['count']], ['operator_', ['about', 'amount', 'until']],
  ['agreement_', ['who', 'bundle', 'offering', 'until']],
]

test.each(Object.entries(deskTemplates))('%s says only what is filled in, in both languages', (template, { words, path }) => {
  const known = filled.find(([start]) => template.startsWith(start))![1]
  for (const sentences of Object.values(words)) {
    const names = [...Object.values(sentences).join(' ').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    expect(names.filter(name => !known.includes(name))).toEqual([])
  }
  expect(path.includes('{id}')).toBe(template.startsWith('bundle_'))
})
