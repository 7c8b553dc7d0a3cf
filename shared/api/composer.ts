import { z } from 'zod'
import * as composer from '../schemas/composer.ts'
import { byId, type Operation } from './operation.ts'

const changed = ['not_found', 'changed_meanwhile'] as const

/** Providers make bundles, alone and with partners. */
export const composerOperations = {
  'GET /api/provider/bundles': { summary: 'Bundles of one\'s provider, and those in which it is a partner', tag: 'provider', query: composer.bundlesQuery, response: composer.bundleList, security: true, problems: ['not_found'] },
  'POST /api/provider/bundles': { summary: 'Begin a bundle, of a scenario or free', tag: 'provider', body: composer.newBundleBody, response: composer.bundleId, status: 201, security: true, idempotent: true, problems: ['not_found'] },
  'GET /api/provider/bundles/:id': { summary: 'A bundle as its publisher is making it', tag: 'provider', params: byId, response: composer.composed, security: true, problems: ['not_found'] },
  'PUT /api/provider/bundles/:id': { summary: 'Save the draft of a bundle', tag: 'provider', params: byId, body: composer.saveBody, response: composer.saved, security: true, problems: [...changed, 'offering_closed'] },
  'POST /api/provider/bundles/:id/discard': { summary: 'Give up the changes that are not published; a bundle that never was public is gone', tag: 'provider', params: byId, body: composer.moveBody, response: composer.discarded, security: true, problems: changed },
  'POST /api/provider/bundles/:id/preview': { summary: 'On how many of the next 30 days a draft could be booked, what it costs and what it lacks; nothing is saved', tag: 'provider', params: byId, body: composer.previewBody, response: composer.preview, security: true, problems: ['not_found', 'too_many_requests'] },
  'POST /api/provider/bundles/:id/publish': { summary: 'Put the draft on sale, in place of what was', tag: 'provider', params: byId, body: composer.moveBody, response: composer.saved, security: true, problems: [...changed, 'not_ready'] },
  'POST /api/provider/bundles/:id/pause': { summary: 'Take a bundle out of sale for a while', tag: 'provider', params: byId, body: composer.moveBody, response: composer.saved, security: true, problems: changed },
  'POST /api/provider/bundles/:id/archive': { summary: 'Take a bundle out of sale for good', tag: 'provider', params: byId, body: composer.moveBody, response: composer.saved, security: true, problems: changed },
  'GET /api/provider/partner-offerings': { summary: 'What one may put into a bundle: one\'s own, and what others open to partners', tag: 'provider', query: composer.offeredQuery, response: z.array(composer.offered), security: true, problems: ['not_found'] },
} as const satisfies Record<string, Operation>
