import type { z } from 'zod'
import type { slotsAnswer, slotsQuery } from '#shared/schemas/catalog.ts'
import type { LegChoice, Relaxation, SlotCalendar, SlotQuery, WorkerWish } from '#shared/slot.ts'

/** `leg:value` pairs by leg; of a leg that is named twice the last counts. */
function byLeg(pairs: readonly string[]): Map<string, string> {
  return new Map(pairs.map(pair => [pair.slice(0, 36), pair.slice(37)]))
}

/** The choices of a query string, as the solver takes them. */
export function slotQueryOf(query: z.output<typeof slotsQuery>, districtId: string | null): SlotQuery {
  const alternatives = byLeg(query.legs)
  const minutes = byLeg(query.options)
  const resources = byLeg(query.resources)
  const wishes = Map.groupBy(query.wishes, pair => pair.slice(0, 36))
  const legIds = new Set([...alternatives.keys(), ...minutes.keys(), ...resources.keys(), ...wishes.keys()])
  return {
    from: query.from,
    days: query.days,
    districtId,
    persons: query.persons,
    choices: [...legIds].map((legId) => {
      const wish = alternatives.get(legId)
      const lasts = minutes.get(legId)
      return {
        legId,
        include: wish !== 'none',
        alternativeId: wish === undefined || wish === 'none' || wish === 'any' ? undefined : wish,
        minutes: lasts === undefined ? undefined : Number(lasts),
        resourceId: resources.get(legId),
        wishes: wishes.get(legId)?.map(pair => wishOf(pair.slice(37))),
      }
    }),
    starts: Object.fromEntries(byLeg(query.starts)),
  }
}

function wishOf(text: string): WorkerWish {
  const must = text.endsWith('!')
  const value = must ? text.slice(0, -1) : text
  return value === 'female' || value === 'male' ? { kind: 'gender', value, must } : { kind: 'language', value, must }
}

/** A calendar as the API answers it: what could be asked instead is written as one would ask it. */
export function slotsAnswerOf({ relaxations, ...calendar }: SlotCalendar): z.input<typeof slotsAnswer> {
  return { ...calendar, ...(relaxations && { relaxations: relaxations.map(toAnswer) }) }
}

function toAnswer({ from, choices, starts, ...relaxation }: Relaxation) {
  const pairs = (valuesOf: (choice: LegChoice) => readonly (string | number | undefined)[]): string[] => choices.flatMap((choice) => {
    return valuesOf(choice).flatMap(value => (value === undefined ? [] : [`${choice.legId}:${value}`]))
  })
  return {
    ...relaxation,
    query: {
      from,
      days: 1 as const,
      legs: pairs(({ include, alternativeId }) => [include ? alternativeId : 'none']),
      options: pairs(({ minutes }) => [minutes]),
      resources: pairs(({ resourceId }) => [resourceId]),
      wishes: pairs(({ wishes = [] }) => wishes.map(({ value, must }) => (must ? `${value}!` : value))),
      starts: Object.entries(starts).map(([legId, start]) => `${legId}:${start}`),
    },
  }
}
