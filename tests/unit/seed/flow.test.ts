import { describe, expect, it } from 'vitest'
import { parseFlow } from '../../../sandbox/seed/flow.ts'

describe('the shorthand of bundles', () => {
  it('reads parallel legs, gaps, days with a window, and marks', () => {
    expect(parseFlow('home-clean + companion? >30-90 elder-meal^ >same nurse-visit >+1-3@8-12 home-clean~')).toEqual({
      rules: [
        null,
        { kind: 'gap', min: 30, max: 90, sameDay: true },
        { kind: 'gap', min: 0, max: null, sameDay: true },
        { kind: 'days', from: 1, to: 3, window: { from: 480, to: 720 } },
      ],
      legs: [
        { service: 'home-clean', stage: 0, required: true, dependsOn: 0 },
        { service: 'companion', stage: 0, required: false, dependsOn: 0 },
        { service: 'elder-meal', stage: 1, required: true, dependsOn: -1 },
        { service: 'nurse-visit', stage: 2, required: true, dependsOn: 0 },
        { service: 'home-clean', stage: 3, required: true, dependsOn: 1 },
      ],
    })
  })

  it('takes a plain > for at most two hours', () => {
    expect(parseFlow('a > b').rules[1]).toEqual({ kind: 'gap', min: 0, max: 120, sameDay: true })
  })

  it.each(['a >soon b', 'a >1 b', 'A b', ''])('refuses %j', (text) => {
    expect(() => parseFlow(text)).toThrow(SyntaxError)
  })
})
