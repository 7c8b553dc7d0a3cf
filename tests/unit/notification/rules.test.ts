import { expect, test } from 'vitest'
import { transitions } from '../../../server/booking/state.ts'
import { planRules, refundNotices, reminders, ruleFor, rules } from '../../../server/notification/rules.ts'
import { templates } from '../../../server/notification/wording.ts'

const cases = [
  ...transitions.flatMap(({ event, from, to, by }) => by.map(actor => ({ event: String(event), from, to, actor }))),
  // A visit under a plan that nothing can be charged for. And what a provider gives back where nobody else can come.
  { event: 'ask_payment', from: 'reserved', to: 'reserved', actor: 'system' },
  { event: 'withdraw', from: 'confirmed', to: 'cancelled', actor: 'provider' },
  { event: 'withdraw', from: 'confirmed', to: 'cancelled', actor: 'system' },
] as const

test.each(cases)('$event from $from to $to by $actor is told, or silent with a reason', (change) => {
  const rule = ruleFor(change)
  expect(rule, 'no rule').toBeDefined()
  if (rule && 'silent' in rule) expect(rule.silent.length).toBeGreaterThan(10)
  else expect(rule?.tell.length).toBeGreaterThan(0)
})

test('every rule is the one that some transition meets', () => {
  const met = new Set(cases.map(ruleFor))
  expect(rules.filter(rule => !met.has(rule))).toEqual([])
})

test('whatever ends a paid leg, the booker is told', () => {
  const ends = cases.filter(({ from, to }) => from !== null && from !== 'held' && from !== 'reserved' && ['cancelled', 'substituting', 'no_show_resident', 'no_show_provider'].includes(to))
  expect(ends.length).toBeGreaterThan(5)
  for (const change of ends) {
    const rule = ruleFor(change)
    expect(rule && 'tell' in rule && rule.tell.some(({ to }) => to === 'booker'), JSON.stringify(change)).toBe(true)
  }
})

test('every template is used, and each sentence names only what is filled in', () => {
  const told = [
    ...rules.flatMap(rule => ('tell' in rule ? rule.tell : [])),
    ...reminders.flatMap(({ tell }) => tell),
    ...Object.values(planRules).flat(),
    ...(['succeeded', 'failed'] as const).flatMap(state => [...refundNotices(state, 'paid_late'), ...refundNotices(state, 'cancelled')]),
  ]
  expect(new Set(told.map(({ template }) => template))).toEqual(new Set(Object.keys(templates)))
  const known = new Set(['name', 'booking', 'reference', 'legs', 'provider', 'when', 'where', 'amount', 'days'])
  for (const [template, { words, ...kind }] of Object.entries(templates)) {
    for (const sentence of Object.values(words).flatMap(each => Object.values(each))) {
      const names = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      expect(names.filter(name => !known.has(name)), template).toEqual([])
      // A notice about money lists no leg, so it has none to name.
      if (kind.bare) expect(names.filter(name => ['legs', 'when', 'where', 'provider'].includes(name)), template).toEqual([])
    }
  }
})

test('money that could not go back is told to the booker and to the operators', () => {
  expect(refundNotices('failed', 'anything').map(({ to }) => to)).toEqual(['booker', 'operators'])
  expect(refundNotices('requested', 'anything')).toEqual([])
})
