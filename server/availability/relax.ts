import type { LegChoice, RelaxationKind } from '#shared/slot.ts'

/** What of a bundle's leg can be chosen. */
interface Leg {
  id: string
  required: boolean
  dependsOnLegId: string | null
  alternatives: readonly Choosable[]
}

interface Choosable {
  id: string
  offering: { durationMinutes: number, durationOptions: readonly number[], venue: { districtId: string } | null }
}

/** A leg that is taken, with the alternatives that the district and the choices leave. */
interface TakenLeg {
  leg: Leg
  alternatives: readonly { alternative: Choosable, minutes: number }[]
}

/** What is asked of a bundle, as far as a person can change it. */
export interface Wishes {
  choices: readonly LegChoice[]
  starts: Readonly<Record<string, string>>
}

/** A question with one thing changed. Whether it opens a time is not known yet. */
export interface Change extends Wishes {
  kind: RelaxationKind
  legIds: string[]
  choices: LegChoice[]
}

/** As many changes are tried, and of those that open a time as many are offered, and of one kind. */
const TRIED = 24
const OFFERED = 8
const OFFERED_OF_A_KIND = 2

interface ChangeOptions {
  legs: readonly TakenLeg[]
  wishes: Wishes
  /** Legs that the explanation names: only of those another duration is tried. */
  blockers: ReadonlySet<string>
}

/**
 * What could be asked instead, the smallest sacrifice first. Where a service comes home it stays there: the district is never changed,
 * and another district is visited only where the leg was at a venue anyway.
 */
export function changesOf({ legs, wishes, blockers }: ChangeOptions): Change[] {
  const taken = legs.map(({ leg }) => leg)
  const changes = [
    ...(Object.keys(wishes.starts).length > 1 ? taken.flatMap(leg => freedLeg(leg, wishes)) : []),
    ...wishes.choices.flatMap(choice => givenUp(choice, wishes)),
    ...taken.flatMap(leg => otherAlternatives(leg, wishes)),
    ...legs.filter(({ leg }) => blockers.has(leg.id)).flatMap(chosen => otherDurations(chosen, wishes)),
    ...leftOut(taken, wishes, blockers),
  ]
  return byTurns(changes, { most: TRIED })
}

/** The first of each kind, then the second of each, until there are enough: many of one kind do not keep the others out. */
function byTurns<Item extends { kind: RelaxationKind }>(
  items: readonly Item[],
  { most, rounds }: { most: number, rounds?: number },
): Item[] {
  const ofKind = [...Map.groupBy(items, ({ kind }) => kind).values()]
  const longest = Math.max(0, ...ofKind.map(({ length }) => length))
  return Array.from({ length: Math.min(rounds ?? longest, longest) }, (_, round) => ofKind.flatMap(own => own.slice(round, round + 1)))
    .flat().slice(0, most)
}

const choiceOf = ({ choices }: Wishes, legId: string): LegChoice =>
  choices.find(choice => choice.legId === legId) ?? { legId, include: true }

function withChoice({ choices, starts }: Wishes, choice: LegChoice): Wishes & { choices: LegChoice[] } {
  return { starts, choices: [...choices.filter(({ legId }) => legId !== choice.legId), choice] }
}

function withoutStart(starts: Wishes['starts'], legIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(starts).filter(([legId]) => !legIds.includes(legId)))
}

function freedLeg({ id }: Leg, { choices, starts }: Wishes): Change[] {
  if (starts[id] === undefined) return []
  return [{ kind: 'leg', legIds: [id], choices: [...choices], starts: withoutStart(starts, [id]) }]
}

/** The person who was asked for, and wishes that had to be met; these are still met where they can be. */
function givenUp(choice: LegChoice, wishes: Wishes): Change[] {
  const { legId, resourceId, wishes: own = [] } = choice
  const changes: Change[] = []
  if (resourceId !== undefined) {
    changes.push({ kind: 'person', legIds: [legId], ...withChoice(wishes, { ...choice, resourceId: undefined }) })
  }
  const musts = own.filter(({ must }) => must)
  // One is less than all.
  const sets = musts.length > 1 ? [...musts.map(wish => [wish]), musts] : [musts]
  for (const set of sets.filter(({ length }) => length > 0)) {
    const softened = own.map(wish => ({ ...wish, must: wish.must && !set.includes(wish) }))
    changes.push({ kind: 'wish', legIds: [legId], ...withChoice(wishes, { ...choice, wishes: softened }) })
  }
  return changes
}

