import { defineEventHandler } from 'h3'
import { edgeOf } from '../../utils/edge.ts'
import { answerProblem } from '../../utils/problem.ts'
import { passThrough } from '../../utils/sandbox.ts'

/** The launcher's pages (hosted checkout, mailbox), so that one port is enough. Without a launcher there is nothing here. */
export default defineEventHandler(async (event) => {
  try {
    const { app } = edgeOf(event)
    return await passThrough(event, app.config.LINLI_SANDBOX_URL)
  } catch (error) {
    return answerProblem(event, error)
  }
})
