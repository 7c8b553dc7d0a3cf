import type { Address, Recipient } from '#shared/schemas/identity.ts'

export interface CheckoutDraftOptions {
  /** Of the household. */
  recipients: () => readonly Recipient[]
  /** Of the household, where the service can go. */
  addresses: () => readonly Address[]
}

/** Who is served, where, and who pays, as a booking and a plan ask for it. */
export function useCheckoutDraft({ recipients, addresses }: CheckoutDraftOptions) {
  const session = useSessionStore()
  const store = useCheckoutDraftStore()

  /** Takes up what was typed before, or begins with who is signed in, and keeps what is typed from now on. In the browser only. */
  function takeUp(): void {
    if (!session.person) return
    const { id, name, email, phone } = session.person
    store.open(id, (draft) => {
      draft.contact = { name, phone: phone ?? '' }
      draft.payer = { name, email: email ?? '' }
    })
    store.draft.recipientId = settleChoice(store.draft.recipientId, recipients())
    store.draft.addressId = settleChoice(store.draft.addressId, addresses())
    watch(() => store.draft, () => store.keep(id), { deep: true })
  }

  return { store, takeUp }
}
