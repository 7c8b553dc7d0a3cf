import type { Recipient } from '#shared/schemas/identity.ts'

/** A person as typed, before it is sent. The year is text, as its field gives it. */
export interface RecipientDraft {
  name: string
  relation: Recipient['relation'] | ''
  birthYear: string
  needs: Recipient['needs']
  notes: string
}

export interface AddressDraft {
  label: string
  districtId: string
  street: string
}

/** All that is typed on the way to paying. An id is empty while nothing is chosen, `new` for an entry written in the fields beside it. */
export interface CheckoutDraft {
  recipientId: string
  recipient: RecipientDraft
  addressId: string
  address: AddressDraft
  contact: { name: string, phone: string }
  payer: { name: string, email: string }
  agreed: boolean
}

const storageKey = 'linli_checkout'

const emptyDraft = (): CheckoutDraft => ({
  recipientId: '',
  recipient: { name: '', relation: '', birthYear: '', needs: [], notes: '' },
  addressId: '',
  address: { label: '', districtId: '', street: '' },
  contact: { name: '', phone: '' },
  payer: { name: '', email: '' },
  agreed: false,
})

/**
 * What was typed at the checkout, so that neither a reload nor signing in anew loses it. It stays in this tab, belongs to one person, and
 * ends with the booking.
 */
export const useCheckoutDraftStore = defineStore('checkout-draft', () => {
  const draft = ref(emptyDraft())
  /** Between taking up and the end of a booking: what changes after that is not kept. */
  const started = ref(false)

  /** Takes up what this person typed before; `fill` completes a new draft. In the browser only. */
  function open(personId: string, fill: (draft: CheckoutDraft) => void): void {
    const kept = read()
    started.value = true
    if (kept?.personId === personId) {
      draft.value = { ...emptyDraft(), ...kept.draft }
      return
    }
    draft.value = emptyDraft()
    fill(draft.value)
  }

  function keep(personId: string): void {
    if (!started.value) return
    try {
      sessionStorage.setItem(storageKey, JSON.stringify({ personId, draft: draft.value }))
    } catch {
      // A full or forbidden storage only means that a reload starts anew.
    }
  }

  function forget(): void {
    draft.value = emptyDraft()
    started.value = false
    try {
      sessionStorage.removeItem(storageKey)
    } catch {
      // As above.
    }
  }

  return { draft, open, keep, forget }
})

interface Kept {
  personId: string
  draft: Partial<CheckoutDraft>
}

function read(): Kept | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null')
    return isKept(kept) ? kept : null
  } catch {
    return null
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'personId' in value && typeof value.personId === 'string'
  && 'draft' in value && typeof value.draft === 'object' && value.draft !== null
