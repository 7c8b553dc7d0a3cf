import type { Db } from '../../server/platform/database.ts'
import { makeCatalogue } from './world.ts'
import { writeRows } from './write.ts'

export interface SeedOptions {
  db: Db
  /** LINLI_SECRET: seals the notes about recipients. */
  secret: string
  /** The day to which all dates are relative. */
  today: string
  /** STRIPE_API_BASE: the stand-in that gets the seeded payments. Without it nothing is booked. */
  gateway: string | null
  bundles?: number
  reset: boolean
}

/** Fills an empty database. @returns one line that says what is there now. */
export async function seed({ db, today, bundles }: SeedOptions): Promise<string> {
  const started = performance.now()
  const { rows } = makeCatalogue({ today, bundles })
  await writeRows(db, rows)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return `Seeded ${rows.bundle.length} bundles of ${rows.provider.length} providers with ${rows.resource.length} resources for ${today} in ${seconds} s.`
}
