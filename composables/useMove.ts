import type { MoveTimes } from '#shared/schemas/booking.ts'
import type { Problem } from '#shared/schemas/common.ts'

/** What is moved: legs of one's booking (`legId` null: all that can), or a leg that one's provider serves. */
export type MoveTarget = { bookingId: string, legId: string | null } | { providerLegId: string }
export type MoveChoice = MoveTimes['days'][number]['times'][number]

/** The times to which something can move, a week at a time, and moving it. */
export function useMove(target: () => MoveTarget) {
  const own = { times: useApi('GET /api/bookings/:id/move-times'), move: useApi('POST /api/bookings/:id/moves') }
  const served = { times: useApi('GET /api/provider/legs/:id/move-times'), move: useApi('POST /api/provider/legs/:id/move') }
  const found = shallowRef<MoveTimes | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const moving = ref(false)
  /** Only the last week that was asked for counts. */
  let asked = 0

  async function load(from: string): Promise<void> {
    const ask = ++asked
    found.value = null
    problem.value = null
    const where = target()
    const result = 'providerLegId' in where
      ? await served.times.call({ params: { id: where.providerLegId }, query: { from, days: 7 } })
      : await own.times.call({ params: { id: where.bookingId }, query: { from, days: 7, ...(where.legId && { legId: where.legId }) } })
    if (ask !== asked) return
    if (result.ok) found.value = result.answer
    else problem.value = result.problem
  }

  /** Whether it was moved; if not, `problem` says why. */
  async function move({ legs }: MoveChoice): Promise<boolean> {
    moving.value = true
    const where = target()
    const starts = legs.map(({ legId, start }) => ({ legId, start }))
    const result = 'providerLegId' in where
      ? await served.move.call({ params: { id: where.providerLegId }, body: { start: starts[0]!.start } })
      : await own.move.call({ params: { id: where.bookingId }, body: { starts } })
    moving.value = false
    problem.value = result.ok ? null : result.problem
    return result.ok
  }

  return { found, problem, moving, load, move }
}
