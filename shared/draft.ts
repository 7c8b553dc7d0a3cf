import type { LocalText } from './locale.ts'
import type { StageRule } from './quote.ts'

/** A bundle that is being made. It may lack anything: what it needs to be published, the checks say. */
export interface Draft {
  /** Slug. */
  scenario: string | null
  title: LocalText
  summary: LocalText
  description: LocalText
  /** In their order; none is empty, and only the first has no rule. */
  stages: DraftStage[]
}

export interface DraftStage {
  rule: StageRule | null
  /** They start together. */
  legs: DraftLeg[]
}

export interface DraftLeg {
  /** Names it within the draft. */
  key: string
  title: LocalText
  required: boolean
  /** Key of the leg without which it makes no sense. */
  dependsOn: string | null
  /** In the order of preference. */
  alternatives: DraftAlternative[]
}

export interface DraftAlternative {
  offeringId: string
  /** Off the list price of one's own offering, in ten-thousandths; a partner's share is its agreement's. */
  percentOffBps: number
}

/** What a draft may hold. */
export const draftLimits = { stages: 8, legs: 12, alternatives: 5 } as const

export const usualRule: StageRule = { kind: 'gap', min: 0, max: 120, sameDay: true }

export const legsOf = (stages: readonly DraftStage[]): DraftLeg[] => stages.flatMap(({ legs }) => legs)
export const stageOf = (stages: readonly DraftStage[], key: string): number =>
  stages.findIndex(({ legs }) => legs.some(leg => leg.key === key))

/** Without stages that have lost their legs; each but the first has a rule; who depended on a leg that is gone depends on none. */
export function tidied(stages: readonly DraftStage[]): DraftStage[] {
  const filled = stages.filter(({ legs }) => legs.length > 0)
  const keys = new Set(legsOf(filled).map(({ key }) => key))
  return filled.map(({ rule, legs }, at) => ({
    rule: at === 0 ? null : rule ?? usualRule,
    legs: legs.map(leg => (leg.dependsOn !== null && !keys.has(leg.dependsOn) ? { ...leg, dependsOn: null } : leg)),
  }))
}

/** `before`: as a stage of its own, before that one (or, past the last, at the end); `into`: at the same time as the legs of that stage. */
export type Place = { before: number } | { into: number }

/** Moves a leg. One that was alone takes its rule along; one that leaves others, or comes between, follows by the usual rule. */
export function placeLeg(stages: readonly DraftStage[], key: string, place: Place): DraftStage[] {
  const from = stageOf(stages, key)
  const source = stages[from]
  const leg = source?.legs.find(own => own.key === key)
  if (!source || !leg) return [...stages]
  const rest = { ...source, legs: source.legs.filter(own => own !== leg) }
  const left = stages.map(stage => (stage === source ? rest : stage))
  if ('into' in place) {
    if (place.into === from) return [...stages]
    return tidied(left.map((stage, at) => (at === place.into ? { ...stage, legs: [...stage.legs, leg] } : stage)))
  }
  const own: DraftStage = { rule: rest.legs.length === 0 ? source.rule : usualRule, legs: [leg] }
  return tidied(left.toSpliced(place.before, 0, own))
}

/** The four ways in which a leg moves by a key press; null where it cannot go that way. */
export const moves = ['earlier', 'later', 'together', 'apart'] as const
export type Move = typeof moves[number]

export function placeOf(stages: readonly DraftStage[], key: string, move: Move): Place | null {
  const at = stageOf(stages, key)
  const isAlone = stages[at]?.legs.length === 1
  if (at < 0) return null
  if (move === 'earlier') return isAlone ? (at > 0 ? { before: at - 1 } : null) : { before: at }
  if (move === 'later') return isAlone ? (at < stages.length - 1 ? { before: at + 2 } : null) : { before: at + 1 }
  if (move === 'together') return isAlone && at > 0 ? { into: at - 1 } : null
  return isAlone ? null : { before: at + 1 }
}
