import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { operations, type Operation } from '#shared/api.ts'
import en from '../../../i18n/problems/en.json' with { type: 'json' }
import zh from '../../../i18n/problems/zh-CN.json' with { type: 'json' }
import { DomainError } from '../../../server/platform/errors.ts'
import { problemOf, showable, statuses } from '../../../server/utils/problem.ts'

const root = new URL('../../../', import.meta.url)
const sources = globSync('server/**/*.ts', { cwd: root.pathname }).map(file => ({ file, text: readFileSync(new URL(file, root), 'utf8') }))

/** Every code that `errorsOf<…>()` is given anywhere, whether written out or by the name of a union in the same file. */
function codesInSources(): { code: string, file: string }[] {
  return sources.flatMap(({ file, text }) => [...text.matchAll(/errorsOf<([^>]*)>\(\)/g)].flatMap(([, argument = '']) => {
    const named = /^\s*(\w+)\s*$/.exec(argument)?.[1]
    const union = named ? new RegExp(`type ${named}\\s*=([^;]*?)(?:\\n\\n|\\nexport|$)`).exec(text)?.[1] ?? '' : argument
    return [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => ({ code, file }))
  }))
}

describe('the table of problems', () => {
  it('has a row for every code that a slice can throw', () => {
    const codes = codesInSources()
    expect(codes.length).toBeGreaterThan(20)
    expect(codes.filter(({ code }) => !Object.hasOwn(statuses, code))).toEqual([])
  })

  it('has a row for every code that an operation announces', () => {
    const announced = Object.values<Operation>(operations).flatMap(operation => operation.problems ?? [])
    expect(announced.filter(code => !Object.hasOwn(statuses, code))).toEqual([])
  })

  it.each(Object.entries({ 'zh-CN': zh, en }))('has a title and a sentence for each code in %s, and no other', (_, { problems }) => {
    expect(Object.keys(problems).sort()).toEqual(Object.keys(statuses).sort())
    for (const { title, detail } of Object.values(problems)) expect([title.length > 1, detail.length > 5]).toEqual([true, true])
  })

  it('uses the same placeholders in both languages', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
    for (const [code, sentence] of Object.entries(zh.problems)) {
      expect(placeholders(sentence.detail), code).toEqual(placeholders(en.problems[code as keyof typeof en.problems].detail))
    }
    for (const [code, sentence] of Object.entries(zh.fields)) {
      expect(placeholders(sentence), code).toEqual(placeholders(en.fields[code as keyof typeof en.fields]))
    }
    expect(Object.keys(zh.fields)).toEqual(Object.keys(en.fields))
  })

  it('has a sentence for every refinement of the schemas', () => {
    const schemas = globSync('shared/schemas/*.ts', { cwd: root.pathname }).map(file => readFileSync(new URL(file, root), 'utf8')).join('\n')
    const codes = [...schemas.matchAll(/error: '(\w+)'/g)].map(([, code]) => code)
    expect(codes.length).toBeGreaterThan(1)
    expect(codes.filter(code => !Object.hasOwn(en.fields, code!))).toEqual([])
  })
})

describe('a problem document', () => {
  const options = { locale: 'en', requestId: 'request-1' } as const

  it('carries the details of the error, which cannot replace its own members', () => {
    const problem = problemOf({ ...options, error: new DomainError('too_many_requests', { retryAfter: 7, status: 200, type: 'x', detail: 'x' }) })
    expect(problem).toMatchObject({ type: '/problems/too_many_requests', status: 429, code: 'too_many_requests', retryAfter: 7 })
    expect(problem.detail).toBe('Please wait 7 seconds and try again.')
  })

  it('says of a field what is wrong with it, in the reader\'s language', () => {
    const issues = [{ path: 'name', code: 'too_big', values: { origin: 'string', maximum: 80 } }, { path: 'x', code: 'something_new' }]
    const error = new DomainError('input_invalid', { issues })
    expect(problemOf({ ...options, error }).errors).toEqual([
      { path: 'name', code: 'too_big', message: 'This has at most 80 characters.' },
      { path: 'x', code: 'something_new', message: 'This is not possible.' },
    ])
    expect(problemOf({ ...options, error, locale: 'zh-CN' }).errors?.[0]?.message).toBe('最多 80 个字。')
  })

  it('puts no value into a sentence that it was not made for', () => {
    const problem = problemOf({ ...options, error: new DomainError('too_many_requests', { retryAfter: { toString: () => 'evil' } }) })
    expect(problem.detail).toBe('Please wait  seconds and try again.')
  })
})

describe('what may be shown', () => {
  it('is nothing of an error that is not ours', () => {
    expect(showable(new Error('password is hunter2')).code).toBe('internal')
    expect(showable(new DomainError('never_heard_of', { secret: 1 }))).toMatchObject({ code: 'internal', details: {} })
    expect(showable('a string').code).toBe('internal')
  })

  it('is that the service is away for a moment where the database is', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
    const aggregate = Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
    for (const error of [
      refused,
      aggregate,
      new Error('Failed query: select 1', { cause: refused }),
      Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }),
      new Error('Connection terminated unexpectedly'),
    ]) expect(showable(error).code).toBe('unavailable')
  })

  it('is not that the database is away where a file is missing', () => {
    expect(showable(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' })).code).toBe('internal')
  })
})
