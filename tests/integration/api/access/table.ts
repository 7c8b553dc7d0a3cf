import { readRefundableLegs } from '../../../../server/checkout/index.ts'
import { withTransaction } from '../../../../server/platform/database.ts'
import { holdFile, publishFiles } from '../../../../server/platform/files/index.ts'
import { day } from '../../../support/booking.ts'
import { profile } from '../../../support/onboarding.ts'
import type { Access, Stage } from './cast.ts'

const anyone: Access = { for: 'anyone' }
/** It changes who is signed in. */
const signsIn: Access = { for: 'anyone', spends: true }
/** About whoever asks, and nobody else. */
const own: Access = { for: 'signed in' }
const spent: Access = { for: 'signed in', spends: true }

const booking = (body?: (stage: Stage) => unknown): Access =>
  ({ for: ['resident'], at: stage => ({ params: { id: stage.bookingId }, body: body?.(stage) }) })
const leg: Access = { for: ['resident'], at: ({ bookingId, legId }) => ({ params: { id: bookingId, legId } }) }
const plan = (body?: (stage: Stage) => unknown): Access =>
  ({ for: ['resident'], at: stage => ({ params: { id: stage.planId }, body: body?.(stage) }) })
/** A visit that waits for a decision. */
const visit: Access = { for: ['resident'], at: ({ planId, openVisitId }) => ({ params: { id: planId, visitId: openVisitId }, body: { decision: { kind: 'skip' } } }) }
const recipient: Access = { for: ['resident'], at: async ({ newRecipient }) => ({ params: { id: await newRecipient() } }) }
const address: Access = {
  for: ['resident'], at: async ({ newAddress }) => ({ params: { id: await newAddress() }, body: { districtId: 'near', street: '2 Lane' } }),
}
const providerLeg: Access = { for: ['manager', 'owner'], at: ({ legId }) => ({ params: { id: legId } }) }
/** Whoever comes says so, or who runs the provider says it for them. */
const servedVisit: Access = { for: ['worker', 'manager', 'owner'], at: ({ legId }) => ({ params: { id: legId } }) }
/** A worker's own calendar is the worker's, and of those who run the provider. */
const busyCalendar: Access = { for: ['worker', 'manager', 'owner'], at: async ({ workerId, busyCalendar }) => {
  await busyCalendar(workerId)
  return { params: { id: workerId } }
} }
/** Those who run the first provider, about it. */
const desk: Access = { for: ['manager', 'owner'], at: ({ providerId }) => ({ query: { providerId } }) }
const offering = (body?: unknown): Access => ({ for: ['manager', 'owner'], at: ({ world }) => ({ params: { id: world.legs[0]!.offeringId }, body }) })
/** One of the first provider's people, who is not otherwise in the cast. */
const teamContent = {
  name: { zh: '新人', en: 'New' }, gender: null, languages: [], homeDistrictId: 'near', districtIds: [], skills: [], hours: [], credentials: [], personId: null, portraitId: null,
}
const newColleague = async ({ cast, providerId }: Stage): Promise<string> =>
  ((await cast.manager.post('/api/provider/team', { providerId, kind: 'worker', content: teamContent })).body as { id: string }).id
const colleague = (body?: unknown): Access => ({ for: ['manager', 'owner'], at: async stage => ({ params: { id: await newColleague(stage) }, body }) })
const operator: Access = { for: ['operator'] }
/** About the first provider, by who runs it. */
const ofProvider = (body: (stage: Stage) => unknown): Access => ({ for: ['manager', 'owner'], at: stage => ({ body: body(stage) }) })
/** About a provider of which nothing else is needed, by an operator. */
const onProvider = (body?: unknown): Access => ({ for: ['operator'], at: async ({ newProvider }) => ({ params: { id: await newProvider() }, body }) })

/** The first provider's offering, as its manager reads it. */
const knownOffering = async ({ cast, world }: Stage) =>
  (await cast.manager.get(`/api/provider/offerings/${world.legs[0]!.offeringId}`)).body as { content: unknown, revision: number }

