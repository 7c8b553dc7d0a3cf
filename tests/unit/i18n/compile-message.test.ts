import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createI18n } from 'vue-i18n'
import { compileMessage } from '../../../i18n/compile-message.ts'

const folder = new URL('../../../i18n/locales/', import.meta.url)
const files = readdirSync(folder).map(file => ({ file, messages: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object }))

function pathsOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) =>
    typeof child === 'string' ? [`${path}${name}`] : pathsOf(child as object, `${path}${name}.`))
}

test.each(files)('every message of $file reads as vue-i18n\'s own compiler reads it', ({ messages }) => {
  const options = { legacy: false as const, locale: 'x', warnHtmlMessage: false, messages: { x: messages as Record<string, string> } }
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
