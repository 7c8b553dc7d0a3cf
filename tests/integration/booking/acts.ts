import type { LegAction } from '../../../shared/schemas/booking.ts'
import { acceptLeg, checkIn, checkOut, type Who } from '../../../server/booking/index.ts'
import type { Actor } from '../../../server/booking/state.ts'
import {
  answerSubstitute, cancelByOperator, disputeLeg, giveUpLeg, reportNoShow, resolveDispute,
} from '../../../server/checkout/index.ts'
import type { startLife } from '../../support/life.ts'

type Life = Awaited<ReturnType<typeof startLife>>

export const acts = ['accept', 'decline', 'withdraw', 'substitute', 'refuse_substitute', 'check_in', 'check_out', 'miss_resident', 'miss_provider',
  'dispute', 'resolve', 'cancel'] as const satisfies readonly LegAction[]
export type Act = (typeof acts)[number]

/** What there would be too much of. */
export const drastic: ReadonlySet<Act> = new Set(['cancel', 'withdraw', 'decline'])

export const actorOf: Record<Act, Actor> = {
  accept: 'provider', decline: 'provider', withdraw: 'provider', substitute: 'resident', refuse_substitute: 'resident', check_in: 'worker',
  check_out: 'worker', miss_resident: 'worker', miss_provider: 'resident', dispute: 'resident', resolve: 'operator', cancel: 'operator',
}

interface Performance {
  booking: { id: string, resident: Who }
  legId: string
  /** What an operator gives back, where one decides. */
  refund: number
}

/** Each act as the person does it whose it is. */
export async function perform(life: Life, act: Act, { booking: { id, resident }, legId, refund }: Performance): Promise<void> {
  const { app } = life
  const [manager, worker] = [await life.managerOf(legId), await life.staff.worker(legId)]
  const own = { who: resident, bookingId: id, legId }
  switch (act) {
    case 'accept': return await acceptLeg(app, { who: manager, legId })
    case 'decline': case 'withdraw': return await giveUpLeg(app, { who: manager, legId, event: act, reason: '' })
    case 'substitute': return await answerSubstitute(app, { ...own, accept: true })
    case 'refuse_substitute': return await answerSubstitute(app, { ...own, accept: false })
    case 'check_in': return await checkIn(app, { who: worker, legId })
    case 'check_out': return await checkOut(app, { who: worker, legId, answers: [] })
    case 'miss_resident': return await reportNoShow(app, { who: worker, legId, as: 'provider', reason: '' })
    case 'miss_provider': return await reportNoShow(app, { ...own, as: 'resident', reason: '' })
    case 'dispute': return await disputeLeg(app, { ...own, reason: 'no' })
    case 'resolve': return await resolveDispute(app, { who: life.operator, legId, refundAmount: refund, reason: '' })
    case 'cancel': return await cancelByOperator(app, { who: life.operator, legId, reason: '' })
  }
}
