import type { Problem } from '#shared/schemas/common.ts'
import type { CheckoutDraft } from '~/stores/checkout-draft'

export interface DraftToSettle {
  draft: CheckoutDraft
  district: string
  /** A person or an address was written down in the household on the way. */
  onAdded: () => Promise<void>
}

/** Writes down who is served, and where, if they are new: then the draft names them. What is done stays done when a later step fails. */
export function useDraftPeople() {
  const addRecipient = useApi('POST /api/household/recipients')
  const addAddress = useApi('POST /api/household/addresses')

  async function settle({ draft, district, onAdded }: DraftToSettle): Promise<Problem | null> {
    if (draft.recipientId === 'new') {
      const added = await addRecipient.call({ body: recipientBodyOf(draft.recipient) })
      if (!added.ok) return added.problem
      Object.assign(draft, { recipientId: added.answer.id, recipient: emptyRecipient() })
      await onAdded()
    }
    if (draft.addressId === 'new') {
      const added = await addAddress.call({ body: addressBodyOf({ ...draft.address, districtId: district }) })
      if (!added.ok) return added.problem
      Object.assign(draft, { addressId: added.answer.id, address: emptyAddress() })
      await onAdded()
    }
    return null
  }

  const problem = computed(() => addRecipient.problem.value ?? addAddress.problem.value)

  /** What the API says of single fields, under the names that they have in the form. */
  const fieldProblems = () => [within(addRecipient.problem.value, 'recipient.'), within(addAddress.problem.value, 'address.')]

  return { settle, problem, fieldProblems }
}

/** Everybody who has to do with a booking, as the API takes them. */
export const peopleBodyOf = ({ recipientId, addressId, contact, payer }: CheckoutDraft) => ({
  recipientId,
  addressId,
  contact: { name: contact.name.trim(), phone: toE164(contact.phone) ?? contact.phone },
  payer: { name: payer.name.trim(), email: payer.email.trim() },
})

function within(problem: Problem | null, prefix: string): Problem | null {
  return problem && { ...problem, errors: problem.errors?.map(error => ({ ...error, path: `${prefix}${error.path}` })) }
}
