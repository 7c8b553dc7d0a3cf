import type { Queryable, Tx } from '../platform/database.ts'

/** What other slices have to say when a person leaves or asks what is kept. Bound in `server/app.ts`, because identity imports no slice. */
export interface AccountHooks {
  /** False: the person still has something open, and cannot leave. */
  canDelete: (tx: Tx, personId: string) => Promise<boolean>
  /** Takes out of a slice's own tables what names the person. What the law wants kept (amounts, dates) stays. */
  forget: (tx: Tx, personId: string) => Promise<void>
  /** What a slice keeps about the person, by name, for the export. */
  exportData: (db: Queryable, personId: string) => Promise<Record<string, unknown>>
}
