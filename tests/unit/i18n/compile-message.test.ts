import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createI18n as createTyped } from 'vue-i18n'
import { compileMessage } from '../../../i18n/compile-message.ts'

const folder = new URL('../../../i18n/locales/', import.meta.url)
const files = readdirSync(folder).map(file => ({ file, messages: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object }))

/** vue-i18n computes the types of all keys from the messages: too deep for a whole file of them. */
const createI18n = createTyped as (options: object) => { global: Reader }

interface Reader {
  t: (path: string, values: Record<string, string> | number, count?: number) => string
}

function pathsOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) =>
    typeof child === 'string' ? [`${path}${name}`] : pathsOf(child as object, `${path}${name}.`))
}

test.each(files)('every message of $file reads as vue-i18n\'s own compiler reads it', ({ messages }) => {
  const options = { legacy: false, locale: 'x', warnHtmlMessage: false, messages: { x: messages } }
  const own = createI18n({ ...options, messageCompiler: compileMessage }).global
  const theirs = createI18n(options).global
  const names = [...JSON.stringify(messages).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).filter(name => name !== 'count')
  const values = Object.fromEntries(names.map(name => [name, `‹${name}›`]))
  const paths = pathsOf(messages)
  expect(paths.length).toBeGreaterThan(200)
  for (const path of paths) {
    for (const count of [0, 1, 2, 7]) expect(own.t(path, values, count), path).toBe(theirs.t(path, values, count))
  }
})

test('a message that a bundler has taken apart reads the same', () => {
  const { t } = createI18n({ legacy: false, locale: 'x', messageCompiler: compileMessage, messages: { x: {
    mail: { type: 0, body: { type: 2, items: [{ type: 3, value: 'name' }, { type: 9, value: '@' }, { type: 4, key: 'host' }] } },
    hours: { t: 0, b: { t: 1, c: [{ t: 2, s: 'one hour' }, { t: 2, i: [{ t: 4, k: 'count' }, { t: 3, v: ' hours' }] }] } },
  } } }).global
  expect(t('mail', { host: 'example.com' })).toBe('name@example.com')
  expect([t('hours', 1), t('hours', 3)]).toEqual(['one hour', '3 hours'])
})
