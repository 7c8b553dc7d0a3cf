import { sql } from 'drizzle-orm'
import fc from '../../support/fc.ts'
import { afterEach, expect, test } from 'vitest'
import { shareOf } from '../../../shared/money.ts'
import { standardPolicies } from '../../../shared/policy.ts'
import type { Booking, CancellationPreview, MoveTimes } from '../../../shared/schemas/booking.ts'
import { previewCancellation, type Who } from '../../../server/booking/index.ts'
import { cancelLegs, listMoveTimes, openCheckout, readBooking, reschedule, runTimers } from '../../../server/checkout/index.ts'
import { timerOf } from '../../../server/booking/timers.ts'
import { actionsOf } from '../../../server/booking/actions.ts'
import { bookingLeg } from '../../../server/booking/schema.ts'
import { now, setClockOffset } from '../../../server/platform/clock.ts'
import { DomainError } from '../../../server/platform/errors.ts'
import { day } from '../../support/booking.ts'
import { checkBooking } from '../../support/invariants.ts'
import { startLife } from '../../support/life.ts'
import { buildBundle, buildResidents, type WorldLeg } from '../../support/world.ts'
import { actorOf, acts, drastic, perform, type Act } from './acts.ts'

// Random lives of two bookings that share their people: everybody does what comes to their mind, the clock jumps, refunds fail. After each
// step all that must always be true is checked, and that what people are offered works, and what they are not does not.

const life = await startLife()
const { app, db } = life
afterEach(async () => await life.resetClock())

interface Real {
  bookings: { id: string, resident: Who }[]
  /** Minutes that the clock is ahead. */
  ahead: number
}

interface Shown {
  booking: number
  preview: CancellationPreview
  at: number
  before: Booking
}

/** What the walk remembers: everything else is asked of the system. */
interface Model {
  shown: Shown[]
  done: Map<string, number>
  /** By leg, the least part (in ten-thousandths) that cancelling gave back when its resident moved it. */
  caps: Map<string, number>
}

const readOf = async ({ bookings }: Real, index: number): Promise<Booking> => {
  const { id, resident } = bookings[index]!
  return await readBooking(db, { personId: resident.id, id }) as Booking
}

/** The code of what was refused; `done` for what was not. */
const outcomeOf = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: unknown) => {
  if (error instanceof DomainError) return error.code
  throw error
})

abstract class Step implements fc.AsyncCommand<Model, Real> {
  readonly booking: number
  readonly leg: number

  constructor(booking: number, leg: number) {
    this.booking = booking
    this.leg = leg
  }

  check = () => true
  abstract work(model: Model, real: Real): Promise<string>

  async run(model: Model, real: Real): Promise<void> {
    const outcome = await this.work(model, real)
    const key = `${this.constructor.name} ${outcome}`
    model.done.set(key, (model.done.get(key) ?? 0) + 1)
    for (const [index, { id }] of real.bookings.entries()) await checkBooking(db, id, (await readOf(real, index)).state)
  }

  legOf(booking: Booking) {
    return booking.legs[this.leg % booking.legs.length]!
  }

  toString() {
    return `${this.constructor.name}(${this.booking}, ${this.leg})`
  }
}

/** One of the things that somebody is offered to do now; seldom one that takes a leg away. */
class OfferedStep extends Step {
  readonly nth: number

  constructor(nth: number) {
    super(0, 0)
    this.nth = nth
  }

  async work(model: Model, real: Real): Promise<string> {
    const at = await now(db)
    const open: ActStep[] = []
    for (const [index, { id }] of real.bookings.entries()) {
      const rows = await db.select().from(bookingLeg).where(sql`booking_id = ${id}`).orderBy(bookingLeg.position)
      for (const [position, row] of rows.entries()) {
        for (const act of acts) if (actionsOf(row, [actorOf[act]], at).includes(act)) open.push(new ActStep(act, index, position))
      }
    }
    const mild = open.filter(({ act }) => !drastic.has(act))
    const chosen = this.nth % 5 === 0 ? open : mild
    return await chosen[this.nth % Math.max(chosen.length, 1)]?.work(model, real) ?? 'nothing open'
  }

  override toString() {
    return `Offered(${this.nth})`
  }
}

class ActStep extends Step {
  readonly act: Act

  constructor(act: Act, booking: number, leg: number) {
    super(booking, leg)
    this.act = act
  }

  async work(_: Model, real: Real): Promise<string> {
    const leg = this.legOf(await readOf(real, this.booking))
    const [row] = await db.select().from(bookingLeg).where(sql`id = ${leg.id}`)
    const offered = actionsOf(row!, [actorOf[this.act]], await now(db))
    const refund = Math.floor((leg.shareAmount - leg.refundedAmount) / 3)
    const outcome = await outcomeOf(perform(life, this.act, { booking: real.bookings[this.booking]!, legId: leg.id, refund }))
    expect(outcome === 'done', `${this.act} on ${leg.state}: ${outcome}, offered: ${offered.join(' ')}`).toBe(offered.includes(this.act))
    if (outcome !== 'done') expect(['transition_illegal', 'too_early', 'too_late']).toContain(outcome)
    return `${this.act} ${outcome}`
  }

