import { z } from 'zod'
import { doorOperations } from './api/door.ts'
import { fileOperations } from './api/files.ts'
import { moneyOperations } from './api/money.ts'
import { offeringOperations } from './api/offerings.ts'
import { crewOperations } from './api/crew.ts'
import { onboardingOperations } from './api/onboarding.ts'
import { teamOperations } from './api/team.ts'
import { byId, byLeg, bySlug, byVisit, type Operation } from './api/operation.ts'
import { receiptOperations } from './api/receipts.ts'
import { agreementOperations } from './api/agreements.ts'
import { composerOperations } from './api/composer.ts'
import { voucherOperations } from './api/vouchers.ts'
import { providerBookingOperations } from './api/provider-bookings.ts'
import * as booking from './schemas/booking.ts'
import * as calendar from './schemas/calendar.ts'
import * as catalog from './schemas/catalog.ts'
import * as identity from './schemas/identity.ts'
import { pageQuery } from './schemas/paging.ts'
import * as plan from './schemas/plan.ts'
import { publicProvider } from './schemas/provider.ts'

export type { Operation } from './api/operation.ts'

/** The table: one entry an operation. A subject of its own has a table of its own below `shared/api/`, spread in here. */
export const operations = {
  'GET /api/districts': { summary: 'Districts of the city', tag: 'catalogue', response: z.array(catalog.district) },
  'GET /api/categories': { summary: 'Categories, a tree of two levels', tag: 'catalogue', response: z.array(catalog.category) },
  'GET /api/scenarios': { summary: 'Scenarios', tag: 'catalogue', response: z.array(catalog.scenario) },
  'GET /api/scenarios/:slug': { summary: 'A scenario', tag: 'catalogue', params: bySlug, response: catalog.scenario, problems: ['not_found'] },
  'GET /api/search': { summary: 'Find bundles', tag: 'catalogue', query: catalog.searchQuery, response: catalog.searchAnswer },
  'GET /api/suggest': { summary: 'What somebody who is typing may mean', tag: 'catalogue', query: catalog.suggestQuery, response: catalog.suggestAnswer },
  'POST /api/search/clicks': { summary: 'A result was opened; by whom is not kept', tag: 'catalogue', body: catalog.searchClickBody, status: 204, problems: ['too_many_requests'] },
  'GET /api/bundles/:slug': { summary: 'A bundle with its legs', tag: 'catalogue', params: bySlug, response: catalog.bundleDetail, problems: ['not_found'] },
  'GET /api/bundles/:slug/slots': { summary: 'Joint slots of a bundle', tag: 'catalogue', params: bySlug, query: catalog.slotsQuery, response: catalog.slotsAnswer, problems: ['not_found', 'choice_invalid', 'district_not_served'] },
  'GET /api/providers/:slug': { summary: 'A verified provider, and the bundles in which it works', tag: 'catalogue', params: bySlug, response: publicProvider, problems: ['not_found'] },
  'POST /api/quotes': { summary: 'A price, frozen for 30 minutes', tag: 'catalogue', body: catalog.quoteBody, response: catalog.quoteAnswer, status: 201, idempotent: true, problems: ['not_found', 'choice_invalid', 'slot_taken', 'district_not_served'] },

  'GET /api/session': { summary: 'Who is signed in', tag: 'session', response: identity.session },
  'POST /api/session/sign-up': { summary: 'Sign up with email and password', tag: 'session', body: identity.signUpBody, response: identity.session, status: 201, problems: ['email_taken', 'too_many_requests', 'consent_outdated'] },
  'POST /api/session/sign-in': { summary: 'Sign in with email and password', tag: 'session', body: identity.signInBody, response: identity.session, problems: ['credentials_wrong', 'too_many_requests'] },
  'POST /api/session/phone-code': { summary: 'Send a one-time code by SMS', tag: 'session', body: identity.phoneCodeBody, status: 204, problems: ['too_many_requests'] },
  'POST /api/session/phone-verify': { summary: 'Sign in, or up, with the code', tag: 'session', body: identity.phoneVerifyBody, response: identity.session, problems: ['code_wrong', 'name_needed', 'too_many_requests', 'consent_outdated'] },
  'POST /api/session/demo': { summary: 'Sign in as a demo person (embedded defaults only)', tag: 'session', body: identity.demoBody, response: identity.session, problems: ['not_found'] },
  'DELETE /api/session': { summary: 'Sign out', tag: 'session', status: 204 },
  'GET /api/sessions': { summary: 'Where one is signed in', tag: 'session', response: z.array(identity.sessionRow), security: true },
  'DELETE /api/sessions/:id': { summary: 'End a session', tag: 'session', params: byId, status: 204, security: true, problems: ['not_found'] },
  'GET /api/account/export': { summary: 'All that is kept about one', tag: 'session', response: z.looseObject({}), security: true },
  'DELETE /api/account': { summary: 'Delete the account', tag: 'session', body: identity.deleteAccountBody, status: 204, security: true, problems: ['bookings_open', 'last_owner'] },

  'GET /api/household/recipients': { summary: 'People one books for', tag: 'household', response: z.array(identity.recipient), security: true },
  'POST /api/household/recipients': { summary: 'Add a person', tag: 'household', body: identity.recipientBody, response: identity.recipient, status: 201, security: true, idempotent: true, problems: ['household_full'] },
  'PUT /api/household/recipients/:id': { summary: 'Change a person', tag: 'household', params: byId, body: identity.recipientBody, response: identity.recipient, security: true, problems: ['not_found'] },
  'DELETE /api/household/recipients/:id': { summary: 'Remove a person', tag: 'household', params: byId, status: 204, security: true, problems: ['not_found'] },
  'GET /api/household/addresses': { summary: 'Addresses', tag: 'household', response: z.array(identity.address), security: true },
  'POST /api/household/addresses': { summary: 'Add an address', tag: 'household', body: identity.addressBody, response: identity.address, status: 201, security: true, idempotent: true, problems: ['household_full', 'choice_invalid'] },
  'PUT /api/household/addresses/:id': { summary: 'Change an address', tag: 'household', params: byId, body: identity.addressBody, response: identity.address, security: true, problems: ['not_found', 'choice_invalid'] },
  'DELETE /api/household/addresses/:id': { summary: 'Remove an address', tag: 'household', params: byId, status: 204, security: true, problems: ['not_found'] },

  ...voucherOperations,
  ...receiptOperations,

  'POST /api/holds': { summary: 'Hold all legs of a quote, or none', tag: 'booking', body: booking.holdBody, response: booking.booking, status: 201, security: true, idempotent: true, problems: ['not_found', 'quote_expired', 'quote_bound', 'slot_taken', 'too_many_holds', 'district_differs', 'voucher_refused', 'remainder_too_small'] },
  'POST /api/bookings/:id/checkout': { summary: 'Open the payment page', tag: 'booking', params: byId, response: booking.checkoutAnswer, status: 201, security: true, idempotent: true, problems: ['not_found', 'hold_expired', 'already_paid', 'checkout_unavailable'] },
  'DELETE /api/bookings/:id/hold': { summary: 'Give up an unpaid hold', tag: 'booking', params: byId, response: booking.booking, security: true, problems: ['not_found', 'transition_illegal', 'already_paid', 'checkout_unavailable'] },
  'GET /api/bookings': { summary: 'My bookings', tag: 'booking', query: pageQuery, response: booking.bookings, security: true },
  'GET /api/bookings/:id': { summary: 'A booking, leg by leg', tag: 'booking', params: byId, response: booking.booking, security: true, problems: ['not_found'] },
  'GET /api/bookings/:id/calendar.ics': { summary: 'The booking as a calendar file', tag: 'booking', params: byId, produces: 'text/calendar', security: true, problems: ['not_found'] },

  'POST /api/bookings/:id/cancellation-preview': { summary: 'What a cancellation would give back, leg by leg; honoured for ten minutes', tag: 'booking', params: byId, body: booking.cancellationBody, response: booking.cancellationPreview, status: 201, security: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/bookings/:id/cancellation': { summary: 'Cancel what a preview showed', tag: 'booking', params: byId, body: booking.cancellationConfirm, response: booking.booking, security: true, idempotent: true, problems: ['not_found', 'preview_expired', 'transition_illegal', 'payment_disputed', 'payment_not_refundable'] },
  'GET /api/bookings/:id/move-times': { summary: 'When a leg, or all, could be instead', tag: 'booking', params: byId, query: booking.moveTimesQuery, response: booking.moveTimes, security: true, problems: ['not_found', 'transition_illegal', 'too_late'] },
  'POST /api/bookings/:id/moves': { summary: 'Move legs to new times, all or none', tag: 'booking', params: byId, body: booking.moveBody, response: booking.booking, security: true, idempotent: true, problems: ['not_found', 'transition_illegal', 'too_late', 'slot_taken', 'choice_invalid'] },
  'POST /api/bookings/:id/legs/:legId/substitute': { summary: 'Take the proposed substitute, or refuse it', tag: 'booking', params: byLeg, body: booking.substituteBody, response: booking.booking, security: true, problems: ['not_found', 'transition_illegal', 'too_late', 'payment_disputed'] },
  'POST /api/bookings/:id/legs/:legId/no-show': { summary: 'Say that nobody came', tag: 'booking', params: byLeg, body: booking.reasonBody, response: booking.booking, security: true, problems: ['not_found', 'transition_illegal', 'too_early', 'payment_disputed'] },
  'POST /api/bookings/:id/legs/:legId/dispute': { summary: 'Dispute how a leg was served', tag: 'booking', params: byLeg, body: booking.disputeBody, response: booking.booking, security: true, problems: ['not_found', 'transition_illegal', 'too_late'] },

  'POST /api/plans/preview': { summary: 'Every visit of a plan, and what is to be decided before it is made', tag: 'booking', body: plan.planPreviewBody, response: plan.planPreview, problems: ['not_found', 'choice_invalid', 'district_not_served'] },
  'POST /api/plans': { summary: 'Make a plan as it was shown, or nothing', tag: 'booking', body: plan.planBody, response: plan.plan, status: 201, security: true, idempotent: true, problems: ['not_found', 'choice_invalid', 'district_not_served', 'district_differs', 'plan_changed', 'too_many_plans'] },
  'GET /api/plans': { summary: 'My plans', tag: 'booking', response: plan.plans, security: true },
  'GET /api/plans/:id': { summary: 'A plan with its visits', tag: 'booking', params: byId, response: plan.plan, security: true, problems: ['not_found'] },
  'GET /api/plans/:id/visits/:visitId/options': { summary: 'What can be chosen for a visit that waits for a decision', tag: 'booking', params: byVisit, response: plan.visitOptions, security: true, problems: ['not_found'] },
  'POST /api/plans/:id/visits/:visitId/decision': { summary: 'Decide about a visit that cannot be as planned', tag: 'booking', params: byVisit, body: plan.visitDecisionBody, response: plan.plan, security: true, idempotent: true, problems: ['not_found', 'slot_taken', 'choice_invalid', 'transition_illegal'] },
  'POST /api/plans/:id/stop-preview': { summary: 'What skipping, pausing or ending would take away and give back; honoured for ten minutes', tag: 'booking', params: byId, body: plan.stopScope, response: plan.stopPreview, security: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/plans/:id/stops': { summary: 'Skip a visit, pause a plan or end it, as was shown', tag: 'booking', params: byId, body: plan.stopBody, response: plan.plan, security: true, idempotent: true, problems: ['not_found', 'plan_changed', 'transition_illegal', 'payment_disputed', 'payment_not_refundable'] },
  'POST /api/plans/:id/resume': { summary: 'End a pause', tag: 'booking', params: byId, response: plan.plan, security: true, idempotent: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/plans/:id/moves': { summary: 'Move a visit and all that follow, all or none', tag: 'booking', params: byId, body: plan.followingMoveBody, response: plan.plan, security: true, idempotent: true, problems: ['not_found', 'slot_taken', 'choice_invalid', 'transition_illegal', 'too_late'] },
  'GET /api/calendar-feeds': { summary: 'My secret calendar addresses', tag: 'calendar', response: z.array(calendar.calendarFeed), security: true },
  'POST /api/calendar-feeds': { summary: 'Make a secret calendar address', tag: 'calendar', body: calendar.calendarFeedBody, response: calendar.calendarFeedCreated, status: 201, security: true, problems: ['not_found', 'too_many_feeds'] },
  'DELETE /api/calendar-feeds/:id': { summary: 'Revoke a secret calendar address', tag: 'calendar', params: byId, status: 204, security: true, problems: ['not_found'] },
  'GET /api/calendars/:file': { summary: 'The calendar at a secret address', tag: 'calendar', params: z.object({ file: calendar.calendarFile }), produces: 'text/calendar', problems: ['not_found'] },
  'GET /api/busy-calendars': { summary: 'Workers\' own calendars that one may connect', tag: 'calendar', response: z.array(calendar.busyCalendar), security: true },
  'PUT /api/busy-calendars/:id': { summary: 'Connect a worker\'s own calendar: its busy times count', tag: 'calendar', params: byId, body: calendar.busyCalendarBody, response: calendar.busyCalendar, security: true, problems: ['not_found', 'calendar_address_refused'] },
  'DELETE /api/busy-calendars/:id': { summary: 'Disconnect a worker\'s own calendar', tag: 'calendar', params: byId, status: 204, security: true, problems: ['not_found'] },

  'GET /api/provider/legs': { summary: 'Upcoming paid legs of one\'s provider', tag: 'provider', query: booking.providerLegsQuery, response: booking.providerLegs, security: true, problems: ['not_found'] },
  'POST /api/provider/legs/:id/accept': { summary: 'Take a leg that was asked of one\'s provider', tag: 'provider', params: byId, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_late', 'credential_lapsed'] },
  'POST /api/provider/legs/:id/decline': { summary: 'Decline a leg that was asked of one\'s provider', tag: 'provider', params: byId, body: booking.reasonBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_late'] },
  'POST /api/provider/legs/:id/withdraw': { summary: 'Withdraw from a confirmed leg', tag: 'provider', params: byId, body: booking.reasonBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_late'] },
  'GET /api/provider/legs/:id/move-times': { summary: 'When a leg could be instead', tag: 'provider', params: byId, query: booking.legMoveTimesQuery, response: booking.moveTimes, security: true, problems: ['not_found', 'transition_illegal', 'too_late'] },
  'POST /api/provider/legs/:id/move': { summary: 'Move a leg to another time', tag: 'provider', params: byId, body: booking.legMoveBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_late', 'slot_taken', 'choice_invalid'] },

  ...fileOperations,
  ...onboardingOperations,
  ...teamOperations,
  ...offeringOperations,
  ...crewOperations,
  ...moneyOperations,
  ...agreementOperations,
  ...composerOperations,

  ...providerBookingOperations,

  ...doorOperations,
  'GET /api/worker/visits': { summary: 'A worker\'s visits of a day, in order', tag: 'provider', query: booking.visitsQuery, response: booking.visits, security: true },
  'POST /api/worker/visits/:id/check-in': { summary: 'Begin a visit', tag: 'provider', params: byId, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_early', 'credential_lapsed'] },
  'POST /api/worker/visits/:id/check-out': { summary: 'End a visit, its tasks answered', tag: 'provider', params: byId, body: booking.checkOutBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'tasks_unanswered'] },
  'POST /api/worker/visits/:id/no-show': { summary: 'Say that nobody was there', tag: 'provider', params: byId, body: booking.reasonBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'too_early'] },

  'GET /api/operator/disputes': { summary: 'Disputes that wait for a decision, the longest waiting first', tag: 'operations', query: pageQuery, response: booking.disputes, security: true, problems: ['not_found'] },
  'POST /api/operator/legs/:id/cancel': { summary: 'Cancel a leg with a full refund', tag: 'operations', params: byId, body: booking.reasonBody, status: 204, security: true, problems: ['not_found', 'transition_illegal'] },
  'POST /api/operator/legs/:id/resolve': { summary: 'Decide a dispute', tag: 'operations', params: byId, body: booking.resolveBody, status: 204, security: true, problems: ['not_found', 'transition_illegal', 'refund_exceeds_payment'] },
  'GET /api/operator/missing-supply': { summary: 'Where searches find nothing (operators)', tag: 'operations', query: catalog.missingSupplyQuery, response: catalog.missingSupply, security: true, problems: ['not_found'] },

  'POST /api/webhooks/stripe': { summary: 'Events of the payment service', tag: 'operations', status: 200, response: z.object({ received: z.boolean() }), problems: ['webhook_signature_invalid'] },
  'GET /api/health/live': { summary: 'The process answers', tag: 'operations', response: z.object({ status: z.literal('ok') }) },
  'GET /api/health/ready': { summary: 'The process can serve', tag: 'operations', response: z.looseObject({ status: z.enum(['ok', 'failing']) }) },
  'GET /sitemap.xml': { summary: 'Every public page, for search engines', tag: 'operations', produces: 'application/xml' },
  'GET /robots.txt': { summary: 'What search engines may read', tag: 'operations', produces: 'text/plain' },
  'GET /api/health/metrics': { summary: 'Gauges for Prometheus', tag: 'operations', produces: 'text/plain' },
  'GET /api/openapi.json': { summary: 'This document', tag: 'operations', response: z.looseObject({}) },
} as const satisfies Record<string, Operation>

export type OperationKey = keyof typeof operations
