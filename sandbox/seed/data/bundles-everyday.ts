import { bundle } from './bundle-seed.ts'
import type { BundleSeed } from './bundle-seed.ts'

export const everydayBundles: readonly BundleSeed[] = [
]
