import { expect, test } from 'vitest'
import { actNames, actSubjects } from '#shared/acts.ts'
import en from '../../../i18n/locales/en.json' with { type: 'json' }
import zh from '../../../i18n/locales/zh-CN.json' with { type: 'json' }

test.each(Object.entries({ en, 'zh-CN': zh }))('whatever operators do is said in words: %s', (_, { acts: { actions, kinds } }) => {
  const words: Record<string, Record<string, string>> = actions
  expect(Object.entries(words).flatMap(([noun, verbs]) => Object.keys(verbs).map(verb => `${noun}.${verb}`)).toSorted()).toEqual([...actNames].toSorted())
  expect(Object.keys(kinds).toSorted()).toEqual([...actSubjects].toSorted())
})
