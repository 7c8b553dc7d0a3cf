import { expireSession, findSession } from '../objects/sessions.ts'
import { settlePayment } from '../objects/pay-session.ts'
import { closeDispute } from '../objects/disputes.ts'
import { settleRefund } from '../objects/refunds.ts'
import type { DueKind, World } from './world.ts'

const everyMs = 250

/** Carries out what was planned, by the stand-in's clock: sessions that expire, payments and refunds that end. */
export function createTimers(world: World, afterwards: () => void) {
  const timer = setInterval(runDue, everyMs)
  timer.unref()

  function runDue(): void {
    const rows = world.store.all('select id, kind, subject, outcome from due where at <= ? order by at, id limit 500', world.now())
    if (rows.length === 0) return
    for (const row of rows) {
      world.store.transaction(() => {
        world.unplan(String(row.id))
        world.during({ id: null, idempotency_key: null })
        carryOut(world, row.kind as DueKind, String(row.subject), row.outcome === 'failed' ? 'failed' : 'succeeded')
      })
    }
    afterwards()
  }

  return { runDue, stop: () => clearInterval(timer) }
}

function carryOut(world: World, kind: DueKind, subject: string, outcome: 'succeeded' | 'failed'): void {
  if (kind === 'settle_refund') settleRefund(world, subject, outcome)
  else if (kind === 'close_dispute') closeDispute(world, subject, outcome === 'failed' ? 'lost' : 'won')
  else if (kind === 'settle_payment') settlePayment(world, subject, outcome)
  else if (findSession(world, subject).status === 'open') expireSession(world, subject)
}
