import type { Problem } from '#shared/schemas/common.ts'
import type { CheckoutDraft } from '~/stores/checkout-draft'

export type Held = { ok: true, bookingId: string, payUrl: string | null } | { ok: false, problem: Problem }

export interface HoldRequest {
  quoteId: string
  district: string
  draft: CheckoutDraft
  voucher: { id: string, code: string | null } | null
  /** A person or an address was written down in the household on the way. */
  onAdded: () => Promise<void>
}

/**
 * From the filled form to the payment page: writes down who and where if they are new, holds all legs, opens the payment page. What is
 * done stays done when a later step fails, and is not done again on the next try.
 */
export function useHold() {
  const { locale } = useI18n()
  const people = useDraftPeople()
  const hold = useApi('POST /api/holds')
  const checkout = useApi('POST /api/bookings/:id/checkout')
  const busy = ref(false)

  async function place({ quoteId, district, draft, voucher, onAdded }: HoldRequest): Promise<Held> {
    const problem = await people.settle({ draft, district, onAdded })
    if (problem) return { ok: false, problem }
    const held = await hold.call({
      body: {
        quoteId,
        ...peopleBodyOf(draft),
        locale: locale.value,
        voucher: voucher ? { id: voucher.id, code: voucher.code } : undefined,
      },
    })
    if (!held.ok) return held
    const page = await checkout.call({ params: { id: held.answer.id } })
    return { ok: true, bookingId: held.answer.id, payUrl: page.ok ? page.answer.url : null }
  }

  /** One at a time: a second press while the first is under way, or has held and the page is being left, does nothing (null). */
  async function placeOnce(request: HoldRequest): Promise<Held | null> {
    if (busy.value) return null
    busy.value = true
    let held: Held | undefined
    try {
      held = await place(request)
      return held
    } finally {
      busy.value = held?.ok === true
    }
  }

  const problem = computed(() => people.problem.value ?? hold.problem.value)
  const fieldProblems = () => [...people.fieldProblems(), hold.problem.value]

  return { place: placeOnce, busy, problem, fieldProblems }
}