/** About a campaign of its own. */
const campaign: Access = { for: ['operator'], at: async ({ newCampaign }) => ({ params: { id: await newCampaign() } }) }
const fapiao = { kind: 'personal', title: '陈静', email: 'chen@example.test' }
/** An agreement is its two sides', and of these who runs them. */
const agreement: Access = { for: ['manager', 'owner', 'manager of another provider'], at: ({ agreementId }) => ({ params: { id: agreementId } }) }
/** A bundle in the making is its publisher's; what was seen of it is long out of date, so that it stays as it is. */
const composed = (body?: unknown): Access => ({
  for: ['manager', 'owner'], at: ({ world }) => ({ params: { id: world.bundleId }, ...(body !== undefined && { body }) }),
})

/** THE table of who may do what: a row for every operation. */
export const access: Record<string, Access> = {
  'GET /api/districts': anyone,
  'GET /api/categories': anyone,
  'GET /api/scenarios': anyone,
  'GET /api/scenarios/:slug': { for: 'anyone', at: () => ({ params: { slug: 'clean-and-care' } }) },
  'GET /api/search': anyone,
  'GET /api/suggest': anyone,
  'POST /api/search/clicks': anyone,
  'GET /api/bundles/:slug': { for: 'anyone', at: ({ world }) => ({ params: { slug: world.slug } }) },
  'GET /api/providers/:slug': { for: 'anyone', at: ({ providerId }) => ({ params: { slug: `provider-${providerId.slice(-8)}` } }) },
  'GET /api/bundles/:slug/slots': { for: 'anyone', at: ({ world }) => ({ params: { slug: world.slug }, query: { district: 'near', from: day(2), days: '1' } }) },
  'POST /api/quotes': { for: 'anyone', at: ({ world }) => ({ body: {
    slug: world.slug, districtId: 'near', persons: 1, legs: [], starts: [{ legId: world.legs[0]!.id, start: `${day(4)}T09:00:00.000Z` }],
  } }) },

  'GET /api/session': anyone,
  'POST /api/session/sign-up': signsIn,
  'POST /api/session/sign-in': { for: 'anyone', spends: true, at: async ({ signUp }) => {
    const { email } = await signUp('known')
    return { body: { email, password: 'a long password' } }
  } },
  'POST /api/session/phone-code': signsIn,
  'POST /api/session/phone-verify': signsIn,
  'POST /api/session/demo': { for: [] },
  'DELETE /api/session': signsIn,
  'GET /api/sessions': own,
  'DELETE /api/sessions/:id': { for: ['resident'], spends: true, at: async (_, cast) => {
    const { body } = await cast.resident.get('/api/sessions')
    return { params: { id: (body as { id: string }[])[0]!.id } }
  } },
  'GET /api/account/export': own,
  'DELETE /api/account': spent,

  'GET /api/household/recipients': own,
  'POST /api/household/recipients': own,
  'PUT /api/household/recipients/:id': recipient,
  'DELETE /api/household/recipients/:id': recipient,
  'GET /api/household/addresses': own,
  'POST /api/household/addresses': { for: 'signed in', at: () => ({ body: { districtId: 'near', street: '3 Lane' } }) },
  'PUT /api/household/addresses/:id': address,
  'DELETE /api/household/addresses/:id': address,

  // A quote is nobody's; whose vouchers are counted is who asks.
  'GET /api/quotes/:id/vouchers': { for: 'signed in', at: async ({ cast, world }) => {
    const starts = [{ legId: world.legs[0]!.id, start: `${day(4)}T09:00:00.000Z` }]
    const { body } = await cast.nobody.post('/api/quotes', { slug: world.slug, districtId: 'near', persons: 1, legs: [], starts })
    return { params: { id: (body as { id: string }).id } }
  } },
  'GET /api/bookings/:id/receipt': booking(),
  'PUT /api/bookings/:id/fapiao': booking(() => fapiao),

  'POST /api/holds': { for: ['resident'], at: async ({ cast, world, newRecipient, newAddress, parties }) => {
    const addressId = await newAddress()
    const starts = [{ legId: world.legs[0]!.id, start: `${day(4)}T09:00:00.000Z` }]
    const { body } = await cast.resident.post('/api/quotes', { slug: world.slug, addressId, persons: 1, legs: [], starts })
    return { body: { ...parties, quoteId: (body as { id: string }).id, recipientId: await newRecipient(), addressId } }
  } },
  'POST /api/bookings/:id/checkout': booking(),
  'DELETE /api/bookings/:id/hold': booking(),
  'GET /api/bookings': own,
  'GET /api/bookings/:id': booking(),
  'GET /api/bookings/:id/calendar.ics': booking(),
  'POST /api/bookings/:id/cancellation-preview': booking(),
  'POST /api/bookings/:id/cancellation': { for: ['resident'], at: async ({ cast, bookingId }) => {
    const { body } = await cast.resident.post(`/api/bookings/${bookingId}/cancellation-preview`, {})
    return { params: { id: bookingId }, body: { token: (body as { token: string }).token } }
  } },
  'GET /api/bookings/:id/move-times': booking(),
  'POST /api/bookings/:id/moves': booking(({ legId }) => ({ starts: [{ legId, start: `${day(5)}T09:00:00.000Z` }] })),
  'POST /api/bookings/:id/legs/:legId/substitute': leg,
  'POST /api/bookings/:id/legs/:legId/no-show': leg,
  'POST /api/bookings/:id/legs/:legId/dispute': leg,

  'POST /api/plans/preview': { for: 'anyone', at: ({ planWish }) => ({ body: planWish }) },
  'POST /api/plans': { for: ['resident'], at: async ({ cast, planWish, newRecipient, newAddress, parties }) => {
    const { body } = await cast.nobody.post('/api/plans/preview', planWish)
    return { body: { ...planWish, ...parties, amount: (body as { amount: number }).amount, recipientId: await newRecipient(), addressId: await newAddress() } }
  } },
  'GET /api/plans': own,
  'GET /api/plans/:id': plan(),
  'GET /api/plans/:id/visits/:visitId/options': visit,
  'POST /api/plans/:id/visits/:visitId/decision': visit,
  'POST /api/plans/:id/stop-preview': plan(() => ({ kind: 'end' })),
  'POST /api/plans/:id/stops': plan(() => ({ scope: { kind: 'end' }, visitIds: [] })),
  'POST /api/plans/:id/resume': plan(),
  'POST /api/plans/:id/moves': plan(({ visitId, world }) => ({ fromVisitId: visitId, starts: [{ legId: world.legs[0]!.id, start: `${day(8)}T13:00:00.000Z` }] })),

  'GET /api/calendar-feeds': own,
  'POST /api/calendar-feeds': own,
  'DELETE /api/calendar-feeds/:id': { for: ['resident'], at: async ({ cast }) => {
    const { body } = await cast.resident.post('/api/calendar-feeds', { kind: 'resident' })
    return { params: { id: (body as { id: string }).id } }
  } },
  'GET /api/calendars/:file': { for: 'anyone', at: async ({ cast }) => {
    const { body } = await cast.resident.post('/api/calendar-feeds', { kind: 'resident' })
    return { params: { file: (body as { url: string }).url.split('/').at(-1)! } }
  } },
  'GET /api/busy-calendars': own,
  'PUT /api/busy-calendars/:id': busyCalendar,
  'DELETE /api/busy-calendars/:id': busyCalendar,

  'GET /api/provider/legs': { for: ['manager', 'owner'], at: ({ providerId }) => ({ query: { providerId } }) },
  'POST /api/provider/legs/:id/accept': providerLeg,
  'POST /api/provider/legs/:id/decline': providerLeg,
  'POST /api/provider/legs/:id/withdraw': providerLeg,
  'GET /api/provider/legs/:id/move-times': providerLeg,
  'POST /api/provider/legs/:id/move': providerLeg,

  'POST /api/provider/files': { for: ['manager', 'owner'], at: ({ providerId }) => ({ query: { use: 'photo', providerId } }) },
  // Whoever has the link, until it ends.
  'GET /api/files/:id': { for: 'anyone', at: async ({ newFile }) => {
    const url = new URL((await newFile()).links[0]!.url, 'http://linli.test')
    return { params: { id: url.pathname.split('/').at(-1)! }, query: Object.fromEntries(url.searchParams) }
  } },
  'GET /api/photos/:file': { for: 'anyone', at: async ({ app, providerId, newFile }) => {
    const { id } = await newFile()
    await withTransaction(app.db, async (tx) => {
      await holdFile(tx, { id, ownerId: providerId, use: 'photo', field: 'photo' })
      await publishFiles(tx, [id], true)
    })
    return { params: { file: `${id}-small.webp` } }
  } },

  'POST /api/providers': { for: 'signed in', spends: true, at: () => ({ body: { name: { zh: '新店', en: '' }, zone: 'UTC' } }) },
  'GET /api/provider/onboarding': desk,
  'PUT /api/provider/profile': { for: ['manager', 'owner'], at: async ({ cast, providerId }) => {
    const { body } = await cast.manager.get(`/api/provider/onboarding?providerId=${providerId}`)
    return { body: profile(providerId, (body as { revision: number }).revision) }
  } },
  'POST /api/provider/papers': ofProvider(({ providerId }) => ({
    providerId, kind: 'other', number: '1', holder: '甲', validUntil: null, fileId: crypto.randomUUID(),
  })),
  'DELETE /api/provider/papers/:id': { for: ['manager', 'owner'], at: async ({ newPaper }) => ({ params: { id: await newPaper() } }) },
  'POST /api/provider/submission': ofProvider(({ providerId }) => ({ providerId })),
  'GET /api/operator/verifications': operator,
  'GET /api/operator/verifications/:id': onProvider(),
  'POST /api/operator/verifications/:id/decision': onProvider({ decision: 'approve', revision: 1 }),
  'GET /api/operator/providers': operator,
  'POST /api/operator/providers/:id/suspension': onProvider({ reason: 'why', bookings: 'keep' }),
  'POST /api/operator/providers/:id/lift': onProvider({}),
  'GET /api/operator/acts': operator,

  'GET /api/provider/members': desk,
  'PUT /api/provider/members/:id': { for: ['manager', 'owner'], at: async ({ providerId, newMember }) =>
    ({ params: { id: await newMember() }, body: { providerId, role: 'worker' } }) },
  'DELETE /api/provider/members/:id': { for: ['manager', 'owner'], at: async ({ providerId, newMember }) =>
    ({ params: { id: await newMember() }, query: { providerId } }) },
  'POST /api/provider/invitations': ofProvider(({ providerId }) => ({ providerId, email: 'asked@example.com', role: 'worker' })),
  'POST /api/provider/invitations/:id/resend': { for: ['manager', 'owner'], at: async ({ newInvitation }) => ({ params: { id: (await newInvitation()).id } }) },
  'DELETE /api/provider/invitations/:id': { for: ['manager', 'owner'], at: async ({ newInvitation }) => ({ params: { id: (await newInvitation()).id } }) },
  'GET /api/invitations/:token': { for: 'anyone', at: async ({ newInvitation }) => ({ params: { token: (await newInvitation()).token } }) },
  'POST /api/invitations/:token/acceptance': {
    for: 'signed in', spends: true, at: async ({ newInvitation }) => ({ params: { token: (await newInvitation()).token } }),
  },

  'GET /api/provider/offerings': desk,
  'POST /api/provider/offerings': { for: ['manager', 'owner'], at: async (stage) => {
    const { content } = await knownOffering(stage)
    return { body: { providerId: stage.providerId, content } }
  } },
  'GET /api/provider/offering-choices': desk,
  'GET /api/provider/offerings/:id': offering(),
  'PUT /api/provider/offerings/:id': { for: ['manager', 'owner'], at: async (stage) => {
    const { content, revision } = await knownOffering(stage)
    return { params: { id: stage.world.legs[0]!.offeringId }, body: { content, revision } }
  } },
  'POST /api/provider/offerings/:id/publish': offering({ revision: 1 }),
  'POST /api/provider/offerings/:id/pause': offering({ revision: 1 }),
  'POST /api/provider/offerings/:id/resume': offering({ revision: 1 }),
  'POST /api/provider/offerings/:id/archive': offering({ revision: 1 }),
  'GET /api/provider/offerings/:id/sessions': offering(),
  'POST /api/provider/offerings/:id/sessions': { for: ['manager', 'owner'], at: ({ world, workerId }) =>
    ({ params: { id: world.legs[0]!.offeringId }, body: { day: day(20), minute: 600, capacity: 4, teacherId: workerId } }) },
  'POST /api/provider/sessions/:id/cancel': { for: ['manager', 'owner'], at: async ({ newSession }) => ({ params: { id: await newSession() }, body: { taken: 0 } }) },

  'GET /api/provider/team': desk,
  'POST /api/provider/team': { for: ['manager', 'owner'], at: ({ providerId }) => ({ body: { providerId, kind: 'worker', content: teamContent } }) },
  'GET /api/provider/team-choices': desk,
  'GET /api/provider/given-time': { for: ['manager', 'owner'], at: async stage =>
    ({ query: { ids: await newColleague(stage), from: day(3), to: day(4) } }) },
  'POST /api/provider/days-off': { for: ['manager', 'owner'], at: async stage =>
    ({ body: { ids: [await newColleague(stage)], from: day(3), to: day(4), seen: 0 } }) },
  'GET /api/provider/team/:id': colleague(),
  'PUT /api/provider/team/:id': colleague({ revision: 1, content: teamContent }),
  'POST /api/provider/team/:id/retire': colleague({ seen: 0 }),
  'POST /api/provider/team/:id/restore': colleague(),
  'DELETE /api/provider/team/:id/days-off/:dayOffId': { for: ['manager', 'owner'], at: async (stage) => {
    const id = await newColleague(stage)
    await stage.cast.manager.post('/api/provider/days-off', { ids: [id], from: day(3), to: day(4), seen: 0 })
    const { body } = await stage.cast.manager.get(`/api/provider/team/${id}`)
    return { params: { id, dayOffId: (body as { daysOff: { id: string }[] }).daysOff[0]!.id } }
  } },

  'GET /api/provider/agreements': desk,
  'POST /api/provider/agreements': { for: ['manager', 'owner'], at: ({ providerId, world, elsewhere }) => ({ body: {
    providerId, bundleId: world.bundleId, offeringId: elsewhere.legs[0]!.offeringId,
    terms: { percentOffBps: 0, floorAmount: null, noticeMinutes: 0, blackoutDates: [], exitNoticeDays: 0 },
  } }) },
  'POST /api/provider/agreements/:id/counter': agreement,
  'POST /api/provider/agreements/:id/accept': agreement,
  'POST /api/provider/agreements/:id/decline': agreement,
  'POST /api/provider/agreements/:id/notice': agreement,
  'GET /api/provider/bundles': desk,
  'POST /api/provider/bundles': { for: ['manager', 'owner'], at: ({ providerId }) => ({ body: { providerId, scenario: null } }) },
  'GET /api/provider/bundles/:id': composed(),
  'PUT /api/provider/bundles/:id': composed(),
  'POST /api/provider/bundles/:id/preview': composed(),
  'POST /api/provider/bundles/:id/discard': composed({ revision: 999 }),
  'POST /api/provider/bundles/:id/publish': composed({ revision: 999 }),
  'POST /api/provider/bundles/:id/pause': composed({ revision: 999 }),
  'POST /api/provider/bundles/:id/archive': composed({ revision: 999 }),
  'GET /api/provider/partner-offerings': desk,
  'GET /api/provider/board': desk,
  'GET /api/provider/calendar': desk,
  'GET /api/provider/bookings': desk,
  'GET /api/provider/bookings.csv': desk,
  'GET /api/provider/figures': desk,

  // By a link that the worker shows.
  'GET /api/door/:token': { for: 'anyone', at: ({ doorToken }) => ({ params: { token: doorToken } }) },

  'GET /api/worker/visits': own,
  'POST /api/worker/visits/:id/check-in': servedVisit,
  'POST /api/worker/visits/:id/check-out': servedVisit,
  'POST /api/worker/visits/:id/no-show': servedVisit,

  'GET /api/operator/campaigns': operator,
  'POST /api/operator/campaigns': operator,
  'POST /api/operator/campaigns/:id/change': {
    for: ['operator'], at: async ({ newCampaign }) =>
      ({ params: { id: await newCampaign() }, body: { revision: 1, budgetAmount: 200_000, endsAt: '2099-06-01T00:00:00Z', reason: 'a test' } }),
  },
  'POST /api/operator/campaigns/:id/pause': campaign,
  'GET /api/operator/campaigns/:id/redemptions': campaign,
  'GET /api/operator/fapiao': operator,
  'POST /api/operator/fapiao/exports': operator,
  'GET /api/operator/fapiao/exports/:id': { for: ['operator'], at: async ({ cast, bookingId, newFapiao }) => {
    await newFapiao(bookingId)
    await cast.operator.post('/api/operator/fapiao/exports')
    const { body } = await cast.operator.get('/api/operator/fapiao')
    return { params: { id: (body as { exports: { rows: { id: string }[] } }).exports.rows[0]!.id } }
  } },

  'GET /api/provider/payout-account': desk,
  'POST /api/provider/payout-account/refresh': desk,
  'POST /api/provider/payout-account/onboarding': desk,
  'GET /api/provider/earnings': desk,
  'GET /api/provider/statement': desk,
  'GET /api/provider/statement.csv': desk,
  'GET /api/operator/mismatches': operator,
  'POST /api/operator/mismatches/:id/explain': { for: ['operator'], at: async ({ newMismatch }) => ({ params: { id: await newMismatch() } }) },
  'POST /api/operator/foreign-refunds/:id/allot': {
    for: ['operator'], at: async ({ newForeignRefund }) => {
      const { refundId, legId } = await newForeignRefund()
      return { params: { id: refundId }, body: { parts: [{ legId, amount: 100 }], reason: 'a test' } }
    },
  },
  'GET /api/operator/bank-disputes': operator,
  'GET /api/operator/refunds': operator,
  'POST /api/operator/refunds/:id/resolve': {
    for: ['operator'], at: async ({ newManualRefund }) => ({ params: { id: await newManualRefund() }, body: { how: 'dismissed', note: 'a test' } }),
  },
  'GET /api/operator/bookings/:reference/legs': { for: ['operator'], at: async ({ referenceOf, bookingId }) => ({ params: { reference: await referenceOf(bookingId) } }) },
  'POST /api/operator/legs/:id/refund': {
    for: ['operator'], at: async ({ app, operator: who, bookingId, legId, referenceOf }) => {
      const [{ leftAmount } = { leftAmount: 1 }] = await readRefundableLegs(app, { who, reference: await referenceOf(bookingId) })
      return { params: { id: legId }, body: { amount: 1, leftAmount: Math.max(1, leftAmount), reason: 'a test' } }
    },
  },
  'GET /api/operator/statements/day': { for: ['operator'], at: () => ({ query: { day: day(0) } }) },
  'GET /api/operator/statements/bookings/:id': { for: ['operator'], at: ({ bookingId }) => ({ params: { id: bookingId } }) },
  'GET /api/operator/statements/providers/:id': { for: ['operator'], at: ({ providerId }) => ({ params: { id: providerId } }) },
  'GET /api/operator/disputes': operator,
  'POST /api/operator/legs/:id/cancel': { for: ['operator'], at: ({ legId }) => ({ params: { id: legId } }) },
  'POST /api/operator/legs/:id/resolve': { for: ['operator'], at: ({ legId }) => ({ params: { id: legId } }) },
  'GET /api/operator/missing-supply': operator,

  'POST /api/webhooks/stripe': anyone,
  'POST /api/webhooks/stripe/accounts': anyone,
  'GET /api/health/live': anyone,
  'GET /api/health/ready': anyone,
  'GET /sitemap.xml': anyone,
  'GET /robots.txt': anyone,
  'GET /api/health/metrics': anyone,
  'GET /api/openapi.json': anyone,
}
