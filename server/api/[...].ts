import { defineEventHandler } from 'h3'
import { answerUnknown } from '../utils/fallback.ts'

// Without a name (`[...path]`) on purpose: h3 looks for another method's route only among wildcards that have none.
export default defineEventHandler(answerUnknown)
