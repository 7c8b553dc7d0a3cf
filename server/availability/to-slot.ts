import type { DayPart, Slot, SlotLeg } from '#shared/slot.ts'
import { dayPartOf } from '#shared/slot.ts'
import type { BuiltProblem, Request } from './build-problem.ts'
import type { Witness, WitnessLeg } from './model.ts'
import { minuteOfDay, msOf } from './zone.ts'

/** The part of the day, at the place of service, in which a tick lies. */
export function partAt({ problem }: BuiltProblem, tick: number): DayPart {
  return dayPartOf(minuteOfDay(problem.zone, problem.horizon, tick))
}

/** Turns a witness into what people read: instants, names and prices. */
export function toSlot(witness: Witness, request: Request, built: BuiltProblem): Slot {
  return {
    start: instantOf(built, witness.start),
    end: instantOf(built, witness.end),
    amount: witness.price,
    part: partAt(built, witness.start),
    legs: witness.legs.map(leg => toSlotLeg(leg, request, built)),
  }
}

function toSlotLeg(leg: WitnessLeg, { legs, districtId }: Request, built: BuiltProblem): SlotLeg {
  const chosen = legs.find(own => own.leg.id === leg.legId)
  const priced = chosen?.alternatives.find(({ alternative }) => alternative.id === leg.alternativeId)
  if (!priced) throw new Error(`the solver chose ${leg.alternativeId} for leg ${leg.legId}, which it was not given`)
  const { offering, provider } = priced.alternative
  return {
    legId: leg.legId,
    alternativeId: leg.alternativeId,
    start: instantOf(built, leg.start),
    end: instantOf(built, leg.end),
    place: offering.place,
    districtId: offering.venue?.districtId ?? districtId ?? provider.districts[0] ?? '',
    sessionId: leg.sessionId,
    provider: provider.name,
    resources: leg.resources.flat().map((position) => {
      const { id, kind, name, rating } = built.resources[position]!
      return { id, kind, name, rating }
    }),
    shareAmount: leg.price,
  }
}

export function instantOf({ problem }: BuiltProblem, tick: number): string {
  return new Date(msOf(problem.horizon, tick)).toISOString()
}
