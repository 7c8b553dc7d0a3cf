import type { Problem } from '#shared/schemas/common.ts'
import type { CheckoutDraft } from '~/stores/checkout-draft'

export type Held = { ok: true, bookingId: string, payUrl: string | null } | { ok: false, problem: Problem }

export interface HoldRequest {
  quoteId: string
  district: string
  draft: CheckoutDraft
  /** A person or an address was written down in the household on the way. */
  onAdded: () => Promise<void>
}

/**
 * From the filled form to the payment page: writes down who and where if they are new, holds all legs, opens the payment page. What is
 * done stays done when a later step fails, and is not done again on the next try.
 */
export function useHold() {
  const { locale } = useI18n()
  const addRecipient = useApi('POST /api/household/recipients')
  const addAddress = useApi('POST /api/household/addresses')
  const hold = useApi('POST /api/holds')
  const checkout = useApi('POST /api/bookings/:id/checkout')
  const busy = ref(false)

  async function place({ quoteId, district, draft, onAdded }: HoldRequest): Promise<Held> {
    if (draft.recipientId === 'new') {
      const added = await addRecipient.call({ body: recipientBodyOf(draft.recipient) })
      if (!added.ok) return added
      Object.assign(draft, { recipientId: added.answer.id, recipient: emptyRecipient() })
      await onAdded()
    }
    if (draft.addressId === 'new') {
      const added = await addAddress.call({ body: addressBodyOf({ ...draft.address, districtId: district }) })
      if (!added.ok) return added
      Object.assign(draft, { addressId: added.answer.id, address: emptyAddress() })
      await onAdded()
    }
    const held = await hold.call({
      body: {
        quoteId,
        recipientId: draft.recipientId,
        addressId: draft.addressId,
        contact: { name: draft.contact.name.trim(), phone: toE164(draft.contact.phone) ?? draft.contact.phone },
        payer: { name: draft.payer.name.trim(), email: draft.payer.email.trim() },
        locale: locale.value,
      },
    })
    if (!held.ok) return held
    const page = await checkout.call({ params: { id: held.answer.id } })
    return { ok: true, bookingId: held.answer.id, payUrl: page.ok ? page.answer.url : null }
  }

  /** One at a time: a second press while the first is under way does nothing (null). */
  async function placeOnce(request: HoldRequest): Promise<Held | null> {
    if (busy.value) return null
    busy.value = true
    try {
      return await place(request)
    } finally {
      busy.value = false
    }
  }

  const problem = computed(() => addRecipient.problem.value ?? addAddress.problem.value ?? hold.problem.value)

  /** What the API says of single fields, under the names that they have in this form. */
  const fieldProblems = () => [
    within(addRecipient.problem.value, 'recipient.'), within(addAddress.problem.value, 'address.'), hold.problem.value,
  ]

  return { place: placeOnce, busy, problem, fieldProblems }
}

function within(problem: Problem | null, prefix: string): Problem | null {
  return problem && { ...problem, errors: problem.errors?.map(error => ({ ...error, path: `${prefix}${error.path}` })) }
}