  override toString() {
    return `${this.act}(${this.booking}, ${this.leg})`
  }
}

class PreviewStep extends Step {
  readonly rest: 'keep' | 'cancel'

  constructor(rest: 'keep' | 'cancel', booking: number, leg: number) {
    super(booking, leg)
    this.rest = rest
  }

  async work({ shown }: Model, real: Real): Promise<string> {
    const before = await readOf(real, this.booking)
    const { id, resident } = real.bookings[this.booking]!
    const legIds = this.leg === 0 ? undefined : [this.legOf(before).id]
    return await outcomeOf(previewCancellation(app, { personId: resident.id, bookingId: id, wish: { legIds, rest: this.rest } }).then((preview) => {
      shown.push({ booking: this.booking, preview: preview as CancellationPreview, at: real.ahead, before })
    }))
  }
}

/** Says yes to a preview: gives back exactly what it said, or shows a new one because it is not true any more. */
class ConfirmStep extends Step {
  async work({ shown, caps }: Model, real: Real): Promise<string> {
    const last = shown.pop()
    if (!last) return 'nothing shown'
    const { preview, booking, at } = last
    const { id, resident } = real.bookings[booking]!
    const before = await readOf(real, booking)
    const outcome = await outcomeOf(cancelLegs(app, { who: resident, bookingId: id, token: preview.token }))
    const after = await readOf(real, booking)
    const stands = preview.legs.every(({ legId }) => {
      const [then, since] = [last.before, before].map(one => one.legs.find(leg => leg.id === legId)!)
      return then!.revision === since!.revision && ['requested', 'substituting', 'confirmed'].includes(since!.state)
    })
    if (outcome !== 'done') {
      expect(['preview_expired', 'transition_illegal', 'not_found']).toContain(outcome)
      expect(real.ahead - at >= 9 || !stands, 'a preview is honoured for ten minutes').toBe(true)
      expect(after.legs.map(leg => leg.state)).toEqual(before.legs.map(leg => leg.state))
      return outcome
    }
    for (const leg of after.legs) {
      const promised = preview.legs.find(({ legId }) => legId === leg.id)
      const was = before.legs.find(one => one.id === leg.id)!
      expect([leg.state, leg.refundedAmount - was.refundedAmount]).toEqual(promised ? ['cancelled', promised.refundAmount] : [was.state, 0])
      // Until a provider has confirmed, all is given back; moved legs were confirmed, and a substitute is the provider's doing.
      if (promised && was.state === 'confirmed') {
        expect(promised.refundAmount).toBeLessThanOrEqual(shareOf(leg.shareAmount - was.refundedAmount, caps.get(leg.id) ?? 10_000))
      }
    }
    return outcome
  }
}

/** Moves a leg, or all: a time that was offered is there; one that was not may be taken. */
class MoveStep extends Step {
  readonly nth: number

  constructor(nth: number, booking: number, leg: number) {
    super(booking, leg)
    this.nth = nth
  }

  async work({ caps }: Model, real: Real): Promise<string> {
    const { id, resident } = real.bookings[this.booking]!
    const before = await readOf(real, this.booking)
    const legId = this.leg === 0 ? undefined : this.legOf(before).id
    const asked = { who: resident, target: { bookingId: id }, legId, from: day(3 + this.nth % 2), days: 2 }
    const offered: MoveTimes | string = await listMoveTimes(app, asked).catch((error: unknown) => {
      if (error instanceof DomainError) return error.code
      throw error
    })
    if (typeof offered === 'string') return offered
    const times = offered.days.flatMap(({ times: own }) => own)
    const chosen = times[this.nth % Math.max(times.length, 1)]
    if (!chosen) return 'no time'
    const starts = chosen.legs.map(({ legId: moving, start }) => ({ legId: moving, start }))
    await reschedule(app, { who: resident, target: { bookingId: id }, starts })
    const after = await readOf(real, this.booking)
    for (const leg of after.legs) {
      const to = chosen.legs.find(one => one.legId === leg.id)
      const was = before.legs.find(one => one.id === leg.id)!
      expect([leg.start, leg.end, leg.revision]).toEqual(to ? [to.start, to.end, was.revision + 1] : [was.start, was.end, was.revision])
      if (!to) continue
      const told = offered.caps.find(one => one.legId === leg.id)!.refundBps
      if (was.state === 'confirmed') expect(told).toBe(was.refunds[0]!.refundBps)
      caps.set(leg.id, Math.min(told, caps.get(leg.id) ?? told))
      expect(leg.refunds[0]!.refundBps).toBeLessThanOrEqual(told)
    }
    return 'moved'
  }
}

class PayStep extends Step {
  async work(_: Model, real: Real): Promise<string> {
    const { id, resident } = real.bookings[this.booking]!
    const opened = await outcomeOf(openCheckout(app, { personId: resident.id, bookingId: id }))
    if (opened === 'done') await life.pay(id)
    return opened
  }
}

class ClockStep extends Step {
  readonly minutes: number

