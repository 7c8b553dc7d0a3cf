import { addBundle, marketOf } from './bundles.ts'
import type { Bundle } from './bundles.ts'
import { addCategories, addProviders, addScenarios } from './catalogue.ts'
import type { Offering } from './catalogue.ts'
import { bundleSeeds } from './data/bundles.ts'
import { addGeography } from './geography.ts'
import { addResources, makeResources } from './resources.ts'
import type { Resource } from './resources.ts'
import { emptyRows } from './rows.ts'
import type { Rows } from './rows.ts'
import { addSessions } from './sessions.ts'
import type { Session } from './sessions.ts'

export interface World {
  rows: Rows
  offerings: Offering[]
  resources: Resource[]
  sessions: Session[]
  bundles: Bundle[]
}

/** Editions of one template in a large database before a new generation of providers takes over. */
const EDITIONS_PER_GENERATION = 6

/** The whole city as rows, without people and bookings. Equal options give equal rows. */
export function makeCatalogue({ today, bundles: wanted = bundleSeeds.length }: { today: string, bundles?: number }): World {
  const rows = emptyRows()
  addGeography(rows)
  addCategories(rows)
  addScenarios(rows)
  const world: World = { rows, offerings: [], resources: [], sessions: [], bundles: [] }
  for (let generation = 0; world.bundles.length < wanted || generation === 0; generation++) {
    const offerings = addProviders(rows, { generation, today })
    const resources = [...Map.groupBy(offerings, ({ provider }) => provider.id).values()].flatMap(own => makeResources(own, today))
    addResources(rows, { resources, offerings, today })
    const sessions = addSessions(rows, { offerings, resources, today })
    const market = marketOf(offerings)
    world.offerings.push(...offerings)
    world.resources.push(...resources)
    world.sessions.push(...sessions)
    for (let edition = 0; edition < EDITIONS_PER_GENERATION; edition++) {
      for (const seed of bundleSeeds) {
        if (world.bundles.length < wanted) world.bundles.push(addBundle(rows, { seed, market, edition, today }))
      }
    }
  }
  // A leg may depend on one that stands after it, which must be there first.
  rows.bundle_leg.sort((a, b) => Number(a.depends_on_leg_id !== null) - Number(b.depends_on_leg_id !== null))
  return world
}
