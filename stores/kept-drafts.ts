/** What was typed, and the revision that was seen then. */
export interface KeptDraft<Draft> {
  revision: number
  draft: Draft
}

interface Kept<Draft> {
  personId: string
  drafts: Record<string, KeptDraft<Draft>>
}

/** Of several that were left half done the last ones. */
const most = 8

/**
 * What a provider typed and has not saved: kept in this browser, so that neither a reload nor signing in anew nor a colleague's change
 * loses it. It belongs to one person, and goes when it is saved or given up.
 */
export function keptDrafts<Draft>(storageKey: string) {
  /** In the browser only. */
  function find(personId: string, key: string): KeptDraft<Draft> | undefined {
    return read(personId)?.drafts[key]
  }

  function keep(personId: string, key: string, kept: KeptDraft<Draft>): void {
    const others = Object.entries(read(personId)?.drafts ?? {}).filter(([known]) => known !== key).slice(1 - most)
    write({ personId, drafts: { ...Object.fromEntries(others), [key]: kept } })
  }

  function forget(personId: string, key: string): void {
    const { [key]: _, ...drafts } = read(personId)?.drafts ?? {}
    write({ personId, drafts })
  }

  function read(personId: string): Kept<Draft> | null {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
      return isKept<Draft>(kept) && kept.personId === personId ? kept : null
    } catch {
      return null
    }
  }

  function write(kept: Kept<Draft>): void {
    try {
      localStorage.setItem(storageKey, JSON.stringify(kept))
    } catch {
      // A full or forbidden storage only means that a reload starts from what is saved.
    }
  }

  return { find, keep, forget }
}

const isKept = <Draft>(value: unknown): value is Kept<Draft> =>
  typeof value === 'object' && value !== null && 'personId' in value && typeof value.personId === 'string'
  && 'drafts' in value && typeof value.drafts === 'object' && value.drafts !== null