function otherAlternatives({ id, alternatives }: Leg, wishes: Wishes): Change[] {
  const choice = choiceOf(wishes, id)
  if (choice.alternativeId === undefined) return []
  const before = alternatives.find(alternative => alternative.id === choice.alternativeId)
  return alternatives.filter(alternative => alternative !== before).map((alternative): Change => {
    const { durationMinutes, durationOptions, venue } = alternative.offering
    const keeps = choice.minutes === undefined || choice.minutes === durationMinutes || durationOptions.includes(choice.minutes)
    const left = before?.offering.venue?.districtId
    const isElsewhere = venue !== null && left !== undefined && venue.districtId !== left
    // The person who was asked for works for one provider.
    const other = { ...choice, alternativeId: alternative.id, resourceId: undefined, minutes: keeps ? choice.minutes : undefined }
    return { kind: isElsewhere ? 'venue' : 'alternative', legIds: [id], ...withChoice(wishes, other) }
  })
}

function otherDurations({ leg, alternatives }: TakenLeg, wishes: Wishes): Change[] {
  const choice = choiceOf(wishes, leg.id)
  const now = choice.minutes ?? alternatives[0]!.minutes
  const offered = alternatives.flatMap(({ alternative: { offering } }) => [offering.durationMinutes, ...offering.durationOptions])
  return [...new Set(offered)]
    .filter(minutes => minutes !== now)
    .sort((a, b) => Math.abs(a - now) - Math.abs(b - now) || a - b)
    .map((minutes): Change => ({ kind: 'duration', legIds: [leg.id], ...withChoice(wishes, { ...choice, minutes }) }))
}

/** Each optional leg, with those that depend on it; and all that the explanation names together, where none of them is required. */
function leftOut(taken: readonly Leg[], wishes: Wishes, blockers: ReadonlySet<string>): Change[] {
  const optional = taken.filter(({ required }) => !required)
  const sets = optional.map(leg => [leg])
  const named = taken.filter(({ id }) => blockers.has(id))
  if (named.length > 1 && named.every(({ required }) => !required)) sets.push(named)
  return sets.flatMap((set): Change[] => {
    const legIds = withDependents(taken, set.map(({ id }) => id))
    if (legIds.length === taken.length || taken.some(({ id, required }) => required && legIds.includes(id))) return []
    const left = legIds.map((legId): LegChoice => ({ legId, include: false }))
    return [{
      kind: 'leave_out',
      legIds,
      choices: [...wishes.choices.filter(({ legId }) => !legIds.includes(legId)), ...left],
      starts: withoutStart(wishes.starts, legIds),
    }]
  })
}

function withDependents(legs: readonly Leg[], legIds: readonly string[]): string[] {
  const left = new Set(legIds)
  for (let size = 0; size !== left.size;) {
    size = left.size
    for (const { id, required, dependsOnLegId } of legs) {
      if (!required && dependsOnLegId !== null && left.has(dependsOnLegId)) left.add(id)
    }
  }
  return [...left]
}

/** A change that opens a time: what it costs a person is its kind, then the distance from the wish, then money. */
export interface Opening {
  kind: RelaxationKind
  /** Milliseconds from what was wished. */
  distance: number
  amountDifference: number
}

const SACRIFICE: Record<RelaxationKind, number> = {
  time: 0, part: 1, person: 2, wish: 2, leg: 3, alternative: 4, venue: 5, duration: 6, day: 7, leave_out: 8,
}

/** The cheapest of each kind, then the second of each, as many as are offered; in the order of their sacrifice. */
export function cheapest<Item extends Opening>(openings: readonly Item[]): Item[] {
  return byTurns(openings.toSorted(bySacrifice), { most: OFFERED, rounds: OFFERED_OF_A_KIND }).sort(bySacrifice)
}

const bySacrifice = (a: Opening, b: Opening): number =>
  SACRIFICE[a.kind] - SACRIFICE[b.kind] || a.distance - b.distance || a.amountDifference - b.amountDifference
