import process from 'node:process'
import { moveDate } from './date.ts'

// Comes before all else in the processes of a test: vitest's `setupFiles`, and `node --import` of what they start.
moveDate(Number(process.env.LINLI_CLOCK_SHIFT_MS))
