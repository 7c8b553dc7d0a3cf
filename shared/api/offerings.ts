import * as offerings from '../schemas/offerings.ts'
import { byId, type Operation } from './operation.ts'

const moved = ['not_found', 'changed_meanwhile', 'transition_illegal'] as const

/** Providers keep their offerings. */
export const offeringOperations = {
  'GET /api/provider/offerings': { summary: 'Offerings of one\'s provider', tag: 'provider', query: offerings.offeringsQuery, response: offerings.offerings, security: true, problems: ['not_found'] },
  'POST /api/provider/offerings': { summary: 'Begin an offering as a draft', tag: 'provider', body: offerings.offeringBody, response: offerings.offering, status: 201, security: true, idempotent: true, problems: ['not_found', 'choice_invalid', 'too_many_offerings'] },
  'GET /api/provider/offering-choices': { summary: 'What a provider can choose from when it describes an offering', tag: 'provider', query: offerings.offeringQuery, response: offerings.offeringChoices, security: true, problems: ['not_found'] },
  'GET /api/provider/offerings/:id': { summary: 'An offering as its provider keeps it', tag: 'provider', params: byId, response: offerings.offering, security: true, problems: ['not_found'] },
  'PUT /api/provider/offerings/:id': { summary: 'Change an offering; of a published one a new version', tag: 'provider', params: byId, body: offerings.offeringChange, response: offerings.offering, security: true, problems: [...moved, 'choice_invalid', 'offering_incomplete'] },
  'POST /api/provider/offerings/:id/publish': { summary: 'Put a draft on sale', tag: 'provider', params: byId, body: offerings.offeringMove, response: offerings.offering, security: true, problems: [...moved, 'offering_incomplete'] },
  'POST /api/provider/offerings/:id/pause': { summary: 'Take an offering out of sale for a while', tag: 'provider', params: byId, body: offerings.offeringMove, response: offerings.offering, security: true, problems: moved },
  'POST /api/provider/offerings/:id/resume': { summary: 'Put a paused offering on sale again', tag: 'provider', params: byId, body: offerings.offeringMove, response: offerings.offering, security: true, problems: [...moved, 'offering_incomplete'] },
  'POST /api/provider/offerings/:id/archive': { summary: 'Take an offering out of sale for good', tag: 'provider', params: byId, body: offerings.offeringMove, response: offerings.offering, security: true, problems: moved },
  'GET /api/provider/offerings/:id/sessions': { summary: 'Class sessions to come, and who has booked them', tag: 'provider', params: byId, response: offerings.sessions, security: true, problems: ['not_found'] },
  'POST /api/provider/offerings/:id/sessions': { summary: 'Add class sessions, all of them or none', tag: 'provider', params: byId, body: offerings.sessionsBody, response: offerings.sessions, status: 201, security: true, idempotent: true, problems: ['not_found', 'choice_invalid', 'transition_illegal', 'too_early', 'session_clashes'] },
  'POST /api/provider/sessions/:id/cancel': { summary: 'Call a class session off: who booked it is offered another, or everything back', tag: 'provider', params: byId, body: offerings.sessionCancel, status: 204, security: true, problems: ['not_found', 'changed_meanwhile', 'too_late'] },
} as const satisfies Record<string, Operation>
