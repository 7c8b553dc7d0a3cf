import type { CancellationPreview } from '#shared/schemas/booking.ts'
import type { Problem } from '#shared/schemas/common.ts'

/** What a cancellation would give back, and carrying out exactly that. Where what was shown holds no more, the new preview is shown. */
export function useCancellation(bookingId: () => string) {
  const asking = useApi('POST /api/bookings/:id/cancellation-preview')
  const confirming = useApi('POST /api/bookings/:id/cancellation')
  const preview = shallowRef<CancellationPreview | null>(null)
  /** The server worked it out anew at the last confirmation. */
  const changed = ref(false)
  const problem = shallowRef<Problem | null>(null)

  /** `legId` null: all that can be cancelled. `rest`: what becomes of the others when a required leg goes. */
  async function ask({ legId, rest }: { legId: string | null, rest: 'keep' | 'cancel' }): Promise<void> {
    const result = await asking.call({ params: { id: bookingId() }, body: { rest, ...(legId && { legIds: [legId] }) } })
    changed.value = false
    problem.value = result.ok ? null : result.problem
    if (result.ok) preview.value = result.answer
  }

  /** Whether it is done. */
  async function confirm(): Promise<boolean> {
    if (!preview.value || confirming.pending.value) return false
    const result = await confirming.call({ params: { id: bookingId() }, body: { token: preview.value.token } })
    if (result.ok) return true
    const renewed = previewOf(result.problem)
    changed.value = renewed !== null
    preview.value = renewed ?? preview.value
    problem.value = renewed ? null : result.problem
    return false
  }

  return { preview, changed, problem, ask, confirm, asking: asking.pending, confirming: confirming.pending }
}

/** The new preview that a `preview_expired` carries. */
function previewOf(problem: Problem): CancellationPreview | null {
  if (problem.code !== 'preview_expired' || typeof problem.preview !== 'object' || problem.preview === null) return null
  return problem.preview as CancellationPreview
}