  constructor(minutes: number) {
    super(0, 0)
    this.minutes = minutes
  }

  async work(_: Model, real: Real): Promise<string> {
    real.ahead += this.minutes
    await setClockOffset(db, real.ahead * 60)
    await runTimers(app)
    return 'passed'
  }

  override toString() {
    return `Clock(+${this.minutes})`
  }
}

/** To the next moment at which something can begin, is missed, or is due. */
class NextStep extends Step {
  async work(_: Model, real: Real): Promise<string> {
    const at = await now(db)
    const moments: number[] = []
    for (const { id } of real.bookings) {
      for (const row of await db.select().from(bookingLeg).where(sql`booking_id = ${id}`)) {
        const due = timerOf(row)
        if (due) moments.push(due.at.getTime())
        if (row.state === 'confirmed') moments.push(row.startsAt.getTime() - 45 * 60_000, row.startsAt.getTime() + 20 * 60_000)
      }
    }
    const next = Math.min(...moments.filter(moment => moment > at.getTime()))
    if (!Number.isFinite(next)) return 'nothing ahead'
    real.ahead = Math.ceil((next - Date.now()) / 60_000) + 1
    await setClockOffset(db, real.ahead * 60)
    await runTimers(app)
    return 'passed'
  }
}

class MoneyStep extends Step {
  readonly fails: boolean

  constructor(fails: boolean) {
    super(0, 0)
    this.fails = fails
  }

  async work(): Promise<string> {
    if (this.fails) life.memory.outcomes.push('failed')
    await app.jobs.drain()
    life.memory.outcomes.length = 0
    return 'sent'
  }
}

const legs: fc.Arbitrary<WorldLeg[]> = fc.array(fc.record({
  skill: fc.constantFrom('clean', 'nurse'),
  minutes: fc.constantFrom(30, 60, 90),
  price: fc.integer({ min: 1_000, max: 30_001 }),
  workers: fc.integer({ min: 1, max: 2 }),
  instant: fc.boolean(),
  required: fc.boolean(),
  policy: fc.constantFrom(...Object.values(standardPolicies)),
  dependsOn: fc.option(fc.constant(0), { nil: undefined, freq: 2 }),
}), { minLength: 2, maxLength: 5 }).map(own => own.map((leg, i) => ({ ...leg, required: i === 0 || leg.required, dependsOn: i === 0 ? undefined : leg.dependsOn })))

const which = fc.nat(1)
const leg = fc.nat(4)
const steps = fc.commands([
  ...Array.from({ length: 8 }, () => fc.nat(60).map(nth => new OfferedStep(nth))),
  fc.tuple(fc.constantFrom(...acts), which, leg).map(([act, b, l]) => new ActStep(act, b, l)),
  fc.tuple(fc.constantFrom('keep', 'cancel'), which, leg).map(([rest, b, l]) => new PreviewStep(rest, b, l)),
  fc.constant(new ConfirmStep(0, 0)),
  fc.tuple(fc.nat(200), which, leg).map(([nth, b, l]) => new MoveStep(nth, b, l)),
  fc.constant(new PayStep(1, 0)),
  fc.constant(new PayStep(1, 0)),
  ...[3, 9, 200].map(minutes => fc.constant(new ClockStep(minutes))),
  ...Array.from({ length: 3 }, () => fc.constant(new NextStep(0, 0))),
  fc.boolean().map(fails => new MoneyStep(fails)),
], { maxCommands: 40, size: 'max' })

test('whatever everybody does, in whatever order: time, money and log fit together after each step', async () => {
  const done = new Map<string, number>()
  let walks = 0
  await fc.assert(fc.asyncProperty(legs, steps, async (own, commands) => {
    await setClockOffset(db, 0)
    const world = await buildBundle(db, own)
    const [second] = await buildResidents(db, 1)
    const first = await life.booked(world, { at: '09:00' })
    const held = await life.hold(second!, { world, at: '15:00', offset: 3 })
    const real: Real = { bookings: [{ id: first.id, resident: first.resident }, { id: held, resident: life.who(second!.personId) }], ahead: 0 }
    await fc.asyncModelRun(() => ({ model: { shown: [], done, caps: new Map() }, real }), commands)
    // Nobody does anything any more: in two weeks all has ended, but for what an operator must decide.
    await new ClockStep(10).run({ shown: [], done, caps: new Map() }, real)
    for (let week = 0; week < 3; week++) await new ClockStep(7 * 1_440).run({ shown: [], done, caps: new Map() }, real)
    for (const [index] of real.bookings.entries()) expect(['settled', 'cancelled', 'closed', 'expired', 'disputed']).toContain((await readOf(real, index)).state)
    walks++
  }), { numRuns: 30, endOnFailure: true, interruptAfterTimeLimit: 2 * 60_000 })
  const seen = [...done.keys()].join('\n')
  const reached = acts.filter(act => seen.includes(` ${act} done`))
  // On a machine that has no time for all of them they come less far.
  if (walks === 30) expect(reached.length, `the walks came no further than ${reached.join(', ')}`).toBeGreaterThan(acts.length / 2)
})
