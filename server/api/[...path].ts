import { defineEventHandler } from 'h3'
import { answerUnknown } from '../utils/fallback.ts'

export default defineEventHandler(answerUnknown)
