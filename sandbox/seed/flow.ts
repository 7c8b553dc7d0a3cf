import type { StageRule } from '#shared/quote.ts'

export interface FlowLeg {
  service: string
  stage: number
  required: boolean
  /** Is cancelled with another leg: the one before it (-1) or after it (1). */
  dependsOn: -1 | 0 | 1
}

export interface Flow {
  rules: (StageRule | null)[]
  legs: FlowLeg[]
}

/**
 * Reads the shorthand in which bundles are written down, one stage after another:
 *
 * - `home-clean + companion`: both at once; `?` after a service: may be left out; `^`: goes with the leg before, `~`: with the leg after
 * - `> b`: within two hours of the end of what was before; `>30-240 b`: after 30 to 240 minutes; `>same b`: any time later that day
 * - `>+1-3 b`: one to three days later; `>+1-3@8-12 b`: and between eight and twelve o'clock
 */
export function parseFlow(text: string): Flow {
  const flow: Flow = { rules: [], legs: [] }
  for (const [stage, part] of text.split(/\s*>(?=\S*\s)/).entries()) {
    const [, rule = '', names = ''] = stage === 0 ? ['', '', part] : /^(\S*)\s+(.*)$/.exec(part) ?? []
    flow.rules.push(stage === 0 ? null : parseRule(rule))
    for (const name of names.trim().split(/\s*\+\s*/)) {
      const [, service, marks = ''] = /^([a-z-]+)([?^~]*)$/.exec(name) ?? []
      if (!service) throw new SyntaxError(`not a leg: "${name}" in "${text}"`)
      flow.legs.push({ service, stage, required: !marks.includes('?'), dependsOn: marks.includes('^') ? -1 : marks.includes('~') ? 1 : 0 })
    }
  }
  return flow
}

function parseRule(text: string): StageRule {
  if (text === '') return { kind: 'gap', min: 0, max: 120, sameDay: true }
  if (text === 'same') return { kind: 'gap', min: 0, max: null, sameDay: true }
  const gap = /^(\d+)-(\d+)$/.exec(text)
  if (gap) return { kind: 'gap', min: Number(gap[1]), max: Number(gap[2]), sameDay: true }
  const days = /^\+(\d+)-(\d+)(?:@(\d+)-(\d+))?$/.exec(text)
  if (!days) throw new SyntaxError(`not a rule: "${text}"`)
  const window = days[3] === undefined ? null : { from: Number(days[3]) * 60, to: Number(days[4]) * 60 }
  return { kind: 'days', from: Number(days[1]), to: Number(days[2]), window }
}
