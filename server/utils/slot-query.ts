import type { z } from 'zod'
import type { slotsQuery } from '#shared/schemas/catalog.ts'
import type { SlotQuery } from '#shared/slot.ts'

/** `leg:value` pairs by leg; of a leg that is named twice the last counts. */
function byLeg(pairs: readonly string[]): Map<string, string> {
  return new Map(pairs.map(pair => [pair.slice(0, 36), pair.slice(37)]))
}

/** The choices of a query string, as the solver takes them. */
export function slotQueryOf(query: z.output<typeof slotsQuery>, districtId: string | null): SlotQuery {
  const alternatives = byLeg(query.legs)
  const minutes = byLeg(query.options)
  const legIds = new Set([...alternatives.keys(), ...minutes.keys()])
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
      }
    }),
    starts: Object.fromEntries(byLeg(query.starts)),
  }
}
