/** An alternative of a leg, and whether its partner is lost. By leg, in the order of preference. */
export interface Supplied {
  id: string
  legId: string
  required: boolean
  wasLost: boolean
  isLost: boolean
}

export interface Outcome {
  outcome: 'paused' | 'taken_over' | 'without' | 'changed'
  legIds: string[]
}

/** What becomes of a bundle whose alternatives were lost or are back: the gravest that happened, and the legs to which it did. */
export function outcomeOf(alternatives: readonly Supplied[]): Outcome {
  const legs = [...Map.groupBy(alternatives, ({ legId }) => legId)].map(([legId, own]) => {
    const before = own.find(({ wasLost }) => !wasLost)
    const now = own.find(({ isLost }) => !isLost)
    return { legId, required: own[0]!.required, isServed: now !== undefined, isLost: before !== undefined && before.isLost }
  })
  const named = (outcome: Outcome['outcome'], some: typeof legs): Outcome | undefined =>
    (some.length > 0 ? { outcome, legIds: some.map(({ legId }) => legId) } : undefined)
  return named('paused', legs.filter(leg => leg.required && !leg.isServed))
    ?? named('taken_over', legs.filter(leg => leg.isLost && leg.isServed))
    ?? named('without', legs.filter(leg => leg.isLost && !leg.isServed))
    ?? { outcome: 'changed', legIds: [] }
}
