interface Kept<Draft> {
  personId: string
  /** By what they are about; the last one that was typed stands last. */
  drafts: Record<string, Draft>
}

/** Of several that were left half done the last ones. */
const most = 8

/**
 * What was typed in the forms of one kind and not saved: kept in this browser, so that neither a reload nor signing in anew loses it. It
 * belongs to one person, and goes when it is saved or given up. In the browser only.
 */
export function keptDrafts<Draft>(storageKey: string) {
  function read(personId: string): Record<string, Draft> {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
      return isKept<Draft>(kept) && kept.personId === personId ? kept.drafts : {}
    } catch {
      return {}
    }
  }

  function write(kept: Kept<Draft>): void {
    try {
      localStorage.setItem(storageKey, JSON.stringify(kept))
    } catch {
      // A full or forbidden storage only means that a reload starts from what is saved.
    }
  }

  const find = (personId: string, key: string): Draft | undefined => read(personId)[key]

  function keep(personId: string, key: string, draft: Draft): void {
    const others = Object.entries(read(personId)).filter(([known]) => known !== key).slice(1 - most)
    write({ personId, drafts: { ...Object.fromEntries(others), [key]: draft } })
  }

  function forget(personId: string, key: string): void {
    const { [key]: _, ...drafts } = read(personId)
    write({ personId, drafts })
  }

  return { find, keep, forget }
}

const isKept = <Draft>(value: unknown): value is Kept<Draft> =>
  typeof value === 'object' && value !== null && 'personId' in value && typeof value.personId === 'string'
  && 'drafts' in value && typeof value.drafts === 'object' && value.drafts !== null
