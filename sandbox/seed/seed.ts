import type { Db } from '../../server/platform/database.ts'
import type { Files } from '../../server/platform/files/storage.ts'
import { createVault } from '../../server/platform/secrets.ts'
import { addActs } from './acts.ts'
import { createAgenda } from './agenda.ts'
import { addBookings, demoWorkerOf } from './bookings.ts'
import { addDemoPapers, addNewcomers } from './newcomers.ts'
import { addPayments } from './payments.ts'
import type { GatewayAccess } from './payments.ts'
import { addPayouts } from './payouts.ts'
import { addPeople } from './people.ts'
import { addFapiao } from './fapiao.ts'
import { addPhotos } from './photos.ts'
import { addPortraits } from './portraits.ts'
import { addSearches } from './searches.ts'
import { addTrouble } from './trouble.ts'
import { sortBooks } from './books.ts'
import { addCampaigns } from './vouchers.ts'
import { addPartnership } from './partners.ts'
import { makeCatalogue } from './world.ts'
import { writeRows } from './write.ts'

export interface SeedOptions {
  db: Db
  /** LINLI_SECRET: seals the notes about recipients. */
  secret: string
  /** The day to which all dates are relative. */
  today: string
  /** The moment of that day (epoch ms) that tells what of today is over. */
  moment: number
  /** Gets the seeded payments. Without it nothing has been booked: a paid booking that no gateway knows would be a lie. */
  gateway: GatewayAccess | null
  /** Where photos and papers are kept; null: there are none, and nobody is on their way in. */
  files: Files | null
  /** How many bundles; default: those that are written down. */
  bundles?: number
}

/** Fills an empty database. @returns one line that says what is there now. */
export async function seed({ db, secret, today, moment, gateway, files, bundles }: SeedOptions): Promise<string> {
  const started = performance.now()
  const vault = createVault(secret, 'recipient-notes')
  const world = makeCatalogue({ today, bundles })
  const { rows } = world
  const worker = demoWorkerOf(world.resources, today)
  const residents = addPeople(rows, { today, worker, seal: (text, id) => `\\x${vault.seal(text, id).toString('hex')}` })
  addSearches(rows, today)
  addCampaigns(rows, today)
  addPartnership(rows, { offerings: world.offerings, today })
  if (gateway) {
    const agenda = createAgenda(world.resources, world.sessions)
    const bookings = addBookings(rows, { bundles: world.bundles, residents, agenda, today, moment, worker })
    const paid = await addPayments(rows, { bookings, gateway })
    await addPayouts(rows, { bookings, gateway, paid })
    addFapiao(rows, { bookings, today })
    await addTrouble(rows, { bookings, gateway, paid, today })
  }
  if (files) {
    await addPhotos(rows, files)
    await addPortraits(rows, files)
    await addDemoPapers(rows, files)
    await addNewcomers(rows, { today, files })
  }
  addActs(rows, today)
  sortBooks(rows)
  await writeRows(db, rows)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const booked = gateway ? `${rows.booking.length} bookings` : 'no bookings (they need the Stripe stand-in: STRIPE_API_BASE)'
  return `Seeded ${world.bundles.length} bundles of ${rows.provider.length} providers, ${rows.resource.length} resources and ${booked} as of ${today} in ${seconds} s.`
}
