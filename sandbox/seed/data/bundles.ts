import { homesAndElders } from './bundles-elders.ts'
import { homesAndBuildings } from './bundles-buildings.ts'
import { everydayBundles } from './bundles-everyday.ts'
import { healthBundles } from './bundles-health.ts'
import { outings } from './bundles-outings.ts'
import type { BundleSeed } from './bundle-seed.ts'

export type { BundleSeed } from './bundle-seed.ts'

export const bundleSeeds: readonly BundleSeed[] = [...homesAndElders, ...homesAndBuildings, ...everydayBundles, ...outings, ...healthBundles]
