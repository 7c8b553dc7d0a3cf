import { listScenarios } from '../catalog/index.ts'
import { remember } from '../platform/remember.ts'

/** Counting what every scenario offers goes through all bundles, and every home page asks for it. */
export const knownScenarios = remember(listScenarios, { freshMs: 60_000 })
